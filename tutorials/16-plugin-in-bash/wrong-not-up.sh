sed -i '/try inside ip link set/d' plugins/rope
