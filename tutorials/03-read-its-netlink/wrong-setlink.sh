cniscope run loopback --verbs ADD --inject RTM_SETLINK:EPERM --record run.jsonl
