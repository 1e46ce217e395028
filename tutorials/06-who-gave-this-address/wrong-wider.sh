sed -i 's/10.66.0.11/10.66.0.20/' net.conf
cniscope run net.conf --pod pod2 --verbs ADD
