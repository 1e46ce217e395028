cat > net.conflist <<'END'
{
  "cniVersion": "1.1.0",
  "name": "lab",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "lab0",
      "isGateway": true,
      "ipam": { "type": "host-local", "ranges": [[{ "subnet": "10.50.0.0/24" }]] }
    }
  ]
}
END
cniscope run net.conflist --verbs ADD
