//! People: their accounts, passwords, sessions and API tokens.

mod account;
mod email;
mod knower;
mod password;
mod periods;
mod profile;
mod reset;
pub mod sessions;
mod sign_in;
pub mod tokens;

pub use account::{Account, Person, any as any_account, find as find_account, set_password, signed_in};
pub use email::Email;
pub use knower::{Knower, knower};
pub use password::{Passwords, Strength, advice};
pub use profile::{Profile, Theme, change_password, choose_theme, save as save_profile};
pub use reset::{Asked, ask as ask_reset, live as live_reset, redeem as redeem_reset};
pub use sign_in::sign_in;

pub(crate) use account::add as add_account;
pub(crate) use email::address_sought;
