ip addr add 198.51.100.1 dev lab0
