//! Addresses and strings as text.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::tree::Name;

/// A string that ends at the first zero, if nothing but zeros follows and it is UTF-8.
pub(super) fn terminated(bytes: &[u8]) -> Option<&str> {
    let end = bytes.iter().position(|byte| *byte == 0);
    let (text, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
    if rest.iter().any(|byte| *byte != 0) {
        return None;
    }
    std::str::from_utf8(text).ok()
}

/// `02:42:ac:11:00:02`; tunnels have an IP address for a hardware address.
pub(super) fn link_address(bytes: &[u8]) -> Option<Name> {
    match bytes.len() {
        0 => None,
        4 | 16 => ip(bytes),
        _ => Some(Cow::Owned(colons(bytes))),
    }
}

/// An IPv4 address of 4 bytes or an IPv6 address of 16.
pub(super) fn ip(bytes: &[u8]) -> Option<Name> {
    let text = match bytes.len() {
        4 => Ipv4Addr::from(<[u8; 4]>::try_from(bytes).ok()?).to_string(),
        16 => Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?).to_string(),
        _ => return None,
    };
    Some(Cow::Owned(text))
}

fn colons(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let mut text = String::with_capacity(bytes.len() * 3);
    for (position, byte) in bytes.iter().enumerate() {
        if position > 0 {
            text.push(':');
        }
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
    text
}
