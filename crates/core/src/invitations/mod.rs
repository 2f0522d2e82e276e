//! Invitations: promises of membership to an e-mail address. A live one holds a seat and may be accepted once.
//!
//! **Invariants.** The token of a link is kept as its SHA-256 alone, and is told to nobody but by the letter (or once by
//! hand, where there is no mail). What is promised is checked when it is accepted, not trusted from the past: the
//! invitation is live, and who invited may still do so.

mod accept;
mod bulk;
mod cancel;
mod decline;
mod draft;
mod invitation;
mod invite;
mod joining_account;
mod letter;
mod link;
mod list;
mod pending;
mod resend;
mod scope;
mod sends;

pub use accept::{Accepted, accept, accept_signed_in};
pub use bulk::{MAX_ROWS as MOST_AT_ONCE, RowOutcome, check_many, check_row_count, invite_many};
pub use cancel::cancel;
pub use decline::decline;
pub use draft::Draft;
pub use invitation::{Invitation, Status};
pub use invite::{ExistingAccounts, Outcome, Terms, invite};
pub use letter::{InvitationLetter, Occasion};
pub use link::{Link, LinkState, find as find_link, find_pending as find_waiting_link};
pub use list::{Cursor, Filter, Page, Sort, SortKey, StatusFilter, list};
pub(crate) use list::{count_matching, list_key};
pub use pending::{PendingInvitation, list_pending};
pub use resend::{Resent, resend};
