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

# The same as nest.sh.
for n in 1 2; do
  ip netns add inner$n
  ip -n pod1 link add inner$n link eth0 type macvlan mode vepa
  ip -n pod1 link set inner$n netns inner$n name eth0
  ip -n inner$n addr add 10.60.0.$n/24 dev eth0
  ip -n inner$n link set eth0 up
done
