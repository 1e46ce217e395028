sed -i -e 's/^  echo "chatty: $\*"/& >\&2/' -e 's/^    pod ip -brief addr.*/& >\&2/' plugins/chatty
cniscope run net.conflist --plugins plugins:bundled --verbs ADD
