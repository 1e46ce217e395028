sed -i 's/"bridge": "lab0",/"bridge": "lab0",\n      "isGateway": true,/' net.conflist
