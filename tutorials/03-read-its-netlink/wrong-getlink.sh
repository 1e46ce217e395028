cniscope run loopback --verbs ADD --inject RTM_GETLINK:EPERM --record run.jsonl
