//! Number access as typed into a form or sent to the API.

use std::collections::BTreeSet;

use super::NumberAccess;
use crate::Error;
use crate::Fields;

/// The refusal of an unknown number or group, and of one that belongs to another business.
const NOT_LISTED: &str = "Choose numbers and groups from the list.";

/// The most numbers and groups that an access may list.
pub const MAX_CHOSEN: usize = 1_000;

/// The number access of a member, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessDraft {
    /// `all` or `specific`.
    pub kind: String,
    /// The public ids of the numbers.
    pub number_ids: Vec<String>,
    /// The public ids of the groups.
    pub group_ids: Vec<String>,
}

impl AccessDraft {
    /// Fills the form with the current access.
    pub fn from_access(access: &NumberAccess) -> Self {
        match access {
            NumberAccess::All => Self { kind: "all".into(), ..Self::default() },
            NumberAccess::Specific { numbers, groups } => Self {
                kind: "specific".into(),
                number_ids: numbers.iter().map(ToString::to_string).collect(),
                group_ids: groups.iter().map(ToString::to_string).collect(),
            },
        }
    }

    /// Checks the draft without the database. An empty choice is refused.
    ///
    /// # Errors
    /// Returns the sentence to show when the draft is invalid.
    pub fn check(&self) -> Result<NumberAccess, &'static str> {
        match self.kind.as_str() {
            "all" => Ok(NumberAccess::All),
            "specific" => {
                let numbers: Result<BTreeSet<_>, _> = self.number_ids.iter().map(|id| id.parse()).collect();
                let groups: Result<BTreeSet<_>, _> = self.group_ids.iter().map(|id| id.parse()).collect();
                let (Ok(numbers), Ok(groups)) = (numbers, groups) else { return Err(NOT_LISTED) };
                if numbers.is_empty() && groups.is_empty() {
                    return Err("Choose at least one number or group. To hide everything from somebody, remove them.");
                }
                if numbers.len() + groups.len() > MAX_CHOSEN {
                    return Err("Choose at most 1,000; put more numbers into a group and choose that.");
                }
                Ok(NumberAccess::Specific { numbers, groups })
            }
            _ => Err("Choose All Numbers or Specific Numbers."),
        }
    }
}

/// The error for a number or group that does not exist.
pub(crate) fn not_listed() -> Error {
    Error::Fields(Fields(vec![("number_access", NOT_LISTED.to_owned())]))
}
