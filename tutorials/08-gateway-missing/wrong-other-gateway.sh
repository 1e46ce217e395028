sed -i -e 's/"bridge": "lab0",/"bridge": "lab0",\n      "isGateway": true,/' -e 's/"10.80.0.1"/"10.80.0.254"/' net.conflist
cniscope run net.conflist --verbs DEL,ADD
