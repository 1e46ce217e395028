//! DNS settings from a file in the form of resolv.conf(5).

use crate::spec::Error;
use crate::spec::result::Dns;

/// Reads the file; no settings if there is no path.
pub(super) fn read(path: &str) -> Result<Dns, Error> {
    if path.is_empty() {
        return Ok(Dns::default());
    }
    let text = std::fs::read_to_string(path);
    text.map(|it| parse(&it))
        .map_err(|error| Error::internal(format!("resolvConf {path}: {error}")))
}

fn parse(text: &str) -> Dns {
    let mut dns = Dns::default();
    for line in text
        .lines()
        .map(str::trim)
        .filter(|it| !it.starts_with(['#', ';']))
    {
        let mut words = line.split_whitespace();
        let (Some(key), Some(first)) = (words.next(), words.next()) else {
            continue;
        };
        let all = || {
            std::iter::once(first)
                .chain(words.clone())
                .map(str::to_owned)
        };
        match key {
            "nameserver" => dns.nameservers.push(first.to_owned()),
            "domain" => first.clone_into(&mut dns.domain),
            "search" => dns.search.extend(all()),
            "options" => dns.options.extend(all()),
            _ => {}
        }
    }
    dns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_file() {
        let dns = parse("\n\t\tnameserver 192.0.2.0\n\t\tnameserver 192.0.2.1\n\t\t");
        let nameservers = vec!["192.0.2.0".to_owned(), "192.0.2.1".to_owned()];
        let expected = Dns {
            nameservers,
            ..Dns::default()
        };
        assert_eq!(dns, expected);
    }

    #[test]
    fn comments_are_ignored() {
        let dns = parse("nameserver 192.0.2.0\n;nameserver 192.0.2.1\n  # nameserver 192.0.2.2\n");
        assert_eq!(dns.nameservers, ["192.0.2.0"]);
        assert_eq!((dns.search.len(), dns.options.len()), (0, 0));
    }

    #[test]
    fn all_fields() {
        let dns = parse(
            "# no\n;no\nnameserver 192.0.2.1 ignored\n nameserver 192.0.2.2\ndomain a\ndomain b\nsearch c d\nsearch e\noptions ndots:2 rotate\nnameserver\n",
        );
        assert_eq!(dns.nameservers, ["192.0.2.1", "192.0.2.2"]);
        assert_eq!(dns.domain, "b");
        assert_eq!(dns.search, ["c", "d", "e"]);
        assert_eq!(dns.options, ["ndots:2", "rotate"]);
    }
}
