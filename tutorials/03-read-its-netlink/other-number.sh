cniscope run loopback --inject 'request#2:EPERM' --record run.jsonl
