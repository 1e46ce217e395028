ip -n pod1 link set lo up
