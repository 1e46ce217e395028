sed -i 's/"bridge": "lab1"/"bridge": "lab0"/' back.conflist
