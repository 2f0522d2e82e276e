//! Who is to be invited, as typed, then checked.

use std::str::FromStr;

use crate::access::Role;
use crate::members::NumberAccess;
use crate::people::Email;
use crate::{Error, Fields, text};

/// What people read where a number or group is not one of their business: the same for an unknown one, a stranger's and
/// a released one.
pub(super) const NOT_THERE: &str = "Choose numbers and groups from the list.";
const EMPTY: &str = "Choose at least one number or group, or All Numbers.";
const UNSAID: &str = "Choose All Numbers or Specific Numbers.";
const FOR_VIEWERS: &str = "Only a Viewer's numbers can be chosen: every other role sees all numbers.";

/// Who is to be invited, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The word for their role.
    pub role: String,
    /// Their number access: an explicit choice for a Viewer, and for nobody else.
    pub access: Option<AccessDraft>,
}

/// A number access, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessDraft {
    /// `all` or `specific`.
    pub kind: String,
    /// Ids of numbers, in the outside form.
    pub number_ids: Vec<String>,
    /// Ids of number groups, in the outside form.
    pub group_ids: Vec<String>,
}

/// The same, checked as far as it can be without the database.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) name: String,
    pub(super) email: Email,
    pub(super) role: Role,
    pub(super) access: NumberAccess,
}

impl Draft {
    /// Checks it.
    ///
    /// # Errors
    /// What to change, by field (`name`, `email`, `role`, `number_access`).
    pub(super) fn check(&self) -> Result<Checked, Fields> {
        let mut fields = Fields::none();
        let name = fields.take("name", text::line(&self.name, 80));
        let email = fields.take("email", Email::read(&self.email));
        let role = fields.take("role", self.role.trim().parse::<Role>().map_err(|_| "Choose a role from the list."));
        let access = role.and_then(|role| fields.take("number_access", AccessDraft::check(self.access.as_ref(), role)));
        match (name, email, role, access) {
            (Some(name), Some(email), Some(role), Some(access)) => Ok(Checked { name, email, role, access }),
            _ => Err(fields),
        }
    }
}

impl AccessDraft {
    /// The number access that somebody of a role is to have; no silent default for a Viewer.
    fn check(typed: Option<&Self>, role: Role) -> Result<NumberAccess, &'static str> {
        match (role, typed) {
            (Role::Viewer, None) => Err(UNSAID),
            (Role::Viewer, Some(typed)) => typed.read(),
            (_, None) => Ok(NumberAccess::All),
            (_, Some(typed)) if typed.kind == "all" => typed.read(),
            (_, Some(_)) => Err(FOR_VIEWERS),
        }
    }

    fn read(&self) -> Result<NumberAccess, &'static str> {
        let chosen = !self.number_ids.is_empty() || !self.group_ids.is_empty();
        match self.kind.as_str() {
            "all" if chosen => Err(UNSAID),
            "all" => Ok(NumberAccess::All),
            "specific" if chosen => {
                Ok(NumberAccess::Specific { numbers: ids(&self.number_ids)?, groups: ids(&self.group_ids)? })
            }
            "specific" => Err(EMPTY),
            _ => Err(UNSAID),
        }
    }
}

fn ids<T: FromStr + Ord>(typed: &[String]) -> Result<std::collections::BTreeSet<T>, &'static str> {
    typed.iter().map(|id| id.trim().parse().map_err(|_| NOT_THERE)).collect()
}

/// A number or group is not there, or no longer.
pub(super) fn not_there() -> Error {
    Error::Fields(Fields(vec![("number_access", NOT_THERE.to_owned())]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::NumberId;

    fn draft(role: &str, access: Option<AccessDraft>) -> Draft {
        Draft { name: "Vera".into(), email: "vera@example.com".into(), role: role.into(), access }
    }

    fn access(kind: &str, numbers: &[&str]) -> Option<AccessDraft> {
        let number_ids = numbers.iter().map(ToString::to_string).collect();
        Some(AccessDraft { kind: kind.into(), number_ids, group_ids: vec![] })
    }

    #[test]
    fn a_viewers_numbers_are_chosen_and_nobody_elses() {
        let one = NumberId::new(1).to_string();
        let said = |draft: Draft| draft.check().map(|checked| checked.access).map_err(|fields| fields.0);
        let wrong = |sentence: &str| Err(vec![("number_access", sentence.to_owned())]);
        let specific = NumberAccess::Specific { numbers: [NumberId::new(1)].into(), groups: [].into() };
        assert_eq!(said(draft("viewer", access("specific", &[&one, &one]))), Ok(specific));
        assert_eq!(said(draft("viewer", access("all", &[]))), Ok(NumberAccess::All));
        assert_eq!(said(draft("viewer", None)), wrong(UNSAID));
        assert_eq!(said(draft("viewer", access("", &[&one]))), wrong(UNSAID));
        assert_eq!(said(draft("viewer", access("all", &[&one]))), wrong(UNSAID), "which of the two?");
        assert_eq!(said(draft("viewer", access("specific", &[]))), wrong(EMPTY));
        assert_eq!(said(draft("viewer", access("specific", &["1"]))), wrong(NOT_THERE));
        for role in ["owner", "admin", "manager"] {
            assert_eq!(said(draft(role, None)), Ok(NumberAccess::All));
            assert_eq!(said(draft(role, access("all", &[]))), Ok(NumberAccess::All));
            assert_eq!(said(draft(role, access("specific", &[&one]))), wrong(FOR_VIEWERS));
            assert_eq!(said(draft(role, access("specific", &[]))), wrong(FOR_VIEWERS));
        }
    }

    #[test]
    fn each_mistake_is_told_at_its_field() {
        let draft = Draft { name: "a\u{202e}b".into(), email: "nobody".into(), role: "king".into(), access: None };
        let fields = draft.check().expect_err("mistakes");
        assert_eq!(fields.0.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["name", "email", "role"]);
    }
}
