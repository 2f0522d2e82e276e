//! Ids as each carrier writes them, made from the seed so that a run can be repeated.

use sha2::{Digest, Sha256};

use crate::provider::Provider;

/// The kind of thing that an id names; it decides the prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    Call,
    Message,
    Number,
    Recording,
}

/// 32 hexadecimal digits that follow from the seed, a name and a count.
pub(crate) fn hex(seed: u64, name: &str, count: u64) -> String {
    digest(seed, name, count)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 32 bytes that follow from the seed, a name and a count.
pub(crate) fn digest(seed: u64, name: &str, count: u64) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(name.as_bytes());
    hash.update(count.to_be_bytes());
    hash.finalize().into()
}

pub(crate) fn account(provider: Provider, seed: u64) -> String {
    let hex = hex(seed, "account", 0);
    match provider {
        Provider::Twilio => format!("AC{hex}"),
        Provider::SignalWire | Provider::Telnyx => uuid(&hex),
    }
}

/// The id of the `count`th thing of its kind under `name`.
pub(crate) fn id(provider: Provider, thing: Thing, seed: u64, name: &str, count: u64) -> String {
    let hex = hex(seed, name, count);
    let prefix = match thing {
        Thing::Call => "CA",
        Thing::Message => "SM",
        Thing::Number => "PN",
        Thing::Recording => "RE",
    };
    match (provider, thing) {
        (Provider::Twilio, _) => format!("{prefix}{hex}"),
        (Provider::Telnyx, Thing::Call) => format!("v3:{hex}-{}", &hex[..12]),
        (Provider::Telnyx, Thing::Number) => hex.bytes().take(19).map(|b| char::from(b'0' + b % 10)).collect(),
        (Provider::SignalWire | Provider::Telnyx, _) => uuid(&hex),
    }
}

fn uuid(hex: &str) -> String {
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_each_carriers_format() {
        let call = id(Provider::Twilio, Thing::Call, 1, "call", 0);
        assert!(call.starts_with("CA") && call.len() == 34, "{call}");
        let call = id(Provider::SignalWire, Thing::Call, 1, "call", 0);
        assert_eq!(call.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{call}");
        assert!(id(Provider::Telnyx, Thing::Call, 1, "call", 0).starts_with("v3:"));
    }

    #[test]
    fn the_same_seed_gives_the_same_ids_and_another_seed_others() {
        assert_eq!(hex(7, "call", 3), hex(7, "call", 3));
        assert_ne!(hex(7, "call", 3), hex(7, "call", 4));
        assert_ne!(hex(7, "call", 3), hex(8, "call", 3));
        assert_ne!(hex(7, "call", 3), hex(7, "text", 3));
    }
}
