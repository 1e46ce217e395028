//! The veth pair: the container's end by its name, the node's by a random one.

use std::io::Read;

use nix::errno::Errno;

use crate::net::{Handle, Link, Veth, sysctl};
use crate::spec::Error;
use crate::sys::netns::Netns;

/// Both ends.
#[derive(Debug)]
pub(super) struct Ends {
    pub(super) container: Link,
    pub(super) host: Link,
}

/// How often another random name is tried.
const TRIES: usize = 10;

/// Makes the pair, sets the node's end up and gives it the alias. `mtu` 0 leaves it to the kernel, as does no
/// hardware address.
pub(super) fn create(
    node: &Handle,
    pod: &Handle,
    ifname: &str,
    mtu: u32,
    mac: Option<&[u8]>,
    alias: Option<&str>,
) -> Result<Ends, Error> {
    let home = Netns::current()
        .map_err(|errno| Error::internal(format!("open the node's netns: {errno}")))?;
    let veth = Veth {
        name: ifname,
        peer: "",
        peer_netns: &home,
        mtu,
        mac,
    };
    let peer = make(node, pod, &veth)?;
    let ends = pod.link(ifname).and_then(|container| {
        let host = node.link(&peer)?;
        node.set_up_as(&host, alias)?;
        // A kernel without IPv6 has no such setting.
        let _ = sysctl::write(&format!("net/ipv6/conf/{peer}/accept_ra"), "0");
        Ok(Ends { container, host })
    });
    ends.map_err(|error| {
        // Nothing of the attachment stays. By its name, since its number may be what could not be had, and by a new
        // socket, since one that has failed is of no use any more; the error that led here is the one to tell.
        let _ = Handle::here().and_then(|it| it.delete_link_named(&peer));
        error.into()
    })
}

/// Makes the pair with a random name for the other end.
fn make(node: &Handle, pod: &Handle, veth: &Veth<'_>) -> Result<String, Error> {
    let ifname = veth.name;
    for _ in 0..TRIES {
        let peer = random_name()?;
        let veth = Veth {
            peer: &peer,
            ..*veth
        };
        match pod.create_veth(&veth) {
            Ok(()) => return Ok(peer),
            // Which of the two names it is that exists the kernel does not say.
            Err(error) if error.errno == Errno::EEXIST => {
                if pod.link(ifname).is_ok() {
                    return Err(Error::internal(format!(
                        "container veth name {ifname:?} already exists in the container (a DEL takes it away)"
                    )));
                }
                if node.link(&peer).is_err() {
                    return Err(error.into());
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::internal(format!(
        "failed to find a unique veth name in {TRIES} tries"
    )))
}

fn random_name() -> Result<String, Error> {
    let mut bytes = [0; 4];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut it| it.read_exact(&mut bytes));
    read.map_err(|error| Error::internal(format!("read /dev/urandom: {error}")))?;
    Ok(format!("veth{:08x}", u32::from_be_bytes(bytes)))
}
