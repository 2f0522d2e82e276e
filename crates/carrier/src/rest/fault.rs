//! Reasons why a carrier did not do as requested, in the product's words.

use std::fmt;
use std::time::Duration;

use super::request::Answer;
use crate::provider::Provider;

/// The reason why a carrier did not do as requested. It holds nothing that the carrier wrote but a code of digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no credential for the API.
    NoApiKey,
    /// SignalWire's account has an address of its own, which is not set.
    NoApiAddress,
    /// The address of the API may not be requested.
    ApiAddress,
    /// The account and the secret do not match.
    WrongCredentials,
    /// The carrier has no such account.
    UnknownAccount,
    /// The account is suspended.
    Suspended,
    /// The account is closed.
    Closed,
    /// The key or the sub-account may not do this.
    Forbidden,
    /// The account has reached a limit of the carrier's, as a trial account does.
    AccountLimit,
    /// The account has too little money.
    NoMoney,
    /// The number needs a postal address or papers at the carrier.
    AddressNeeded,
    /// No number matches.
    NoneLeft,
    /// Somebody else has the number by now.
    NumberGone,
    /// The account has no such number or order.
    NotThere,
    /// The carrier keeps the number, because of an emergency address or a lock.
    ReleaseBlocked,
    /// The carrier refuses an address of ours for its webhooks.
    WebhookRefused,
    /// Too many requests.
    RateLimited {
        /// How long the carrier asks to wait.
        retry_after: Option<Duration>,
    },
    /// No answer came. The carrier may have done as requested.
    Unreachable,
    /// The carrier failed. It may have done as requested.
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// The answer is not one of the carrier's API.
    NotTheCarrier,
    /// Refused with a code that has no sentence.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The carrier's code.
        code: Option<u32>,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the carrier did not do as requested: {self:?}")
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// One sample of each, for texts and tests.
    pub const SAMPLES: [Self; 22] = [
        Self::NoApiKey,
        Self::NoApiAddress,
        Self::ApiAddress,
        Self::WrongCredentials,
        Self::UnknownAccount,
        Self::Suspended,
        Self::Closed,
        Self::Forbidden,
        Self::AccountLimit,
        Self::NoMoney,
        Self::AddressNeeded,
        Self::NoneLeft,
        Self::NumberGone,
        Self::NotThere,
        Self::ReleaseBlocked,
        Self::WebhookRefused,
        Self::RateLimited { retry_after: Some(Duration::from_secs(30)) },
        Self::RateLimited { retry_after: None },
        Self::Unreachable,
        Self::Unavailable { status: 503 },
        Self::NotTheCarrier,
        Self::Refused { status: 400, code: Some(21_999) },
    ];

    /// A sentence that says what happened.
    #[must_use]
    pub fn sentence(&self, provider: Provider) -> String {
        let name = provider.name();
        match self {
            Self::NoApiKey if provider == Provider::Telnyx => format!(
                "{name}'s connection holds a public key only, which verifies webhooks; requests need an API key."
            ),
            Self::NoApiKey => format!("{name}'s connection has no secret for the API."),
            Self::NoApiAddress => format!("{name}'s account has an address of its own, which is not set."),
            Self::ApiAddress => format!("The address of {name}'s API is none that may be requested."),
            Self::WrongCredentials => format!("{name} does not accept the account with this secret."),
            Self::UnknownAccount => format!("{name} has no such account."),
            Self::Suspended => format!("{name} has suspended the account."),
            Self::Closed => format!("{name} has closed the account."),
            Self::Forbidden => format!("{name} does not allow this to the account or its key."),
            Self::AccountLimit => format!("The account has reached a limit of {name}'s."),
            Self::NoMoney => format!("The account at {name} has too little money for this."),
            Self::AddressNeeded => format!("{name} needs a postal address or papers for this number."),
            Self::NoneLeft => format!("{name} has no number like this at the moment."),
            Self::NumberGone => "The number is no longer available.".to_owned(),
            Self::NotThere => format!("The account at {name} has no such number or order."),
            Self::ReleaseBlocked => {
                format!("{name} keeps the number, because it is locked or has an emergency address.")
            }
            Self::WebhookRefused => format!("{name} refuses the addresses of this Crewline for its webhooks."),
            Self::RateLimited { .. } => format!("{name} was sent too many requests."),
            Self::Unreachable => format!("{name} could not be reached."),
            Self::Unavailable { status } => format!("{name} answered with status {status}."),
            Self::NotTheCarrier => format!("The server that answered is not {name}'s: its answer can't be read."),
            Self::Refused { status, code: Some(code) } => {
                format!("{name} refused the request with status {status} and its code {code}.")
            }
            Self::Refused { status, code: None } => format!("{name} refused the request with status {status}."),
        }
    }

    /// A sentence that says what to do next.
    #[must_use]
    pub fn next_step(&self, provider: Provider) -> String {
        let name = provider.name();
        match self {
            Self::NoApiKey if provider == Provider::Telnyx => {
                format!("Enter an API key of {name} under Settings → Carrier; calls come in without it.")
            }
            Self::NoApiKey | Self::WrongCredentials => "Correct them under Settings → Carrier.".to_owned(),
            Self::NoApiAddress => {
                "Enter it as the API address (https://SPACE.signalwire.com) under Settings → Carrier; \
                                   calls come in without it."
                    .to_owned()
            }
            Self::ApiAddress | Self::UnknownAccount => "Correct it under Settings → Carrier.".to_owned(),
            Self::NotTheCarrier => "Correct the API address under Settings → Carrier.".to_owned(),
            Self::Suspended => format!("Ask {name} why."),
            Self::Closed => "Connect another account under Settings → Carrier.".to_owned(),
            Self::Forbidden => format!("Allow it in {name}'s console, or connect an account that may."),
            Self::AccountLimit => format!("Upgrade the account in {name}'s console, and try again."),
            Self::NoMoney => format!("Add money in {name}'s console, and try again."),
            Self::AddressNeeded => {
                format!("Enter them in {name}'s console and try again, or choose a number that needs none.")
            }
            Self::NoneLeft => "Search with another area code, place or kind.".to_owned(),
            Self::NumberGone => "Choose another number.".to_owned(),
            Self::NotThere => format!("Look in {name}'s console whether it was released or moved."),
            Self::ReleaseBlocked => format!("Remove the lock or the emergency address in {name}'s console first."),
            Self::WebhookRefused => {
                "Check that CREWLINE_PUBLIC_URL is an address that the carrier can reach.".to_owned()
            }
            Self::RateLimited { retry_after: Some(wait) } => {
                format!("Try again in {} seconds.", wait.as_secs().max(1))
            }
            Self::RateLimited { retry_after: None } => "Try again in a minute.".to_owned(),
            Self::Unreachable => "Look at this server's way to the internet, and try again.".to_owned(),
            Self::Unavailable { .. } => "Try again later.".to_owned(),
            Self::Refused { code: Some(code), .. } => {
                format!("Look up the code {code} in {name}'s documentation, or ask {name}.")
            }
            Self::Refused { code: None, .. } => format!("Ask {name} why."),
        }
    }

    /// Both sentences.
    #[must_use]
    pub fn explanation(&self, provider: Provider) -> String {
        format!("{} {}", self.sentence(provider), self.next_step(provider))
    }

    /// Whether the same request may succeed later, without anybody's doing.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::RateLimited { .. } | Self::Unreachable | Self::Unavailable { .. })
    }

    /// Whether the carrier may have done as requested nevertheless. Then look before the request is sent again.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::Unreachable | Self::Unavailable { .. } | Self::NotTheCarrier)
    }

    /// The reason that a status gives alone.
    pub(super) fn of_status(answer: &Answer, code: Option<u32>) -> Self {
        match answer.status {
            401 => Self::WrongCredentials,
            402 => Self::NoMoney,
            403 => Self::Forbidden,
            404 => Self::NotThere,
            429 => Self::RateLimited { retry_after: answer.retry_after },
            status @ 500.. => Self::Unavailable { status },
            status @ 400..=499 => Self::Refused { status, code },
            // The API neither redirects nor answers in another language.
            _ => Self::NotTheCarrier,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_sentence_and_a_next_step_at_every_carrier() {
        for provider in Provider::ALL {
            for fault in Fault::SAMPLES {
                for text in [fault.sentence(provider), fault.next_step(provider)] {
                    assert!(text.ends_with('.') && text.len() > 12, "{fault:?}: {text}");
                    assert!(text.starts_with(char::is_uppercase), "{fault:?}: {text}");
                }
                assert_ne!(fault.sentence(provider), fault.next_step(provider));
            }
        }
        let unknown = Fault::Refused { status: 400, code: Some(21_999) };
        assert!(unknown.explanation(Provider::Twilio).contains("21999"));
        let limited = Fault::RateLimited { retry_after: Some(Duration::from_secs(30)) };
        assert!(limited.explanation(Provider::Telnyx).contains("30 seconds"));
    }

    #[test]
    fn a_refusal_did_not_happen_and_a_lost_answer_may_have() {
        for fault in Fault::SAMPLES {
            let is_open = matches!(fault, Fault::Unreachable | Fault::Unavailable { .. } | Fault::NotTheCarrier);
            assert_eq!(fault.may_have_happened(), is_open, "{fault:?}");
        }
    }

    #[test]
    fn a_status_alone_gives_a_reason() {
        let wait = Some(Duration::from_secs(7));
        let of = |status| Fault::of_status(&Answer { status, body: Vec::new(), retry_after: wait }, Some(5));
        for (status, fault) in [
            (302, Fault::NotTheCarrier),
            (401, Fault::WrongCredentials),
            (402, Fault::NoMoney),
            (403, Fault::Forbidden),
            (404, Fault::NotThere),
            (422, Fault::Refused { status: 422, code: Some(5) }),
            (429, Fault::RateLimited { retry_after: wait }),
            (500, Fault::Unavailable { status: 500 }),
            (599, Fault::Unavailable { status: 599 }),
        ] {
            assert_eq!(of(status), fault, "{status}");
        }
    }
}
