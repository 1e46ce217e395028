# The files of the folder may be changed already, if the lesson is started for the second time.
given=$(mktemp -d)
cat > $given/front.conflist <<'END'
{
  "cniVersion": "1.1.0",
  "name": "front",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "lab0",
      "ipam": {
        "type": "host-local",
        "ranges": [[{ "subnet": "10.60.0.0/24", "rangeStart": "10.60.0.10", "rangeEnd": "10.60.0.19" }]]
      }
    }
  ]
}
END
cat > $given/back.conflist <<'END'
{
  "cniVersion": "1.1.0",
  "name": "back",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "lab1",
      "ipam": {
        "type": "host-local",
        "ranges": [[{ "subnet": "10.60.0.0/24", "rangeStart": "10.60.0.20", "rangeEnd": "10.60.0.29" }]]
      }
    }
  ]
}
END
cniscope run $given/front.conflist --pod pod1 --verbs ADD
cniscope run $given/back.conflist --pod pod2 --verbs ADD
rm -r $given
