sed -i '/^  DEL)/,/;;/{/pod ip link del/c\
    ipam DEL\
    ip link del "$node_end" || true # it may be gone already
}' plugins/cable
cniscope run net.conflist --plugins plugins:bundled --verbs ADD
