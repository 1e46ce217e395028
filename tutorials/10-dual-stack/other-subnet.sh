cniscope run net.conflist --verbs DEL
cat > net.conflist <<'LIST'
{ "cniVersion": "1.0.0", "name": "lab", "plugins": [
  { "type": "bridge", "bridge": "lab0", "isDefaultGateway": true, "ipam": { "type": "host-local",
    "subnet": "10.100.0.0/24", "ranges": [[{ "subnet": "fd00:100::/64" }]] } } ] }
LIST
cniscope run net.conflist --verbs ADD
# The bridge's new address is tentative for a second or two.
timeout 10 bash -c 'while [ -n "$(ip -6 addr show dev lab0 tentative)" ]; do sleep 0.1; done'
