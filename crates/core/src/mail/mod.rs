//! Mail: a letter is a job, written in the transaction of the change that it is about. A letter may hold a link that
//! opens something, so it is sealed at rest.

mod address;
mod composer;
mod connection;
mod deliver;
mod headers;
mod mailer;
mod outbox;
mod problem;
mod send;
mod server;

pub use composer::EmailComposer;
pub use deliver::{Deliver, Delivery, LastCheck};
pub use mailer::Mailer;
#[cfg(any(test, feature = "testing"))]
pub(crate) use outbox::Envelope;
pub use outbox::{Attachment, Correspondent, LETTERS, OutgoingEmail, failed_letter};
pub(crate) use outbox::{
    SealedLetter, queue_email, queue_email_for_no_business, queue_email_with_key, queue_invitation, withdraw_invitation,
};
pub use send::SendLetters;
