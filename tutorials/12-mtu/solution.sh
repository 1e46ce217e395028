sed -i 's/"isDefaultGateway": true,/"isDefaultGateway": true,\n      "mtu": 1400,/' net.conflist
cniscope run net.conflist --verbs DEL,ADD
