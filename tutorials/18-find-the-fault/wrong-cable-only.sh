ip -n pod2 addr add 10.50.0.3/24 dev eth0
ip -n pod2 route add default via 10.50.0.1
for link in $(ip -o link show type veth | sed -n 's/^[0-9]*: \(veth[^@:]*\).*/\1/p'); do
  ip link set "$link" master lab0
done
