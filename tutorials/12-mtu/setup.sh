cniscope run net.conflist --verbs ADD
ip netns add far
ip link add tunnel mtu 1400 type veth peer name eth0 mtu 1400 netns far
ip link set tunnel master lab0
ip link set tunnel up
ip -n far addr add 10.50.0.200/24 dev eth0
ip -n far link set eth0 up
