ip link set lab1 master lab0
