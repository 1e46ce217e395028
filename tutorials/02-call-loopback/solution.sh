CNI_COMMAND=ADD CNI_CONTAINERID=pod1 CNI_NETNS=/run/netns/pod1 CNI_IFNAME=lo $CNI_PATH/loopback < lo.json > result.json
