cniscope run net.conflist --verbs ADD
./nest.sh
