sed -i 's|^node=.*|node=10.60.0.1/24|; s|^pod=.*|pod=10.60.0.2/24|' plugins/rope
