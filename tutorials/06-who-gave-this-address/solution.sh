CNI_COMMAND=DEL CNI_CONTAINERID=pod7 CNI_IFNAME=eth0 $CNI_PATH/bridge < net.conf
cniscope run net.conf --pod pod2 --verbs ADD
