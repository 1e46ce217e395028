# Standard output is kept as number 3 for the answers, and everything else goes to standard error.
sed -i -e 's/^set -euo pipefail/&\nexec 3>\&1 1>\&2/' \
  -e 's/^  jq -n --arg msg.*/& >\&3/' \
  -e "s/^      }'/& >\&3/" \
  -e 's/^    echo .{"cniVersion.*/& >\&3/' \
  -e 's/^  echo "chatty: $\*"/& >\&2/' plugins/chatty
