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
      "ipMasq": true,
      "ipam": { "type": "host-local", "ranges": [[{ "subnet": "10.50.0.0/24" }]] }
    }
  ]
}
END
cniscope run $given/net.conflist --verbs ADD
rm -r $given
ip -n pod2 addr flush dev eth0 scope global
ip -n pod2 addr add 10.50.0.3/32 dev eth0
port=$(ip -o link show master lab0 | sed -n 's/^[0-9]*: \([^@:]*\).*link-netns pod3.*/\1/p')
ip link set "$port" nomaster
ip route add blackhole 10.50.0.4/32
