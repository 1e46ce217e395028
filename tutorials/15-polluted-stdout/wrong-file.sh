sed -i -e 's/^  echo "chatty: $\*"/& >>\/tmp\/chatty.log/' -e '/ip -brief/d' plugins/chatty
