cniscope run loopback --verbs ADD --record run.jsonl --break 'netlink RTM_NEWLINK' --step <<'KEYS'
c
i EPERM
c
KEYS
