cat > mine.conf <<'END'
{ "cniVersion": "1.0.0", "name": "lab", "type": "bridge", "bridge": "lab0", "isDefaultGateway": true,
  "ipam": { "type": "host-local", "subnet": "10.50.0.0/24" } }
END
cniscope run ./mine.conf --verbs ADD
