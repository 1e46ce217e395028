sed -i 's/^  jq -n --arg msg .*/  echo "$1" >\&2/' plugins/rope
