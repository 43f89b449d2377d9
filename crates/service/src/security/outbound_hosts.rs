//! Where requests to addresses of clients may go: what the operator lists, and of names those that lead to public addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::Uri;

/// Where requests may go, `CALLBACK_HOSTS`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutboundHosts(Vec<Place>);

/// A scheme, a host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) is_encrypted: bool,
    pub(super) host: String,
    pub(super) port: u16,
}

impl Place {
    /// The place of an address; `None` where it is none that requests could go to.
    fn of(address: &Uri) -> Option<Self> {
        let is_encrypted = match address.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = address.authority()?;
        // A name and password in front of the host are none of ours to send.
        if authority.as_str().contains('@') {
            return None;
        }
        let host = authority.host().trim_matches(['[', ']']);
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        (!host.is_empty()).then(|| Place {
            is_encrypted,
            host,
            port: authority
                .port_u16()
                .unwrap_or(if is_encrypted { 443 } else { 80 }),
        })
    }
}

impl OutboundHosts {
    /// Reads origins separated by commas.
    pub fn parse(text: &str) -> Option<Self> {
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let places = parts.map(|part| {
            let address: Uri = part.parse().ok()?;
            let is_origin = address.path() == "/" && address.query().is_none();
            Place::of(&address).filter(|_| is_origin && !part.ends_with('/'))
        });
        places.collect::<Option<Vec<_>>>().map(OutboundHosts)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether requests may go to this address.
    pub fn allow(&self, address: &Uri) -> bool {
        self.place(address).is_some()
    }

    /// The place of an address, if requests may go there.
    pub(super) fn place(&self, address: &Uri) -> Option<Place> {
        Place::of(address).filter(|place| self.0.contains(place))
    }
}

/// Whether an address belongs to the public network, and hides none that does not.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast();
    // This network, shared addresses, protocol assignments, benchmarks, relays of 6to4, reserved.
    let is_reserved = a == 0
        || (a == 100 && b & 0xc0 == 64)
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && b & 0xfe == 18)
        || (a == 192 && b == 88 && c == 99)
        || a >= 240;
    !is_special && !is_reserved
}

/// Global unicast, but for the parts of it that stand for something else: documentation, and forms that hold an address of IPv4
/// (6to4, Teredo). Those outside of 2000::/3 (mapped, NAT64, local, link-local, multicast) are none.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let is_documentation = (a == 0x2001 && b == 0x0db8) || (a == 0x3fff && b < 0x1000);
    // 2001::/23: Teredo and other protocols.
    let is_protocol = a == 0x2001 && b < 0x0200;
    a & 0xe000 == 0x2000 && a != 0x2002 && !is_protocol && !is_documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inside_is_not_public_in_whatever_form() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "192.0.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::a00:1",
            "2002:a00:1::",
            "2001:0:a00:1::",
            "2001:db8::1",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
        ] {
            let address = inside.parse().expect(inside);
            assert!(!is_public(address), "{inside}");
        }
        for public in [
            "8.8.8.8",
            "193.0.6.139",
            "2606:4700::1111",
            "2a00:1450:4001::1",
        ] {
            assert!(is_public(public.parse().expect(public)), "{public}");
        }
    }

    #[test]
    fn an_address_is_allowed_by_scheme_host_and_port() {
        let hosts =
            OutboundHosts::parse("https://Hooks.example, http://127.0.0.1:9000").expect("origins");
        for (address, is_allowed) in [
            ("https://hooks.example/done?x=1", true),
            ("https://hooks.example:443/", true),
            ("https://hooks.example./", true),
            ("http://127.0.0.1:9000/x", true),
            ("http://hooks.example/", false),
            ("https://hooks.example:8443/", false),
            ("https://evil.hooks.example/", false),
            ("https://hooks.example.evil.example/", false),
            ("https://user@hooks.example/", false),
            ("https://hooks.example@evil.example/", false),
            ("http://127.0.0.1:9001/", false),
            ("http://2130706433:9000/", false),
            ("ftp://hooks.example/", false),
            ("/relative", false),
        ] {
            let address: Uri = address.parse().expect(address);
            assert_eq!(hosts.allow(&address), is_allowed, "{address}");
        }
        for wrong in [
            "hooks.example",
            "https://hooks.example/path",
            "ftp://x",
            "https://",
        ] {
            assert!(OutboundHosts::parse(wrong).is_none(), "{wrong}");
        }
    }
}
