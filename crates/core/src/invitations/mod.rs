//! Invitations: promises of membership to an e-mail address. A live one holds a seat and can be accepted once.
//!
//! **Invariants.** Only the SHA-256 of a link's token is stored. The token itself is in the letter, or is shown once to the
//! inviter where there is no mail. Accepting checks again that the invitation is live and that the inviter may still invite.

mod accept;
mod bulk;
mod cancel;
mod changes;
mod decline;
mod delivery;
mod draft;
mod edit;
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

pub use crate::businesses::ExistingAccounts;
pub use accept::{Accepted, accept, accept_signed_in};
pub use bulk::{MAX_ROWS as MAX_AT_ONCE, RowOutcome, check_many, check_row_count, invite_many};
pub use cancel::cancel;
pub use decline::decline;
pub use delivery::{Delivery, DeliveryStatus};
pub use draft::Draft;
pub use edit::{Edit, edit};
pub use invitation::{Invitation, Status, promised_names};
pub use invite::{Outcome, Terms, invite};
pub use letter::{InvitationLetter, Occasion};
pub use link::{Link, LinkState, find as find_link, find_pending as find_pending_link};
pub use list::{Cursor, Filter, Page, Sort, SortKey, StatusFilter, list};
pub(crate) use list::{count_matching, list_key};
pub use pending::{PendingInvitation, list_pending};
pub use resend::{Resent, resend};
pub use sends::HourlyLimits;
