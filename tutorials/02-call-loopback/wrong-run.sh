cniscope run loopback --verbs ADD > result.json
