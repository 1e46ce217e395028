cniscope run loopback --verbs ADD --record run.jsonl
cniscope run loopback --verbs ADD --inject RTM_NEWLINK:EPERM --record run.jsonl
