sed -i 's/pod ip link del.*/ipam DEL/' plugins/cable
