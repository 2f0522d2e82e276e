//! Log in as: a member sees the business exactly as a teammate does, in a separate session, for an hour at most. It is
//! read-only until changes are allowed.
//!
//! **Invariant.** `access::enter` decides the permissions, as for every viewpoint: from the period, the two memberships and
//! a live session of the actor's own. This module only begins and ends periods.

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
