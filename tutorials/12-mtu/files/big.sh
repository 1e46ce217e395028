#!/bin/bash
# Sends a UDP packet of SIZE bytes (with its headers) from pod1 to the pod behind the tunnel, and waits for a word back.
# Nobody listens there, so the word is "refused"; bash learns of it when it sends again.
#   ./big.sh 1000
size=${1:?usage: ./big.sh SIZE}
send='exec 3<>/dev/udp/10.50.0.200/9 && head -c "$0" /dev/zero >&3 && sleep 0.3 && ! echo again >&3'
if ip netns exec pod1 bash -c "$send" "$((size - 28))" 2>/dev/null; then
  echo "a packet of $size bytes arrives"
else
  echo "a packet of $size bytes is lost"
fi
