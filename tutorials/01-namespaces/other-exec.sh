ip netns add red
ip link add near type veth peer name far netns red
ip address add 10.1.0.1/24 dev near
ip link set near up
ip netns exec red ip address add 10.1.0.2/24 dev far
ip netns exec red ip link set far up
ip netns exec red ip link set lo up
