#!/bin/bash
# ./reach.sh POD ADDRESS: does the pod reach the address? It tries to open a connection. Nobody listens there, and so
# "refused" is the answer of somebody who was reached.
pod=${1:?usage: ./reach.sh POD ADDRESS} address=${2:?usage: ./reach.sh POD ADDRESS}
said=$(ip netns exec "$pod" timeout 1 bash -c "echo > /dev/tcp/$address/9" 2>&1)
case $said in
  *refused*) echo "$pod reaches $address" ;;
  "") echo "$pod does not reach $address: silence" ;;
  *) echo "$pod does not reach $address: ${said##*: }" ;;
esac
