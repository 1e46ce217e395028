cniscope run back.conflist --pod pod2 --verbs DEL
sed 's/"name": "front"/"name": "back"/' front.conflist > back.conflist
cniscope run back.conflist --pod pod2 --verbs ADD
