ip route replace default via 10.70.0.1
