ip -n pod2 addr add 10.50.0.3/24 dev eth0
