//! Recordings and voicemails: reported by the carrier, fetched at once into a store of our own, and heard from there.
//!
//! **Invariant.** A carrier's sign-in goes to the carrier's own host, or the one that its connection names, and to no
//! other. Nothing is fetched from an address inside the network, unless the connection names it.

mod address;
mod audio;
mod download;
mod fetch;
mod fetcher;
mod media;
mod public;
mod recording;
mod store;

pub use audio::{Audio, count_of, open};
pub use fetch::{Fetched, fetch_due};
pub use fetcher::Fetcher;
pub use recording::{Kind, Recording, Status, of_call};
pub use store::{Store, StoreError};
