for link in $(ip -json link show master lab0 | grep -o 'veth[0-9a-f]*'); do
  ip link set dev "$link" type bridge_slave hairpin on
done
