sed -i 's/^  echo "chatty: $\*"/& >\&2/' plugins/chatty
