//! Recordings and voicemails: reported by the carrier, fetched at once into a store of our own, and played from there.
//!
//! **Invariant.** A carrier's credentials go to the carrier's own host, or the one that its connection names, and to no
//! other. Requests go by way of `outbound`, so nothing is fetched from an address inside the network, unless the
//! operator set it for the connection.

mod audio;
mod download;
mod fetch;
mod frames;
mod media;
mod overdue;
mod recording;
mod slow;
mod source;
mod store;
mod unfinished;

pub use audio::{Audio, count_of, open};
pub use download::Pace;
pub(crate) use fetch::enqueue_fetch;
pub use fetch::{FetchRecordings, RECORDINGS, failed_recording};
pub(crate) use overdue::end_overdue;
pub use recording::{Kind, Recording, Status, of_call};
pub use store::{Store, StoreError, check_writable};
