//! Who is at the other end: the client's address and scheme behind trusted reverse proxies.
//!
//! A proxy in front hides the client behind its own address and tells of it in `X-Forwarded-For`. Anybody can
//! send that header, so it counts only as far as the hops that wrote it are trusted: read from the right, the
//! first address that is not one of ours is the client. Whatever stands left of it is hearsay.
//!
//! Does NOT read `Forwarded` (RFC 7239) or vendors' single-address headers: one header, one rule. Does not
//! decide which proxies exist; that is the setting `THRONG_TRUSTED_PROXIES`.
//!
//! Invariants: from an untrusted peer no header changes the answer. An IPv4-mapped IPv6 address is always its
//! IPv4 address, so that one client has one key.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The networks whose forwarding headers are believed. Empty (the default) means: none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// A part of the setting that is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a network; write addresses like 10.0.0.0/8, 192.0.2.7 or fd00::/8, separated by commas"
)]
pub struct NotANetwork(String);

impl FromStr for TrustedProxies {
    type Err = NotANetwork;

    /// Takes networks in CIDR notation or single addresses, separated by commas; spaces and empty parts are ignored.
    fn from_str(setting: &str) -> Result<Self, Self::Err> {
        let parts = setting.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }
}

fn network(part: &str) -> Result<IpNet, NotANetwork> {
    let single = || part.parse().map(|address: IpAddr| IpNet::from(address.to_canonical()));
    part.parse().or_else(|_| single()).map_err(|_| NotANetwork(part.to_owned()))
}

/// How the client itself spoke, before any trusted proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Plain text.
    Http,
    /// Over TLS.
    Https,
}

impl TrustedProxies {
    /// The networks of a checked setting.
    pub const fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Is this address one of our proxies?
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client's address: the right-most untrusted one of `X-Forwarded-For` if the peer is trusted, else the
    /// peer's own. Several header lines count as one list. At an entry that is no address the reading stops at the
    /// hop that passed it on; if every hop is trusted, the first of them is the client.
    pub fn client_ip(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.ip().to_canonical();
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let mut hops = lines.flat_map(|line| line.to_str().unwrap_or("?").rsplit(','));
        while self.contains(client) {
            match hops.next().map(forwarded_address) {
                Some(Some(address)) => client = address,
                Some(None) | None => break,
            }
        }
        client
    }

    /// The scheme that the client used, given the one this connection uses: the last `X-Forwarded-Proto` if the
    /// peer is trusted and the value is known.
    pub fn scheme(&self, peer: SocketAddr, headers: &HeaderMap, own: Scheme) -> Scheme {
        if !self.contains(peer.ip()) {
            return own;
        }
        let line =
            headers.get_all("x-forwarded-proto").iter().next_back().and_then(|line| line.to_str().ok());
        match line.and_then(|line| line.rsplit(',').next()).map(str::trim) {
            Some(name) if name.eq_ignore_ascii_case("https") => Scheme::Https,
            Some(name) if name.eq_ignore_ascii_case("http") => Scheme::Http,
            _ => own,
        }
    }
}

/// One entry of the header: an address, with or without a port, IPv6 with or without brackets.
fn forwarded_address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bracketed = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || entry.parse().map(|address: SocketAddr| address.ip()).ok();
    entry.parse().ok().or_else(with_port).or_else(bracketed).map(|address: IpAddr| address.to_canonical())
}

/// What counts as one origin on the network: an IPv4 address whole, an IPv6 address by its /64, since whoever
/// has one address of a /64 has them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressKey {
    /// The 32 bits of an IPv4 address.
    V4(u32),
    /// The upper 64 bits of an IPv6 address.
    V6(u64),
}

