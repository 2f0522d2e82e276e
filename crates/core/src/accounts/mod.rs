//! People: their accounts, passwords, sessions and API tokens.

mod account;
mod email;
mod log_in_as_periods;
mod password;
mod password_proof;
mod profile;
mod reset;
pub mod sessions;
mod sign_in;
pub mod tokens;

pub use account::{
    Account, Person, any_exists as any_account_exists, find as find_account, find_signed_in, set_password,
};
pub use email::Email;
pub use password::{Passwords, Strength, judge};
pub use password_proof::{PasswordProof, prove_password};
pub use profile::{Profile, Theme, change_password, choose_theme, save as save_profile};
pub use reset::{ResetLetter, find_live as find_live_reset, redeem as redeem_reset, request as request_reset};
pub use sign_in::sign_in;

pub(crate) use account::add as add_account;
pub(crate) use email::address_pattern;
