//! The contents of the letters about an account's security.

use super::sessions::Device;
use crate::access::Global;
use crate::mail::{EmailComposer, queue_email_for_no_business};
use crate::time::Timestamp;

/// The reason for a letter.
#[derive(Clone, Debug)]
pub enum SecurityOccasion {
    /// The account was signed in to from a browser that it has not used before.
    NewDevice {
        /// The browser, and its network address.
        device: Device,
        /// The time.
        at: Timestamp,
    },
    /// The password was changed.
    PasswordChanged {
        /// The time.
        at: Timestamp,
    },
    /// The address was changed. The letter goes to the old one.
    AddressChanged {
        /// The new address, as typed.
        to: String,
        /// The time.
        at: Timestamp,
    },
}

/// The contents of a letter about an account's security.
#[derive(Clone, Debug)]
pub struct SecurityLetter {
    /// The reason for the letter.
    pub occasion: SecurityOccasion,
    /// The person's name.
    pub name: String,
    /// The address that the letter goes to, as typed.
    pub email: String,
    /// The person's fixed time zone, if they have one.
    pub time_zone: Option<String>,
}

/// Composes a letter, and queues it in the transaction of its reason.
pub(super) async fn queue(
    tx: &mut Global<'_>,
    composer: &EmailComposer<SecurityLetter>,
    letter: &SecurityLetter,
) -> Result<(), crate::Error> {
    let kind = match letter.occasion {
        SecurityOccasion::NewDevice { .. } => "new_device",
        SecurityOccasion::PasswordChanged { .. } => "password_changed",
        SecurityOccasion::AddressChanged { .. } => "address_changed",
    };
    match composer.compose(kind, &letter.email, letter)? {
        Some(sealed) => Ok(queue_email_for_no_business(tx, &sealed).await?),
        None => Ok(()),
    }
}
