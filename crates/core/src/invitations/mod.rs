//! Invitations: promises of membership to an e-mail address. A live one holds a seat and may be accepted once.
//!
//! **Invariants.** The token of a link is kept as its SHA-256 alone, and is told to nobody but by the letter (or once by
//! hand, where there is no mail). What is promised is checked when it is accepted, not trusted from the past: the
//! invitation is live, and who invited may still do so.

mod accept;
mod account;
mod bulk;
mod cancel;
mod decline;
mod draft;
mod invitation;
mod invite;
mod link;
mod list;
mod post;
mod resend;
mod scope;
mod sends;
mod waiting;

pub use accept::{Accepted, accept, accept_as};
pub use bulk::{Answer, MOST as MOST_AT_ONCE, check_many, few_enough, invite_many};
pub use cancel::cancel;
pub use decline::decline;
pub use draft::Draft;
pub use invitation::{Invitation, Status};
pub use invite::{Existing, Outcome, Terms, invite};
pub use link::{Link, State, find as find_link, find_waiting as find_waiting_link};
pub use list::{Cursor, Filter, Page, Sort, SortKey, Which, list};
pub(crate) use list::{count_found, list_key};
pub use post::{Occasion, Told};
pub use resend::{Resent, resend};
pub use waiting::{Waiting, waiting};
