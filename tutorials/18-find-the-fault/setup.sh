cniscope run net.conflist --verbs ADD
ip -n pod2 addr flush dev eth0 scope global
ip -n pod2 addr add 10.50.0.3/32 dev eth0
port=$(ip -o link show master lab0 | sed -n 's/^[0-9]*: \([^@:]*\).*link-netns pod3.*/\1/p')
ip link set "$port" nomaster
ip route add blackhole 10.50.0.4/32
