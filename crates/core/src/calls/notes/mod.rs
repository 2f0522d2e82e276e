//! Notes on calls.

mod add;
mod change;
mod note;

pub use add::{MAX_NOTES, add};
pub use change::{edit, remove};
pub use note::{MAX_TEXT, Note, notes_of, texts_of};
