sed -i '/^  DEL)/,/;;/{/pod ip link del/c\
    ipam DEL\
    ip link del "$node_end"
}' plugins/cable
