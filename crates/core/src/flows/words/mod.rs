//! A flow in plain sentences.

mod compare;
mod describe;
mod names;
mod step_words;

pub use compare::{Change, compare};
pub use describe::{Sentence, describe};
pub use names::Names;
