cniscope run back.conflist --pod pod2 --verbs DEL
sed -i -e 's/"bridge": "lab1"/"bridge": "lab0"/' -e 's/"subnet".*}/"subnet": "10.61.0.0\/24" }/' back.conflist
cniscope run back.conflist --pod pod2 --verbs ADD
