sed -i 's/"isGateway"/"isDefaultGateway"/' net.conflist
cniscope run net.conflist --verbs DEL,ADD
