sed -i 's/"type": "host-local",/"type": "host-local",\n        "ipMasq": true,/' net.conflist
cniscope run net.conflist --verbs DEL,ADD
