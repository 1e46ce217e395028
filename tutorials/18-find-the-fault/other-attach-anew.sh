cniscope run net.conflist --verbs DEL,ADD --pod pod2 --args 'IgnoreUnknown=1;IP=10.50.0.3'
cniscope run net.conflist --verbs DEL,ADD --pod pod3 --args 'IgnoreUnknown=1;IP=10.50.0.4'
ip route flush type blackhole
