ip -n pod2 route add default dev eth0
