//! A real browser against the real binary, on both engines: the support of the tests in `tests/browser`.
//!
//! `cargo xtask test --only browser` installs what they need and names its paths in the environment; see [`settings`].

mod appearance;
mod axe;
mod browser;
mod chromedriver;
mod console;
mod database;
mod failure;
mod mailbox;
mod program;
pub mod settings;
mod sign_in;
mod visit;
mod waits;

pub use appearance::Appearance;
pub use browser::Browser;
pub use database::{Database, Engine};
pub use failure::{Failure, Outcome};
pub use mailbox::{Letter, Mailbox};
pub use program::{KEY, Program};
pub use sign_in::Owner;
pub use visit::visit;
