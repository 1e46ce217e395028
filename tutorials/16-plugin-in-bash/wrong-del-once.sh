sed -i 's/ip link del "$near".*/try ip link del "$near"/' plugins/rope
