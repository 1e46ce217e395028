rm /var/lib/cni/networks/lab/10.66.0.10
