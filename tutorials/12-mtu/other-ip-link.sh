ip -n pod1 link set eth0 mtu 1400
for port in $(ip -o link show master lab0 | sed -n 's/^[0-9]*: \(veth[^@:]*\).*/\1/p'); do
  ip link set "$port" mtu 1400
done
