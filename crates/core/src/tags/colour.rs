//! The colours of tags.

use crate::db::words;

words! {
    /// The colour of a tag. The program gives each a shade that is readable on light and dark pages.
    pub enum Colour {
        /// Grey.
        Grey = "grey",
        /// Red.
        Red = "red",
        /// Orange.
        Orange = "orange",
        /// Yellow.
        Yellow = "yellow",
        /// Green.
        Green = "green",
        /// Teal.
        Teal = "teal",
        /// Blue.
        Blue = "blue",
        /// Purple.
        Purple = "purple",
    }
}

impl Colour {
    /// The colour of a new tag that nobody chose one for: always the same for one name, so that tests and imports agree.
    pub(super) fn of_name(folded: &str) -> Self {
        let sum = folded.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        // Grey is left for people who choose it.
        Self::ALL[1 + sum % (Self::ALL.len() - 1)]
    }
}
