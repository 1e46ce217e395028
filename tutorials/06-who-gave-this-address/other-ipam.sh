CNI_COMMAND=DEL CNI_CONTAINERID=pod7 CNI_IFNAME=eth0 CNI_NETNS=/run/netns/pod7 $CNI_PATH/host-local < net.conf
cniscope run net.conf --pod pod2 --verbs ADD
