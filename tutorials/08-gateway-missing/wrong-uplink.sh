ip addr add 10.80.0.1/24 dev uplink
