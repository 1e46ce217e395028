cat > plugins/rope <<'PLUGIN'
#!/bin/bash
# The plugin rope: a cable from the pod to the node. Both addresses stand in the configuration.
set -euo pipefail

config=$(cat)
node=10.60.0.1/24
pod=10.60.0.2/24
sum=$(sha1sum <<<"${CNI_CONTAINERID:-} ${CNI_IFNAME:-}")
near=rope${sum:0:8}
inside() { nsenter --net="$CNI_NETNS" "$@"; }

fail() {
  jq -n --arg msg "$1" '{cniVersion: "1.1.0", code: 100, msg: $msg}'
  exit 1
}

# A command whose complaint becomes the message of the error.
try() {
  local said
  said=$("$@" 2>&1) || fail "$*: $said"
}

case $CNI_COMMAND in
  VERSION)
    echo '{"cniVersion": "1.1.0", "supportedVersions": ["1.0.0", "1.1.0"]}'
    ;;
  ADD)
    try ip link add "$near" type veth peer name "$CNI_IFNAME" netns "$CNI_NETNS"
    try ip addr add "$node" dev "$near"
    try ip link set "$near" up
    try inside ip addr add "$pod" dev "$CNI_IFNAME"
    try inside ip link set "$CNI_IFNAME" up
    jq -n --arg near "$near" --arg name "$CNI_IFNAME" --arg sandbox "$CNI_NETNS" --arg pod "$pod" '{
      cniVersion: "1.1.0",
      interfaces: [{name: $near}, {name: $name, sandbox: $sandbox}],
      ips: [{address: $pod, interface: 1}]
    }'
    ;;
  CHECK)
    try ip link show "$near"
    [[ $(inside ip addr show dev "$CNI_IFNAME" 2>&1) == *"inet $pod "* ]] || fail "$CNI_IFNAME has not the address $pod"
    ;;
  DEL)
    ip link del "$near" 2>/dev/null || true
    ;;
  *)
    fail "the verb $CNI_COMMAND is not known"
    ;;
esac
PLUGIN
chmod +x plugins/rope
cniscope run net.conflist --plugins plugins:bundled --verbs ADD
