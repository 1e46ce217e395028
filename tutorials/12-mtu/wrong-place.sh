sed -i 's/"type": "host-local",/"type": "host-local", "mtu": 1400,/' net.conflist
cniscope run net.conflist --verbs DEL,ADD
