sed -i 's/"bridge": "lab1"/"bridge": "lab0"/' back.conflist
cniscope run back.conflist --pod pod2 --verbs DEL,ADD
