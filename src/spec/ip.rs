//! Addresses with a prefix length, and arithmetic on addresses.

use std::fmt;
use std::net::IpAddr;

/// An address and the length of its network's prefix: `10.22.0.2/16`. Host bits are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cidr {
    /// The address.
    pub ip: IpAddr,
    /// Bits of the prefix.
    pub prefix: u8,
}

/// Every address of IPv4, where a default route leads.
impl Default for Cidr {
    fn default() -> Cidr {
        Cidr {
            ip: std::net::Ipv4Addr::UNSPECIFIED.into(),
            prefix: 0,
        }
    }
}

impl Cidr {
    /// Reads `ADDRESS/BITS`, as strictly as the reference implementation: leading zeros in the bits alone, no
    /// masks. Of an IPv4 address in IPv6 form the bits count from the start of the IPv6 form, as there:
    /// `::ffff:10.0.0.1/120` is `10.0.0.1/24`.
    pub fn parse(text: &str) -> Option<Cidr> {
        let (ip, prefix) = text.split_once('/')?;
        let written: IpAddr = ip.parse().ok()?;
        let ip = written.to_canonical();
        let digits = prefix.bytes().all(|it| it.is_ascii_digit());
        let prefix: u8 = prefix.parse().ok().filter(|_| digits)?;
        let before = bits(written) - bits(ip);
        (prefix <= bits(written)).then_some(Cidr {
            ip,
            prefix: prefix.saturating_sub(before),
        })
    }

    /// The network: the address with its host bits cleared.
    pub fn network(&self) -> IpAddr {
        from_number(number(self.ip) & !self.host_mask(), self.ip.is_ipv6())
    }

    /// The last address of the network: all host bits set. Of IPv4 it is the broadcast address.
    pub fn last(&self) -> IpAddr {
        from_number(number(self.ip) | self.host_mask(), self.ip.is_ipv6())
    }

    /// True if the address lies in the network.
    pub fn contains(&self, ip: IpAddr) -> bool {
        ip.is_ipv6() == self.ip.is_ipv6() && (number(ip) ^ number(self.ip)) & !self.host_mask() == 0
    }

    fn host_mask(&self) -> u128 {
        let host = u32::from(bits(self.ip) - self.prefix);
        u128::MAX.checked_shr(128 - host).unwrap_or(0)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.ip, self.prefix)
    }
}

/// Reads an address. An IPv4 address in IPv6 form (`::ffff:10.0.0.1`) is the IPv4 address.
pub fn parse_ip(text: &str) -> Option<IpAddr> {
    text.parse().ok().map(|it: IpAddr| it.to_canonical())
}

/// The address after this one; `None` after the last of all.
pub fn next(ip: IpAddr) -> Option<IpAddr> {
    let next = number(ip).checked_add(1)?;
    (ip.is_ipv6() || next <= u128::from(u32::MAX)).then(|| from_number(next, ip.is_ipv6()))
}

/// The address as a number, for comparing addresses of one family.
pub fn number(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(it) => it.to_bits().into(),
        IpAddr::V6(it) => it.to_bits(),
    }
}

fn from_number(number: u128, ipv6: bool) -> IpAddr {
    // Only the low 32 bits of an IPv4 number are ever set.
    if ipv6 {
        IpAddr::V6(number.into())
    } else {
        IpAddr::V4((number as u32).into())
    }
}

fn bits(ip: IpAddr) -> u8 {
    if ip.is_ipv6() { 128 } else { 32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsing_is_strict() {
        for (text, expected) in [
            ("10.1.0.2/24", Some("10.1.0.2/24")),
            ("0.0.0.0/0", Some("0.0.0.0/0")),
            ("2001:DB8::1/64", Some("2001:db8::1/64")),
            ("::ffff:10.0.0.1/120", Some("10.0.0.1/24")),
            ("::ffff:10.0.0.1/24", Some("10.0.0.1/0")),
            ("::ffff:10.0.0.1/129", None),
            ("10.01.0.2/24", None),
            ("10.1.0.2/33", None),
            ("10.1.0.2/024", Some("10.1.0.2/24")),
            ("10.1.0.2/0000", Some("10.1.0.2/0")),
            ("10.1.0.2/", None),
            ("10.1.0.2/+24", None),
            ("10.1.0.2/255.0.0.0", None),
            ("10.1.0.2", None),
            ("::/129", None),
        ] {
            assert_eq!(
                Cidr::parse(text).map(|it| it.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn networks() {
        let text = |it: IpAddr| it.to_string();
        let cidr = |it| Cidr::parse(it).unwrap();
        assert_eq!(text(cidr("10.22.3.4/16").network()), "10.22.0.0");
        assert_eq!(text(cidr("10.22.3.4/16").last()), "10.22.255.255");
        assert_eq!(text(cidr("10.22.3.4/0").last()), "255.255.255.255");
        assert_eq!(text(cidr("10.22.3.4/32").network()), "10.22.3.4");
        assert_eq!(text(cidr("fd00::5/64").last()), "fd00::ffff:ffff:ffff:ffff");
        assert_eq!(text(cidr("fd00::5/0").network()), "::");
        assert!(cidr("10.22.3.4/16").contains("10.22.255.1".parse().unwrap()));
        assert!(!cidr("10.22.3.4/16").contains("10.23.0.1".parse().unwrap()));
        assert!(!cidr("0.0.0.0/0").contains("::1".parse().unwrap()));
        assert_eq!(
            next("10.0.0.255".parse().unwrap()).map(text).as_deref(),
            Some("10.0.1.0")
        );
        assert_eq!(next("255.255.255.255".parse().unwrap()), None);
        assert_eq!(next(IpAddr::from([0xff; 16])), None);
    }
}
