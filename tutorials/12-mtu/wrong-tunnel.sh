ip link set tunnel mtu 1500
ip -n far link set eth0 mtu 1500
