ip -n pod1 addr add fd00:100::5/64 dev eth0 nodad
