# Wires a small host, within namespaces of its own: unshare -Urmnpf --mount-proc --uts bash host.sh
# Two pods on a bridge by the plugin, one on a macvlan, a tunnel, a cable that leads out of sight, a namespace
# with nothing in it. $program is cniscope.
set -e
export PATH="$PATH:/usr/sbin:/sbin"
mount -t tmpfs t /run
mkdir -p /run/netns /run/lock /run/bin
if [ -d /var/lib/cni ]; then mount -t tmpfs t /var/lib/cni; else mount -t tmpfs t /var/lib; mkdir /var/lib/cni; fi
mkdir /var/lib/cni/results
hostname node-7 2>/dev/null || true

ip link set lo up
ip netns add rack
ip link add ens3 type veth peer name port7 netns rack
ip addr add 192.0.2.10/24 dev ens3; ip link set ens3 up
ip -n rack link add tor type bridge; ip -n rack link set tor up
ip -n rack addr add 192.0.2.1/24 dev tor
ip -n rack link set port7 master tor up
ip route add default via 192.0.2.1

for name in bridge host-local; do touch /run/bin/$name; mount --bind "$program" /run/bin/$name; done
export CNI_PATH=/run/bin CNI_IFNAME=eth0 CNI_COMMAND=ADD
config='{"cniVersion":"1.0.0","name":"demo","type":"bridge","bridge":"cni0","isDefaultGateway":true,"ipMasq":true,
"ipMasqBackend":"nftables","ipam":{"type":"host-local","subnet":"10.22.0.0/16"}}'
number=1
for pod in web db; do
  ip netns add cni-$pod
  export CNI_CONTAINERID=77fe$number CNI_NETNS=/run/netns/cni-$pod
  result=$(printf %s "$config" | /run/bin/bridge)
  cat >/var/lib/cni/results/demo-77fe$number-eth0 <<END
{"kind":"cniCacheV1","containerId":"77fe$number","config":"e30=","ifName":"eth0","networkName":"demo","netns":"$CNI_NETNS",
"cniArgs":[["K8S_POD_NAMESPACE","default"],["K8S_POD_NAME","$pod"]],"result":$result}
END
  number=$((number + 1))
done
printf '91aa\r\neth0' >/var/lib/cni/networks/demo/10.22.0.99
ip -n cni-db link set eth0 mtu 1450

ip netns add storage
ip link add mv0 link ens3 type macvlan mode bridge; ip link set mv0 netns storage
ip -n storage addr add 10.5.0.2/24 dev mv0; ip -n storage link set mv0 up
ip link add vx42 type vxlan id 42 dstport 4789 local 192.0.2.10 remote 192.0.2.11 dev ens3
ip link set vx42 master cni0 up
ip rule add from 10.5.0.0/24 priority 5 table 77; ip route add unreachable 10.8.0.0/16 table 77
ip neigh replace 192.0.2.11 lladdr 02:00:00:00:00:11 dev ens3 nud permanent
ip netns add spare

# A server in a pod; and a namespace that only a socket holds, with the far end of a cable.
mkfifo /run/told; exec 9<>/run/told
ip netns exec cni-web python3 -c 'import signal, socket
s = socket.create_server(("10.22.0.2", 8080))
open("/run/told", "w").write("ready\n"); signal.pause()' 9>&- &
python3 -c 'import ctypes, os, signal, socket, subprocess
libc = ctypes.CDLL(None)
home = os.open("/proc/self/ns/net", os.O_RDONLY)
libc.unshare(0x40000000)
kept = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
subprocess.run("ip link add far type veth peer name lost0 netns".split() + [str(os.getppid())], check=True)
libc.setns(home, 0x40000000); os.close(home)
open("/run/told", "w").write("ready\n"); signal.pause()' 9>&- &
read -r _ <&9; read -r _ <&9
exec 9>&-
