ip -n outside route add 10.90.0.0/24 via 198.51.100.2
