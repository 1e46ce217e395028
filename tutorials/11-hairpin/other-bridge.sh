port=$(ip -o link show master lab0 | sed 's/^[0-9]*: \([^@:]*\).*/\1/')
bridge link set dev "$port" hairpin on
