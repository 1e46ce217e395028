ip link set lab0 mtu 1400
