sed -i -e 's/^set -euo pipefail/&\nexec 1>\&2/' -e 's/^  echo "chatty: $\*"/& >\&2/' plugins/chatty
