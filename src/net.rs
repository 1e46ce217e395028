//! The kernel's network objects: operations on them by rtnetlink, and the state of whole namespaces.

mod addresses;
mod handle;
mod links;
#[cfg(feature = "cli")]
pub mod listen;
#[cfg(feature = "cli")]
pub mod look;
pub mod nft;
#[cfg(feature = "cli")]
pub mod ping;
mod routes;
mod socket;
#[cfg(feature = "cli")]
pub mod state;
pub mod sysctl;
mod vlans;

pub use addresses::Address;
pub use handle::{Error, Handle};
pub use links::{Link, Veth};
pub use routes::Route;
pub use vlans::{Port, Vlans};
