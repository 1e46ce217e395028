sed -i 's/"ranges"/"routes": [{ "dst": "0.0.0.0\/0" }],\n        "ranges"/' net.conflist
cniscope run net.conflist --verbs DEL
cniscope run net.conflist --verbs ADD
