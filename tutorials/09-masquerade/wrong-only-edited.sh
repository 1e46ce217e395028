sed -i 's/"isDefaultGateway": true,/"isDefaultGateway": true,\n      "ipMasq": true,/' net.conflist
