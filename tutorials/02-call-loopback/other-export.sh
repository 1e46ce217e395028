export CNI_COMMAND=ADD CNI_CONTAINERID=my-first CNI_NETNS=/var/run/netns/pod1 CNI_IFNAME=eth0
echo '{ "cniVersion": "0.4.0", "name": "anything", "type": "loopback" }' | /run/cniscope/bin/loopback | tee result.json
