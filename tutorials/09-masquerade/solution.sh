sed -i 's/"isDefaultGateway": true,/"isDefaultGateway": true,\n      "ipMasq": true,/' net.conflist
cniscope run net.conflist --verbs DEL,ADD
