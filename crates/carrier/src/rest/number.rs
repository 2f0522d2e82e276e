//! A number that the account has at the carrier, and one that it could buy.

use crate::id::CarrierId;
use crate::phone_number::PhoneNumber;

/// The kind of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// Of a town or region.
    Local,
    /// Free to the caller.
    TollFree,
    /// Of a mobile network.
    Mobile,
}

impl NumberKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Local, Self::TollFree, Self::Mobile];

    /// The form in the API and in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::TollFree => "toll_free",
            Self::Mobile => "mobile",
        }
    }
}

/// The uses of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Abilities {
    /// It takes and makes calls.
    pub voice: bool,
    /// It sends and receives texts.
    pub sms: bool,
    /// It sends and receives pictures.
    pub mms: bool,
}

impl Abilities {
    /// Whether it has all of these.
    #[must_use]
    pub fn include(self, others: Self) -> bool {
        (self.voice || !others.voice) && (self.sms || !others.sms) && (self.mms || !others.mms)
    }
}

/// The addresses that a carrier requests for a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// For an inbound call.
    pub voice: Option<String>,
    /// In place of one that fails.
    pub fallback: Option<String>,
    /// At the end of a call.
    pub status: Option<String>,
    /// For an inbound text.
    pub message: Option<String>,
}

/// The receiver of a number's calls and texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Webhooks {
    /// All addresses are ours.
    Ours,
    /// Some address is another, or the carrier sends calls somewhere else.
    Other,
    /// There is no address at all.
    None,
}

/// A number that the account has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberAtCarrier {
    /// The carrier's id of it.
    pub id: CarrierId,
    /// The number.
    pub phone_number: PhoneNumber,
    /// The account's name for it.
    pub name: Option<String>,
    /// The addresses that the carrier requests.
    pub addresses: Addresses,
    /// The carrier requests all of them by POST.
    pub is_posted: bool,
    /// The carrier sends calls to something else, such as a trunk or an application, whatever the addresses say.
    pub goes_elsewhere: bool,
    /// Its uses.
    pub abilities: Abilities,
}

impl NumberAtCarrier {
    /// Compares its addresses with ours. The address for texts counts for a number that can text.
    #[must_use]
    pub fn webhooks(&self, ours: &Addresses) -> Webhooks {
        let Addresses { voice, fallback, status, message } = &self.addresses;
        if !self.goes_elsewhere && [voice, fallback, status, message].iter().all(|address| address.is_none()) {
            return Webhooks::None;
        }
        let has_calls = *voice == ours.voice && *fallback == ours.fallback && *status == ours.status;
        let has_texts = *message == ours.message || !self.abilities.sms;
        match has_calls && has_texts && self.is_posted && !self.goes_elsewhere {
            true => Webhooks::Ours,
            false => Webhooks::Other,
        }
    }
}

/// A price a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// In hundredths of the currency.
    pub cents: u64,
    /// Three capital letters.
    pub currency: String,
}

/// A number that could be bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AvailableNumber {
    /// The number.
    pub phone_number: PhoneNumber,
    /// Its town.
    pub locality: Option<String>,
    /// Its state or region.
    pub region: Option<String>,
    /// Its kind.
    pub kind: NumberKind,
    /// Its uses.
    pub abilities: Abilities,
    /// Its price, where the carrier says it.
    pub monthly_price: Option<Price>,
    /// The carrier says that a postal address or papers are needed.
    pub needs_address: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Addresses {
        let at = |path: &str| Some(format!("https://calls.example/{path}"));
        Addresses { voice: at("voice"), fallback: at("fallback"), status: at("status"), message: at("message") }
    }

    fn number() -> NumberAtCarrier {
        NumberAtCarrier {
            id: CarrierId::new("PN1").unwrap(),
            phone_number: "+14155550100".parse().unwrap(),
            name: None,
            addresses: ours(),
            is_posted: true,
            goes_elsewhere: false,
            abilities: Abilities { voice: true, sms: true, mms: true },
        }
    }

    #[test]
    fn one_wrong_address_makes_the_webhooks_wrong() {
        assert_eq!(number().webhooks(&ours()), Webhooks::Ours);
        let other = || Some("https://other.example".to_owned());
        for addresses in [
            Addresses { voice: other(), ..ours() },
            Addresses { fallback: None, ..ours() },
            Addresses { status: other(), ..ours() },
            Addresses { message: None, ..ours() },
        ] {
            assert_eq!(NumberAtCarrier { addresses, ..number() }.webhooks(&ours()), Webhooks::Other);
        }
        assert_eq!(NumberAtCarrier { is_posted: false, ..number() }.webhooks(&ours()), Webhooks::Other);
        assert_eq!(NumberAtCarrier { goes_elsewhere: true, ..number() }.webhooks(&ours()), Webhooks::Other);
    }

    #[test]
    fn a_number_without_addresses_has_none_unless_it_goes_elsewhere() {
        let bare = NumberAtCarrier { addresses: Addresses::default(), ..number() };
        assert_eq!(bare.webhooks(&ours()), Webhooks::None);
        assert_eq!(NumberAtCarrier { goes_elsewhere: true, ..bare }.webhooks(&ours()), Webhooks::Other);
    }

    #[test]
    fn a_number_that_can_not_text_needs_no_address_for_texts() {
        let abilities = Abilities { voice: true, sms: false, mms: false };
        let addresses = Addresses { message: None, ..ours() };
        assert_eq!(NumberAtCarrier { abilities, addresses, ..number() }.webhooks(&ours()), Webhooks::Ours);
    }

    #[test]
    fn abilities_include_those_that_are_wanted() {
        let voice = Abilities { voice: true, ..Abilities::default() };
        let both = Abilities { voice: true, sms: true, mms: false };
        assert!(both.include(voice) && both.include(both) && both.include(Abilities::default()));
        assert!(!voice.include(both));
    }
}
