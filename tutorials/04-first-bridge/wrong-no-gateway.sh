sed -i 's/"type": "bridge"/"type": "bridge", "bridge": "lab0", "ipam": {"type": "host-local", "subnet": "10.50.0.0\/24"}/' net.conflist
cniscope run net.conflist --verbs ADD
