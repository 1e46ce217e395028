cat > plugins/rope <<'PLUGIN'
#!/bin/bash
config=$(cat)
error() { echo "{\"code\": 101, \"msg\": \"$1\"}"; exit 1; }
key() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" <<<"$(tr , '\n' <<<"$config")"; }
pod=$(key pod) node=$(key node)
enter="nsenter --net=$CNI_NETNS"
if [ "$CNI_COMMAND" = VERSION ]; then
  echo '{"cniVersion": "1.1.0", "supportedVersions": ["0.4.0", "1.0.0", "1.1.0"]}'
elif [ "$CNI_COMMAND" = ADD ]; then
  $enter ip link show "$CNI_IFNAME" >/dev/null 2>&1 && error "the pod has $CNI_IFNAME already"
  ip link add rope0 type veth peer name rope1 || error "the cable cannot be made"
  ip link set rope1 netns "$CNI_NETNS"
  $enter ip link set rope1 name "$CNI_IFNAME"
  ip addr add "$node" dev rope0
  $enter ip addr add "$pod" dev "$CNI_IFNAME"
  ip link set rope0 up
  $enter ip link set "$CNI_IFNAME" up
  cat <<RESULT
{ "cniVersion": "1.1.0",
  "interfaces": [ { "sandbox": "$CNI_NETNS", "name": "$CNI_IFNAME" } ],
  "ips": [ { "address": "$pod", "interface": 0 } ] }
RESULT
elif [ "$CNI_COMMAND" = CHECK ]; then
  $enter ip addr show "$CNI_IFNAME" 2>/dev/null | grep -F "$pod" >/dev/null || error "the address is gone"
elif [ "$CNI_COMMAND" = DEL ]; then
  [ -e "$CNI_NETNS" ] && $enter ip link del "$CNI_IFNAME" 2>/dev/null
  exit 0
fi
PLUGIN
cniscope run net.conflist --plugins plugins:bundled --verbs ADD > /dev/null
