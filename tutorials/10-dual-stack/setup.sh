# The files of the folder may be changed already, if the lesson is started for the second time.
given=$(mktemp -d)
cat > $given/net.conflist <<'END'
{
  "cniVersion": "1.1.0",
  "name": "lab",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "lab0",
      "isDefaultGateway": true,
      "ipam": {
        "type": "host-local",
        "ranges": [
          [{ "subnet": "10.100.0.0/24" }]
        ]
      }
    }
  ]
}
END
cniscope run $given/net.conflist --verbs ADD
rm -r $given
