cniscope run loopback --verbs ADD --inject RTM_NEWLINK:EPERM
