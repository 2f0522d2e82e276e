//! Recordings and voicemails: reported by the carrier, fetched at once into a store of our own, and heard from there.
//!
//! **Invariant.** A carrier's sign-in goes to the carrier's own host, or the one that its connection names, and to no
//! other.

mod recording;

pub use recording::{Kind, Recording, Status, of_call};
