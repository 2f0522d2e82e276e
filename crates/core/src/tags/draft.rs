//! The settings of a tag: as entered, then checked.

use super::Colour;
use crate::{Error, Fields, text};

/// The longest name of a tag.
pub const MAX_NAME: usize = 40;

/// The settings of a tag, as entered. A field that is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its name.
    pub name: Option<String>,
    /// The word of its colour.
    pub colour: Option<String>,
}

impl Draft {
    /// Checks it, and returns the name and the colour.
    pub(super) fn check(&self) -> Result<(Option<String>, Option<Colour>), Error> {
        let mut fields = Fields::none();
        let name = self.name.as_deref().map(|typed| text::label(typed, MAX_NAME));
        let name = name.and_then(|name| fields.checked("name", name));
        let colour = self.colour.as_deref().map(|word| word.parse().map_err(|_| "Choose a colour from the list."));
        let colour = colour.and_then(|colour| fields.checked("colour", colour));
        fields.into_result()?;
        Ok((name, colour))
    }
}

/// Another tag has the name.
pub(super) fn name_taken() -> Error {
    let sentence = "A tag of this name is there already. Choose another name, or merge the two.";
    Error::Fields(Fields(vec![("name", sentence.to_owned())]))
}
