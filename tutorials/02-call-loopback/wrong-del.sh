export CNI_CONTAINERID=pod1 CNI_NETNS=/run/netns/pod1 CNI_IFNAME=lo
CNI_COMMAND=ADD $CNI_PATH/loopback < lo.json > result.json
CNI_COMMAND=DEL $CNI_PATH/loopback < lo.json
