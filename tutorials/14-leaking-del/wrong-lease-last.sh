sed -i '/pod ip link del/a\
    ipam DEL' plugins/cable
