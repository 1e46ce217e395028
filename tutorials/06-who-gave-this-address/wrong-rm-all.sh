rm -r /var/lib/cni/networks/lab
cniscope run net.conf --pod pod2 --verbs ADD
