cniscope run front.conflist --pod pod1 --verbs ADD
cniscope run back.conflist --pod pod2 --verbs ADD
