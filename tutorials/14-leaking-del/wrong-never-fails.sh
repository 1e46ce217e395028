sed -i 's/|| fail "there is no $CNI_IFNAME in the pod"/|| true/' plugins/cable
