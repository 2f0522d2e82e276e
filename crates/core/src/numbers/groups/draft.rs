//! The settings of a number group: as entered, then checked.

use std::collections::BTreeSet;

use super::Group;
use crate::ids::NumberId;
use crate::{Error, Fields, text};

/// The error for a number that is not an active one of the business: the same for an unknown number, another business's
/// and a released one.
const UNKNOWN_NUMBER: &str = "Choose numbers from the list.";

/// The settings of a number group, as entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its name.
    pub name: String,
    /// The ids of the active numbers that are to be in it, in the outside form. They leave the groups they were in.
    pub number_ids: Vec<String>,
}

impl Draft {
    /// The current settings of a group, for a change of some of them.
    pub fn of(group: &Group) -> Self {
        Self { name: group.name.clone(), number_ids: group.number_ids.iter().map(ToString::to_string).collect() }
    }

    /// Checks it, and returns the name and the numbers.
    pub(super) fn check(&self) -> Result<(String, BTreeSet<NumberId>), Error> {
        let mut fields = Fields::none();
        let name = fields.checked("name", text::name(&self.name, 80));
        let ids: Result<BTreeSet<NumberId>, _> = self.number_ids.iter().map(|id| id.trim().parse()).collect();
        let ids = fields.checked("number_ids", ids.map_err(|_| UNKNOWN_NUMBER));
        fields.into_result()?;
        Ok((name.unwrap_or_default(), ids.unwrap_or_default()))
    }
}

/// A number is not there, or no longer.
pub(super) fn unknown_number() -> Error {
    Error::Fields(Fields(vec![("number_ids", UNKNOWN_NUMBER.to_owned())]))
}

/// Another group has the name.
pub(super) fn name_taken() -> Error {
    let sentence = "A group of this name is there already. Choose another name, or edit that group.";
    Error::Fields(Fields(vec![("name", sentence.to_owned())]))
}
