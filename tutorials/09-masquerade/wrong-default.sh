ip -n outside route add default via 198.51.100.2
