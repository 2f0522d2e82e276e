//! Mail: a letter is a job, written in the transaction of the change that it is about. A letter may hold a link that
//! opens something, so it is sealed at rest.

mod composer;
mod headers;
mod mailer;
mod outbox;
mod send;

pub use composer::EmailComposer;
pub use mailer::Mailer;
#[cfg(any(test, feature = "testing"))]
pub(crate) use outbox::Envelope;
pub use outbox::{LETTERS, OutgoingEmail, failed_letter};
pub(crate) use outbox::{SealedLetter, queue_email, queue_email_for_no_business};
pub use send::SendLetters;
