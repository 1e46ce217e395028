ip -n pod2 route add 10.50.0.0/24 dev eth0
ip -n pod2 route add default via 10.50.0.1 dev eth0
for link in $(ip -o link show type veth | sed -n 's/^[0-9]*: \(veth[^@:]*\).*/\1/p'); do
  ip link set "$link" master lab0
done
ip route replace 10.50.0.4/32 dev lab0
