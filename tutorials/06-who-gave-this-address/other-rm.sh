rm /var/lib/cni/networks/lab/10.66.0.10
cniscope run net.conf --verbs ADD
