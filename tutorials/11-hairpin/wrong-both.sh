for n in 1 2; do
  ip -n inner$n link set eth0 type macvlan mode bridge
done
for port in $(ip -o link show master lab0 | sed 's/^[0-9]*: \([^@:]*\).*/\1/'); do
  bridge link set dev "$port" hairpin on
done
