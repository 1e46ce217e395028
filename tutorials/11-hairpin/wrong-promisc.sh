sed -i 's/"isDefaultGateway": true,/"isDefaultGateway": true,\n      "promiscMode": true,/' net.conflist
cniscope run net.conflist --verbs DEL,ADD
./nest.sh
