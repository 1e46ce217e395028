cniscope run bridge --verbs ADD --inject RTM_NEWLINK:EPERM --record run.jsonl
