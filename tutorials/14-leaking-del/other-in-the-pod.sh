sed -i '/^  DEL)/,/;;/{/pod ip link del/c\
    if [ -e "$CNI_NETNS" ]; then pod ip link del "$CNI_IFNAME" >\&2 || :; fi\
    ipam DEL
}' plugins/cable
