# The files of the folder may be changed already, if the lesson is started for the second time.
given=$(mktemp -d)
cat > $given/net.conflist <<'END'
{
  "cniVersion": "1.1.0",
  "name": "lab",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "lab0",
      "isDefaultGateway": true,
      "ipam": { "type": "host-local", "ranges": [[{ "subnet": "10.50.0.0/24" }]] }
    }
  ]
}
END
cniscope run $given/net.conflist --verbs ADD
rm -r $given
ip netns add far
ip link add tunnel mtu 1400 type veth peer name eth0 mtu 1400 netns far
ip link set tunnel master lab0
ip link set tunnel up
ip -n far addr add 10.50.0.200/24 dev eth0
ip -n far link set eth0 up
