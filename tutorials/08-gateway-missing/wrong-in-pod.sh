ip -n pod1 addr add 10.80.0.1/24 dev eth0
