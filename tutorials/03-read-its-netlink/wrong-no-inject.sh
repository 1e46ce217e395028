cniscope run loopback --verbs ADD --record run.jsonl
