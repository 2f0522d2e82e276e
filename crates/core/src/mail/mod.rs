//! Mail: letters wait in an outbox, written in the transaction that they tell of, and a job delivers them. A letter
//! may hold a link that lets somebody in, so it is sealed at rest.

mod deliver;
mod headers;
mod outbox;
mod pen;

pub use deliver::{Courier, Delivered, deliver_due};
pub use outbox::Letter;
pub(crate) use outbox::{post, sealed};
pub use pen::Pen;
