#!/bin/bash
# Puts two containers into pod1: inner1 (10.60.0.1) and inner2 (10.60.0.2). Both use the pod's eth0, by a link of
# the kind macvlan in the mode vepa. Can be called again, for instance when pod1 has got a new eth0.
set -euo pipefail
for n in 1 2; do
  ip netns add "inner$n" 2>/dev/null || ip -n "inner$n" link del eth0 2>/dev/null || true
  ip -n pod1 link add "inner$n" link eth0 type macvlan mode vepa
  ip -n pod1 link set "inner$n" netns "inner$n" name eth0
  ip -n "inner$n" addr add "10.60.0.$n/24" dev eth0
  ip -n "inner$n" link set eth0 up
done
