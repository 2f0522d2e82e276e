//! Log in as: somebody sees the business exactly as a teammate does, in a session of its own, for an hour at most. It
//! only looks until changes are allowed.
//!
//! **Invariant.** What it may is decided where every viewpoint is made, in `access::enter`: from the period, the two
//! memberships as they are, and a live session of the person's own. What stands here begins and ends periods.

mod changes;
mod digest;
mod end;
mod start;
mod unsubscribe;
mod uses;

pub use changes::allow_changes;
pub use digest::{DIGESTS, Digest, WriteDigests};
pub use end::end;
pub use start::{Started, start};
pub use unsubscribe::{Reader, reader, stop_digests, want_digests, wants_digests};
pub use uses::{Use, uses};
