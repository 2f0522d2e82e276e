//! Log in as: somebody sees the business exactly as a teammate does, in a session of its own, for an hour at most. It
//! only looks until changes are allowed.
//!
//! **Invariant.** What it may is decided where every viewpoint is made, in `access::enter`: from the period, the two
//! memberships as they are, and a live session of the person's own. What stands here begins and ends periods.

mod allow_changes;
mod digest;
mod end;
mod periods;
mod start;
mod unsubscribe;

pub use allow_changes::allow_changes;
pub use digest::{DIGESTS, Digest, WriteDigests};
pub use end::end;
pub use periods::{LogInAsPeriod, list_periods};
pub use start::{Started, start};
pub use unsubscribe::{DigestReader, find_reader, set_wants_digests, stop_digests, wants_digests};
