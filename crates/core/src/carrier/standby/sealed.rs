//! The sealed copy of the fallback's memory.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Business, Standby};
use crate::carrier::connection::{Connection, StoredConnection};
use crate::carrier::phone_number::PhoneNumber;
use crate::secret::{NoRandomness, Seal, SealError};

/// The context that the seal is bound to.
const CONTEXT: &str = "standby 1";

/// The fallback's memory as text, which has secrets in it. Two of the same memory are equal.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Snapshot(String);

#[derive(Serialize, Deserialize)]
struct StoredBusiness {
    connection: StoredConnection,
    targets: BTreeMap<PhoneNumber, Option<PhoneNumber>>,
}

impl Snapshot {
    pub(super) fn of(standby: &Standby) -> Self {
        let businesses: BTreeMap<_, _> = standby
            .businesses
            .iter()
            .map(|(slug, business)| {
                let targets = business.targets.clone().into_iter().collect();
                (slug, StoredBusiness { connection: business.connection.to_stored(), targets })
            })
            .collect();
        Self(serde_json::json!(businesses).to_string())
    }

    /// Seals it with the instance's key.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn seal(&self, seal: &Seal) -> Result<Vec<u8>, NoRandomness> {
        seal.close(CONTEXT, self.0.as_bytes())
    }
}

/// Shows nothing of it.
impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot(…)")
    }
}

impl Standby {
    /// Opens a sealed copy.
    ///
    /// # Errors
    /// When it was not sealed with this key, or another version of Crewline wrote it.
    pub fn unseal(seal: &Seal, sealed: &[u8]) -> Result<Self, SealError> {
        let text = seal.open(CONTEXT, sealed)?;
        let businesses: BTreeMap<String, StoredBusiness> =
            serde_json::from_slice(&text).map_err(|_| SealError::NotOurs)?;
        let businesses = businesses.into_iter().map(|(slug, stored)| {
            let connection = Connection::of_stored(stored.connection);
            (slug, Business { connection, targets: stored.targets.into_iter().collect() })
        });
        Ok(Self::of(businesses.collect()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::carrier::provider::Provider;

    fn number(text: &str) -> PhoneNumber {
        text.parse().unwrap()
    }

    fn standby(targets: &[(&str, Option<&str>)]) -> Standby {
        let targets = targets.iter().map(|(from, to)| (number(from), to.map(number))).collect();
        let connection = Connection::for_test(Provider::Twilio, "AC1", "token", None);
        Standby::of(HashMap::from([("northline".to_owned(), Business { connection, targets })]))
    }

    #[test]
    fn a_sealed_copy_opens_with_its_key_only() {
        let key = || Seal::from_text(&Seal::new_key().unwrap()).unwrap();
        let (ours, other) = (key(), key());
        let standby = standby(&[("+12125550100", Some("+12125550199")), ("+12125550101", None)]);
        let snapshot = Snapshot::of(&standby);
        let sealed = snapshot.seal(&ours).unwrap();
        assert!(!sealed.windows(5).any(|part| part == b"token"), "the secret is sealed");
        let opened = Standby::unseal(&ours, &sealed).unwrap();
        assert_eq!(Snapshot::of(&opened), snapshot);
        assert_eq!(opened.number("northline", &number("+12125550100")), Some(Some(&number("+12125550199"))));
        assert_eq!(opened.number("northline", &number("+12125550101")), Some(None));
        assert_eq!(opened.number("northline", &number("+12125550102")), None);
        assert_eq!(opened.connection("northline").unwrap().account(), "AC1");
        assert!(Standby::unseal(&other, &sealed).is_err());
        assert!(Standby::unseal(&ours, &sealed[1..]).is_err());
        assert!(Standby::unseal(&ours, b"").is_err());
    }

    #[test]
    fn a_target_that_leads_back_is_none() {
        let standby = standby(&[
            ("+12125550100", Some("+12125550100")),
            ("+12125550101", Some("+12125550102")),
            ("+12125550102", Some("+12125550101")),
            ("+12125550103", Some("+12125550101")),
            ("+12125550104", Some("+12125550199")),
        ]);
        for (from, target) in [
            ("+12125550100", None),
            ("+12125550101", None),
            ("+12125550103", Some("+12125550101")),
            ("+12125550104", Some("+12125550199")),
        ] {
            let target = target.map(number);
            assert_eq!(standby.number("northline", &number(from)), Some(target.as_ref()), "{from}");
        }
    }
}
