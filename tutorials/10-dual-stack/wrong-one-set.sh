sed -i 's/\[{ "subnet": "10.100.0.0\/24" }\]/[{ "subnet": "10.100.0.0\/24" }, { "subnet": "fd00:100::\/64" }]/' net.conflist
cniscope run net.conflist --verbs DEL,ADD
