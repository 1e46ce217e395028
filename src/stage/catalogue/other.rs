//! The stages of any other plugin, by kind of activity.

use super::{Stage, stage};

pub(super) const STAGES: &[Stage] = &[
    stage!("other/start", "The plugin starts"),
    stage!("other/read-config", "The plugin reads its configuration"),
    stage!("other/delegate", "Another plugin is called"),
    stage!("other/links", "Links are looked at or changed"),
    stage!("other/addresses", "Addresses are looked at or changed"),
    stage!(
        "other/routes",
        "Routes and neighbours are looked at or changed"
    ),
    stage!("other/rules", "Routing rules are looked at or changed"),
    stage!(
        "other/firewall",
        "Packet filter rules are looked at or changed"
    ),
    stage!("other/sysctls", "Kernel settings are written"),
    stage!("other/files", "Files are written"),
    stage!("other/namespaces", "A thread changes its namespace"),
    stage!("other/other-netlink", "Other requests to the kernel"),
    stage!("other/result", "The plugin prints its result"),
];
