# The files of the folder may be changed already, if the lesson is started for the second time.
given=$(mktemp -d)
cat > $given/net.conf <<'END'
{
  "cniVersion": "1.1.0",
  "name": "lab",
  "type": "bridge",
  "bridge": "lab0",
  "isGateway": true,
  "ipam": {
    "type": "host-local",
    "ranges": [[{ "subnet": "10.66.0.0/24", "rangeStart": "10.66.0.10", "rangeEnd": "10.66.0.11" }]]
  }
}
END

# A container that ends without a DEL, as when the node loses its power.
ip netns add pod7
CNI_COMMAND=ADD CNI_CONTAINERID=pod7 CNI_NETNS=/run/netns/pod7 CNI_IFNAME=eth0 $CNI_PATH/bridge < $given/net.conf
ip netns del pod7

cniscope run $given/net.conf --pod pod1 --verbs ADD
rm -r $given
