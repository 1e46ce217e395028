rm /var/lib/cni/networks/lab/10.66.0.10
cat > static.conf <<'CONF'
{ "cniVersion": "1.1.0", "name": "lab", "type": "bridge", "bridge": "lab0", "isGateway": true,
  "ipam": { "type": "static", "addresses": [{ "address": "10.66.0.10/24", "gateway": "10.66.0.1" }] } }
CONF
cniscope run static.conf --pod pod2 --verbs ADD
