ip -n pod1 route change 10.50.0.0/24 dev eth0 mtu 1400
