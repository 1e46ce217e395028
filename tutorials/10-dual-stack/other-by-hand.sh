ip addr add fd00:100::1/64 dev lab0 nodad
ip -n pod1 addr add fd00:100::5/64 dev eth0 nodad
ip -n pod1 route add default via fd00:100::1
