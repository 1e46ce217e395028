cat > mine.conf <<'CONF'
{ "cniVersion": "1.0.0", "name": "lab", "type": "bridge", "bridge": "lab0", "isDefaultGateway": true,
  "ipam": { "type": "host-local", "subnet": "10.80.0.0/24" } }
CONF
cniscope run net.conflist --verbs DEL
cniscope run mine.conf --verbs ADD
