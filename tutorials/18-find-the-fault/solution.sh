# pod2: the length of its prefix, and with it its routes
ip -n pod2 addr del 10.50.0.3/32 dev eth0
ip -n pod2 addr add 10.50.0.3/24 dev eth0
ip -n pod2 route add default via 10.50.0.1
# pod3: its cable
port=$(ip -o link show type veth | sed -n 's/^[0-9]*: \([^@:]*\).*link-netns pod3.*/\1/p')
ip link set "$port" master lab0
# and the way back to it
ip route del blackhole 10.50.0.4/32
