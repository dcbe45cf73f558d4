//! Where a fetch may go: public addresses on the web's two ports, and what the operator named.
//!
//! The tables follow IANA's special-purpose registries for IPv4 and IPv6, plus one address that a large cloud uses
//! for its machines' metadata although it is public. IPv6 is the other way round: only global unicast (2000::/3)
//! counts, less what is carved out of it. Forms that carry an IPv4 address inside are judged by that address
//! (mapped, NAT64) or refused whole (6to4, Teredo).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::{Ipv4Net, Ipv6Net};

/// The ports of the web.
const PORTS: [u16; 2] = [80, 443];

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(a: u16, b: u16, c: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

/// IPv4 networks that are not the public internet.
const CLOSED_V4: [Ipv4Net; 16] = [
    v4(0, 0, 0, 0, 8),        // this network
    v4(10, 0, 0, 0, 8),       // private
    v4(100, 64, 0, 0, 10),    // carriers' NAT, and one cloud's metadata
    v4(127, 0, 0, 0, 8),      // loopback
    v4(168, 63, 129, 16, 32), // one cloud's metadata
    v4(169, 254, 0, 0, 16),   // link-local, and most clouds' metadata
    v4(172, 16, 0, 0, 12),    // private
    v4(192, 0, 0, 0, 24),     // protocol assignments
    v4(192, 0, 2, 0, 24),     // documentation
    v4(192, 88, 99, 0, 24),   // 6to4 relays
    v4(192, 168, 0, 0, 16),   // private
    v4(198, 18, 0, 0, 15),    // benchmarks
    v4(198, 51, 100, 0, 24),  // documentation
    v4(203, 0, 113, 0, 24),   // documentation
    v4(224, 0, 0, 0, 4),      // multicast
    v4(240, 0, 0, 0, 4),      // reserved, and broadcast
];

/// Global unicast IPv6.
const OPEN_V6: Ipv6Net = v6(0x2000, 0, 0, 3);

/// NAT64 (RFC 6052): the last 32 bits are an IPv4 address.
const NAT64: Ipv6Net = v6(0x64, 0xff9b, 0, 96);

/// Networks within [`OPEN_V6`] that are not the public internet.
const CLOSED_V6: [Ipv6Net; 4] = [
    v6(0x2001, 0, 0, 23),     // protocol assignments, Teredo
    v6(0x2001, 0xdb8, 0, 32), // documentation
    v6(0x2002, 0, 0, 16),     // 6to4
    v6(0x3fff, 0, 0, 20),     // documentation
];

/// Which addresses may be connected to.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    named: Vec<SocketAddr>,
}

impl Policy {
    /// Public addresses on ports 80 and 443.
    pub fn public() -> Self {
        Self::default()
    }

    /// As [`Policy::public`], and exactly these addresses with these ports: a service on the same machine, say.
    pub fn public_and(named: impl IntoIterator<Item = SocketAddr>) -> Self {
        Self { named: named.into_iter().collect() }
    }

    /// May a connection be made to this address?
    pub fn allows(&self, address: SocketAddr) -> bool {
        self.named.contains(&address) || (PORTS.contains(&address.port()) && is_public(address.ip()))
    }

    /// Is there any address at all with which this port would be allowed?
    pub fn allows_port(&self, port: u16) -> bool {
        PORTS.contains(&port) || self.named.iter().any(|address| address.port() == port)
    }
}

/// Does this address belong to the public internet?
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => !CLOSED_V4.iter().any(|network| network.contains(&address)),
        IpAddr::V6(address) if NAT64.contains(&address) => {
            is_public(IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() as u32)))
        }
        IpAddr::V6(address) => {
            OPEN_V6.contains(&address) && !CLOSED_V6.iter().any(|network| network.contains(&address))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn public_addresses_are() {
        for address in [
            "1.1.1.1",
            "93.184.215.14",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00::1",
            "2001:4860:4860::8888",
            "64:ff9b::101:101",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn all_others_are_not() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:0:7f00:1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::101:101",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:101:101::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_named_address_is_named_with_its_port() {
        let policy = Policy::public_and(["127.0.0.1:8080".parse().unwrap()]);
        assert!(policy.allows("127.0.0.1:8080".parse().unwrap()));
        for other in ["127.0.0.1:8081", "127.0.0.2:8080", "127.0.0.1:80", "1.1.1.1:8080", "1.1.1.1:25"] {
            assert!(!policy.allows(other.parse().unwrap()), "{other}");
        }
        assert!(policy.allows("1.1.1.1:443".parse().unwrap()));
        assert!(!Policy::public().allows_port(8080) && policy.allows_port(8080));
    }

    proptest! {
        #[test]
        fn wrapping_an_address_never_opens_it(bits in any::<u32>()) {
            let plain = Ipv4Addr::from_bits(bits);
            let public = is_public(IpAddr::V4(plain));
            prop_assert_eq!(is_public(IpAddr::V6(plain.to_ipv6_mapped())), public);
            let nat64 = NAT64.network().to_bits() | u128::from(bits);
            prop_assert_eq!(is_public(IpAddr::V6(nat64.into())), public);
            let six_to_four = 0x2002u128 << 112 | u128::from(bits) << 80;
            prop_assert!(!is_public(IpAddr::V6(six_to_four.into())));
            prop_assert!(!is_public(IpAddr::V6(u128::from(bits).into())));
        }
    }
}
