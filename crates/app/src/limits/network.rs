//! The network of an address. Whoever has one IPv6 address has at least the 2⁶⁴ of its network.

use std::net::{IpAddr, Ipv6Addr};

/// The network that an address counts as: itself, or the /64 of an IPv6 address.
pub(super) fn network_of(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from(network))
        }
        Ok(address) => address.to_string(),
        Err(_) => address.chars().take(64).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_one_network_count_as_one() {
        for (address, network) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2::5", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::5", "2001:db8:1:3::/64"),
            ("", ""),
        ] {
            assert_eq!(network_of(address), network, "{address}");
        }
    }
}
