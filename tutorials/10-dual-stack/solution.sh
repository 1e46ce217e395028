sed -i 's/\[{ "subnet": "10.100.0.0\/24" }\]/&,\n          [{ "subnet": "fd00:100::\/64" }]/' net.conflist
cniscope run net.conflist --verbs DEL,ADD
# The bridge's new address is tentative for a second or two.
timeout 10 bash -c 'while [ -n "$(ip -6 addr show dev lab0 tentative)" ]; do sleep 0.1; done'
