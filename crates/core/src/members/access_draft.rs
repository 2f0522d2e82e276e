//! Number access as it is chosen in a form or sent by a program.

use std::collections::BTreeSet;

use super::NumberAccess;
use crate::Error;
use crate::Fields;

/// What people read where a number or group is not one of their business: the same for an unknown one and a stranger's.
const NOT_LISTED: &str = "Choose numbers and groups from the list.";

/// The most numbers and groups that are chosen at once.
pub const MAX_CHOSEN: usize = 1_000;

/// Which numbers a member is to see, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessDraft {
    /// `all` or `specific`.
    pub kind: String,
    /// Numbers, in the outside form of their ids.
    pub number_ids: Vec<String>,
    /// Groups, in the outside form of their ids.
    pub group_ids: Vec<String>,
}

impl AccessDraft {
    /// What is set now, for a form.
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

    /// Checks it as far as it can be without the database. Nothing at all is no choice: whoever is to see nothing is
    /// removed.
    ///
    /// # Errors
    /// What to change.
    pub fn check(&self) -> Result<NumberAccess, &'static str> {
        match self.kind.as_str() {
            "all" => Ok(NumberAccess::All),
            "specific" => {
                let numbers: Result<BTreeSet<_>, _> = self.number_ids.iter().map(|id| id.parse()).collect();
                let groups: Result<BTreeSet<_>, _> = self.group_ids.iter().map(|id| id.parse()).collect();
                let (Ok(numbers), Ok(groups)) = (numbers, groups) else { return Err(NOT_LISTED) };
                if numbers.is_empty() && groups.is_empty() {
                    return Err("Choose at least one number or group. Who is to see nothing is removed.");
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

/// A number or group is not there, or no longer.
pub(crate) fn not_listed() -> Error {
    Error::Fields(Fields(vec![("number_access", NOT_LISTED.to_owned())]))
}
