nft add table ip lab
nft add chain ip lab leaving '{ type nat hook postrouting priority 100; }'
nft add rule ip lab leaving ip saddr 10.90.0.0/24 oifname uplink masquerade
