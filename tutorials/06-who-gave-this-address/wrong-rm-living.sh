rm /var/lib/cni/networks/lab/10.66.0.11
cniscope run net.conf --pod pod2 --verbs ADD
