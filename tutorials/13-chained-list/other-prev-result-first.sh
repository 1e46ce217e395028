cat > plugins/extra-route <<'PLUGIN'
#!/bin/bash
set -e
config=$(cat)
verb=$CNI_COMMAND
route() { nsenter --net="$CNI_NETNS" ip route "$@"; }
to=$(jq -r .to <<<"$config")
if [ $verb = ADD ]; then
  result=$(jq .prevResult <<<"$config")
  gateway=$(jq -r '.ips[] | .gateway // empty' <<<"$result" | head -n 1)
  route add "$to" via "$gateway" >&2
  jq --arg to "$to" --arg gateway "$gateway" '. + {routes: ((.routes // []) + [{dst: $to, gw: $gateway}])}' <<<"$result"
elif [ $verb = CHECK ]; then
  route show | grep -F "$to" > /dev/null
elif [ $verb = VERSION ]; then
  echo '{"cniVersion": "1.1.0", "supportedVersions": ["1.0.0", "1.1.0"]}'
fi
PLUGIN
