sed -i -e 's/^  echo "chatty: $\*"/  :/' -e '/ip -brief/d' plugins/chatty
