sed -i 's/"isDefaultGateway": true,/"isDefaultGateway": true,\n      "hairpinMode": true,/' net.conflist
