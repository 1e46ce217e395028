for n in 1 2; do
  ip -n inner$n link set eth0 type macvlan mode bridge
done
