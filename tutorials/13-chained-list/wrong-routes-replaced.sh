sed -i -e 's/jq -n --arg to/jq --arg to/' -e "s/'{cniVersion: .*/'.prevResult + {routes: [{dst: \$to, gw: \$gateway}]}' <<<\"\$config\"/" plugins/extra-route
