ip -n pod1 route add default via 10.70.0.1
