//! The CNI plugins that this executable is, and the skeleton that every plugin shares.
//!
//! A plugin is a [`Plugin`] under a name; [`run`] does everything around it: reads environment and
//! configuration, checks versions, prints the result or the error. A verb reads as its list of stages.

mod bridge;
pub mod delegate;
mod host_local;
mod loopback;
mod skeleton;
mod static_ipam;

pub use skeleton::{Call, Plugin, run, stage};

/// The plugin of this name.
pub fn by_name(name: &str) -> Option<Box<dyn Plugin>> {
    match name {
        "loopback" => Some(Box::new(loopback::Loopback)),
        "bridge" => Some(Box::new(bridge::Bridge)),
        "host-local" => Some(Box::new(host_local::HostLocal)),
        "static" => Some(Box::new(static_ipam::Static)),
        _ => None,
    }
}
