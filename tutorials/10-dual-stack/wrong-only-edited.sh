sed -i 's/\[{ "subnet": "10.100.0.0\/24" }\]/&,\n          [{ "subnet": "fd00:100::\/64" }]/' net.conflist
