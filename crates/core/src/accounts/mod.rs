//! People: their accounts, passwords, sessions and API tokens.

mod account;
mod account_log;
mod address_change;
mod address_proof;
mod email;
mod known_browsers;
mod log_in_as_periods;
mod password;
mod password_proof;
mod password_strength;
mod profile;
mod recent_password;
mod reset;
mod security_letter;
pub mod sessions;
mod sign_in;
pub mod tokens;

pub use account::{
    Account, Person, any_exists as any_account_exists, business_names, find as find_account, find_signed_in,
    set_password,
};
pub use address_change::{
    AddressChange, AddressChangeLetter, change_by_operator as change_address_by_operator, confirm as confirm_address,
    find_live as find_live_address_change, request as request_address_change,
};
pub use email::Email;
pub use password::Passwords;
pub use password_proof::{PasswordProof, prove_password};
pub use password_strength::{Strength, judge};
pub use profile::{Profile, Theme, change_password, choose_theme, save as save_profile};
pub use recent_password::{RecentPassword, has_recent_password, prove_password_now, prove_recent_password};
pub use reset::{ResetLetter, find_live as find_live_reset, redeem as redeem_reset, request as request_reset};
pub use security_letter::{SecurityLetter, SecurityOccasion};
pub use sign_in::sign_in;

pub(crate) use account::add as add_account;
pub(crate) use address_proof::{Witness, claim, end_unproved_access};
pub(crate) use email::address_pattern;
