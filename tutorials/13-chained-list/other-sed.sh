sed -i -e 's/jq -n --arg to/jq --arg to/' -e "s/'{cniVersion: .*/'.prevResult.routes[(.prevResult.routes | length)] = {dst: \$to, gw: \$gateway} | .prevResult' <<<\"\$config\"/" plugins/extra-route
