ip addr add 10.80.0.1 dev lab0
