sed -i 's/"isGateway"/"isDefaultGateway"/' net.conflist
