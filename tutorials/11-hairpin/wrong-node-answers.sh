ip addr add 10.60.0.2/24 dev lab0
