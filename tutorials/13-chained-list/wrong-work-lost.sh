sed -i -e '/^    jq -n/,/routes: \[/d' -e 's/^    gateway=.*/    jq .prevResult <<<"$config"/' -e '/ip route add/d' plugins/extra-route
