cniscope run loopback --verbs ADD --inject RTM_GETADDR:EPERM --record run.jsonl
