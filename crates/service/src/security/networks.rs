//! Networks in CIDR form, and the address of a client behind proxies that are trusted.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, header};
use ipnet::IpNet;

/// A list of networks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// Reads networks or single addresses separated by commas; blank text is the empty list.
    pub fn parse(text: &str) -> Option<Self> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| {
                part.parse::<IpNet>()
                    .ok()
                    .or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from))
            })
            .collect::<Option<Vec<_>>>()
            .map(Networks)
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `address` lies in one of them. An IPv4 address mapped into IPv6 counts as the former.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Whether `host`, as it stands in addresses of the web, is this machine.
pub fn is_loopback_name(host: &str) -> bool {
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = address.unwrap_or(host).parse::<IpAddr>();
    host == "localhost"
        || host.ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback())
}

/// The address of the client: that of the peer, or, where the peer is a trusted proxy, the last one in
/// `X-Forwarded-For` (or `Forwarded`) that is not itself a trusted proxy.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &Networks) -> IpAddr {
    let peer = peer.to_canonical();
    if trusted.is_empty() || !trusted.contains(peer) {
        return peer;
    }
    let mut address = peer;
    for hop in forwarded(headers).into_iter().rev() {
        // What cannot be read was not written by a proxy of ours: the last address that was stays.
        let Some(hop) = hop else { break };
        address = hop.to_canonical();
        if !trusted.contains(address) {
            break;
        }
    }
    address
}

/// The addresses of all hops, the client's first. What the client sent of a field stands in it before what proxies add,
/// so bytes that are no text must not make the field, and with it their part, go unread.
fn forwarded(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let listed = |name: &str| -> Vec<String> {
        headers
            .get_all(name)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .flat_map(|value| {
                let parts = value.split(',').map(|part| part.trim().to_owned());
                parts.collect::<Vec<_>>()
            })
            .collect()
    };
    let simple = listed("x-forwarded-for");
    if !simple.is_empty() {
        return simple.iter().map(|part| parse_node(part)).collect();
    }
    listed(header::FORWARDED.as_str())
        .iter()
        .map(|element| {
            element.split(';').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim()
                    .eq_ignore_ascii_case("for")
                    .then(|| parse_node(value.trim().trim_matches('"')))?
            })
        })
        .collect()
}

/// An address with or without port and brackets.
fn parse_node(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()))
        .or_else(|_| text.trim_matches(['[', ']']).parse::<IpAddr>())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn address(peer: &str, name: &'static str, value: &'static str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        let trusted = Networks::parse("10.0.0.0/8, ::1").expect("networks");
        client_address(peer.parse().expect("address"), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        assert_eq!(
            address("192.0.2.1", "x-forwarded-for", "198.51.100.9"),
            "192.0.2.1"
        );
    }

    #[test]
    fn behind_trusted_proxies_the_last_untrusted_hop_counts() {
        let hops = "203.0.113.5, 198.51.100.9, 10.1.1.1";
        assert_eq!(address("10.0.0.1", "x-forwarded-for", hops), "198.51.100.9");
        assert_eq!(
            address("10.0.0.1", "x-forwarded-for", "rubbish"),
            "10.0.0.1"
        );
        assert_eq!(
            address("::ffff:10.0.0.1", "x-forwarded-for", "198.51.100.9"),
            "198.51.100.9"
        );
    }

    #[test]
    fn the_standard_field_is_read_too() {
        let value = "for=203.0.113.5;proto=https, For=\"[2001:db8::1]:4711\"";
        assert_eq!(address("10.0.0.1", "forwarded", value), "2001:db8::1");
    }

    #[test]
    fn odd_bytes_do_not_hide_what_a_proxy_added() {
        let mut headers = HeaderMap::new();
        let hops = HeaderValue::from_bytes(b"\xff, 198.51.100.9").expect("a value");
        headers.insert("x-forwarded-for", hops);
        headers.insert("forwarded", HeaderValue::from_static("for=10.1.1.1"));
        let trusted = Networks::parse("10.0.0.0/8").expect("networks");
        let peer = "10.0.0.1".parse().expect("address");
        let address = client_address(peer, &headers, &trusted);
        assert_eq!(address.to_string(), "198.51.100.9");
    }

    #[test]
    fn networks_that_cannot_be_read_are_refused() {
        assert!(Networks::parse("10.0.0.0/33").is_none());
        assert!(Networks::parse("").expect("empty").is_empty());
    }
}
