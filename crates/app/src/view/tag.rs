use crewline_core::calls::CallTag;
use crewline_core::tags::{Colour, Tag};

use super::SelectOption;

/// A tag, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TagBadge {
    /// Its name.
    pub(crate) name: String,
    /// Its colour. The name says everything; the colour helps to find it.
    pub(crate) colour: Colour,
}

impl From<CallTag> for TagBadge {
    fn from(tag: CallTag) -> Self {
        Self { name: tag.name, colour: tag.colour }
    }
}

impl From<Tag> for TagBadge {
    fn from(tag: Tag) -> Self {
        Self { name: tag.name, colour: tag.colour }
    }
}

/// The colours of tags, to choose from.
pub(crate) fn colours() -> Vec<SelectOption> {
    Colour::ALL.iter().map(|colour| SelectOption::new(colour.word(), colour_label(*colour))).collect()
}

fn colour_label(colour: Colour) -> &'static str {
    match colour {
        Colour::Grey => "Grey",
        Colour::Red => "Red",
        Colour::Orange => "Orange",
        Colour::Yellow => "Yellow",
        Colour::Green => "Green",
        Colour::Teal => "Teal",
        Colour::Blue => "Blue",
        Colour::Purple => "Purple",
    }
}

#[cfg(test)]
impl TagBadge {
    /// `count` tags, with every colour and odd names in turn.
    pub(crate) fn samples(count: usize) -> Vec<Self> {
        use super::samples::{HTML, LONG, RTL};
        let names = ["New patient", "Wrong number", "Emergency", RTL, HTML, LONG];
        (0..count)
            .map(|at| Self { name: names[at % names.len()].to_owned(), colour: Colour::ALL[at % Colour::ALL.len()] })
            .collect()
    }
}
