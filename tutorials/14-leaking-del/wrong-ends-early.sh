sed -i '/^  DEL)/,/;;/{/pod ip link del/c\
    pod ip link del "$CNI_IFNAME" || exit 0 # it is gone already\
    ipam DEL
}' plugins/cable
