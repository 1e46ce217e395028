cniscope run net.conf --verbs DEL,ADD
