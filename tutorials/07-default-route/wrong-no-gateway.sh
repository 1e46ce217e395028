ip -n pod1 route add default dev eth0
