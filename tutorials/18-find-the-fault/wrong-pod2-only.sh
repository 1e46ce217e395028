ip -n pod2 addr add 10.50.0.3/24 dev eth0
ip -n pod2 route add default via 10.50.0.1
