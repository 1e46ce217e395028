cniscope run net.conflist --verbs DEL
sed -i 's/10.100.0.0\/24/fd00:100::\/64/' net.conflist
cniscope run net.conflist --verbs ADD
