sed -i -e 's/^  echo "chatty: $\*"/& 2>\&1/' -e '/ip -brief/d' plugins/chatty
