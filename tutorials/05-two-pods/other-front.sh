cniscope run back.conflist --pod pod2 --verbs DEL
cniscope run front.conflist --pod pod2 --verbs ADD
