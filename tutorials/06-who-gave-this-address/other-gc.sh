cniscope run net.conf --verbs GC
cniscope run net.conf --pod pod2 --verbs ADD
