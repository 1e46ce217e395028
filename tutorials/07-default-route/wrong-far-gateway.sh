sed -i 's/"ranges"/"routes": [{ "dst": "0.0.0.0\/0", "gw": "198.51.100.1" }],\n        "ranges"/' net.conflist
cniscope run net.conflist --verbs DEL,ADD
