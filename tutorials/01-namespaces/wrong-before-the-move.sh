ip netns add red
ip link add to-red type veth peer name to-node
ip addr add 10.1.0.1/24 dev to-red
ip addr add 10.1.0.2/24 dev to-node
ip link set to-red up
ip link set to-node up
ip link set to-node netns red
