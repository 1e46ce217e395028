nft add table inet mine
nft add chain inet mine out '{ type nat hook postrouting priority 100; }'
nft add rule inet mine out ip saddr 10.90.0.2 oifname uplink snat ip to 198.51.100.2
