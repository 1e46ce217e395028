sed -i '/^    jq -n/,/routes: \[/d' plugins/extra-route
