port=$(ip -o link show master lab1 | cut -d ' ' -f 2)
ip link set "${port%@*}" master lab0
