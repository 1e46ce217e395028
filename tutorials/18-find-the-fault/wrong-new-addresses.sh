cniscope run net.conflist --verbs DEL,ADD
