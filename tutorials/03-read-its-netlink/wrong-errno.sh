cniscope run loopback --verbs ADD --inject RTM_NEWLINK:EEXIST --record run.jsonl