impl From<IpAddr> for AddressKey {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.to_bits()),
            IpAddr::V6(address) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ours() -> TrustedProxies {
        "10.0.0.0/8, 127.0.0.1 ,fd00::/8,".parse().unwrap()
    }

    fn headers(name: &'static str, lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, line.parse().unwrap());
        }
        headers
    }

    fn client(peer: &str, lines: &[&str]) -> String {
        let peer = SocketAddr::new(peer.parse().unwrap(), 4000);
        ours().client_ip(peer, &headers("x-forwarded-for", lines)).to_string()
    }

    #[test]
    fn a_stranger_cannot_borrow_an_address() {
        assert_eq!(client("203.0.113.5", &["198.51.100.1"]), "203.0.113.5");
        assert_eq!(client("203.0.113.5", &["127.0.0.1"]), "203.0.113.5");
    }

    #[test]
    fn the_right_most_untrusted_hop_is_the_client() {
        assert_eq!(client("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["1.1.1.1", "198.51.100.1", "10.0.0.2,127.0.0.1"]), "198.51.100.1");
        assert_eq!(client("::ffff:10.0.0.1", &["2001:db8::7"]), "2001:db8::7");
    }

    #[test]
    fn entries_come_with_ports_brackets_and_mapped() {
        for entry in
            ["198.51.100.1:5000", "::ffff:198.51.100.1", "[::ffff:198.51.100.1]:443", " 198.51.100.1 "]
        {
            assert_eq!(client("10.0.0.1", &[entry]), "198.51.100.1", "{entry}");
        }
        assert_eq!(client("10.0.0.1", &["[2001:db8::7]"]), "2001:db8::7");
        assert_eq!(client("10.0.0.1", &["[2001:db8::7]:80"]), "2001:db8::7");
    }

    #[test]
    fn garbage_stops_the_reading_at_the_hop_that_passed_it_on() {
        assert_eq!(client("10.0.0.1", &["198.51.100.1, unknown"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.1,, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.1", "\u{fc}"]), "10.0.0.1");
    }

    #[test]
    fn all_trusted_means_the_first_hop() {
        assert_eq!(client("10.0.0.1", &["fd00::5, 10.0.0.2"]), "fd00::5");
    }

    #[test]
    fn the_scheme_is_believed_from_proxies_only() {
        let told = headers("x-forwarded-proto", &["http", "http, HTTPS"]);
        let proxy = "10.0.0.1:1".parse().unwrap();
        assert_eq!(ours().scheme(proxy, &told, Scheme::Http), Scheme::Https);
        assert_eq!(ours().scheme("203.0.113.5:1".parse().unwrap(), &told, Scheme::Http), Scheme::Http);
        let odd = headers("x-forwarded-proto", &["gopher"]);
        assert_eq!(ours().scheme(proxy, &odd, Scheme::Https), Scheme::Https);
    }

    #[test]
    fn a_bad_setting_names_its_part() {
        let error = "10.0.0.0/8, ten".parse::<TrustedProxies>().unwrap_err();
        assert!(error.to_string().starts_with("`ten` is not a network"));
        assert!("10.0.0.0/40".parse::<TrustedProxies>().is_err());
    }

    proptest! {
        #[test]
        fn what_a_client_writes_itself_never_matters(
            lies in proptest::collection::vec("[ -~]{0,40}", 0..5),
            real in any::<u32>().prop_map(|bits| IpAddr::V4(bits.into())),
        ) {
            prop_assume!(!ours().contains(real));
            let mut lines = lies.clone();
            let truth = real.to_string();
            lines.push(truth);
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            prop_assert_eq!(client("10.0.0.1", &lines), real.to_string());
            prop_assert_eq!(client(&real.to_string(), &lines), real.to_string());
        }

        #[test]
        fn a_64_is_one_key(bits in any::<u128>(), low in any::<u64>()) {
            let bits = bits | 1 << 127;
            let neighbour = bits & !u128::from(u64::MAX) | u128::from(low);
            let key = |bits: u128| AddressKey::from(IpAddr::V6(bits.into()));
            prop_assert_eq!(key(bits), key(neighbour));
            prop_assert_ne!(key(bits), key(bits ^ 1 << 64));
        }

        #[test]
        fn mapped_and_plain_are_one_key(bits in any::<u32>()) {
            let plain = std::net::Ipv4Addr::from(bits);
            let mapped = IpAddr::V6(plain.to_ipv6_mapped());
            prop_assert_eq!(AddressKey::from(IpAddr::V4(plain)), AddressKey::from(mapped));
        }
    }
}
