sed -i '/^  DEL)/,/;;/{/pod ip link del/c\
    if ip link show "$node_end" >/dev/null 2>\&1; then\
      ip link del "$node_end" || fail "the cable $node_end stays"\
    fi\
    answer=$(ipam DEL) || { echo "$answer"; exit 1; }
}' plugins/cable
