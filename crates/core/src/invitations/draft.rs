//! An invitation as typed, and its checks.

use std::sync::Arc;

use crate::access::Role;
use crate::accounts::Email;
use crate::members::{AccessDraft, NumberAccess};
use crate::{Fields, text};

const ACCESS_REQUIRED: &str = "Choose what the Viewer is to see: All Numbers or Specific Numbers.";
const VIEWERS_ONLY: &str = "Specific Numbers are for Viewers; every other role sees All Numbers.";

/// A person to invite, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role, as a word.
    pub role: String,
    /// Their number access, which is required for a Viewer only. All rows of a list may share it.
    pub access: Option<Arc<AccessDraft>>,
}

/// A draft that was checked without the database.
#[derive(Clone, Debug)]
pub(super) struct CheckedDraft {
    pub(super) name: String,
    pub(super) email: Email,
    pub(super) role: Role,
    pub(super) access: Arc<NumberAccess>,
}

impl Draft {
    /// Checks the draft without the database.
    ///
    /// # Errors
    /// Returns the invalid fields (`name`, `email`, `role`, `number_access`).
    pub(super) fn check(&self) -> Result<CheckedDraft, Fields> {
        let mut fields = Fields::none();
        let name = fields.checked("name", text::name(&self.name, 80));
        let email = fields.checked("email", Email::read(&self.email));
        let role =
            fields.checked("role", self.role.parse::<Role>().map_err(|_| "Choose Owner, Admin, Manager or Viewer."));
        let access =
            role.and_then(|role| fields.checked("number_access", access_for_role(role, self.access.as_deref())));
        match (name, email, role, access) {
            (Some(name), Some(email), Some(role), Some(access)) => {
                Ok(CheckedDraft { name, email, role, access: Arc::new(access) })
            }
            _ => Err(fields),
        }
    }
}

/// The number access for a role. A Viewer has no default.
fn access_for_role(role: Role, typed: Option<&AccessDraft>) -> Result<NumberAccess, &'static str> {
    match (role, typed.map(AccessDraft::check)) {
        (Role::Viewer, None) => Err(ACCESS_REQUIRED),
        (Role::Viewer, Some(checked)) => checked,
        (_, None | Some(Ok(NumberAccess::All))) => Ok(NumberAccess::All),
        (_, Some(_)) => Err(VIEWERS_ONLY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::NumberId;

    fn draft(role: &str, access: Option<AccessDraft>) -> Draft {
        let access = access.map(Arc::new);
        Draft { name: "Vera".into(), email: "vera@example.com".into(), role: role.into(), access }
    }

    fn access(kind: &str, numbers: &[&str]) -> Option<AccessDraft> {
        let number_ids = numbers.iter().map(ToString::to_string).collect();
        Some(AccessDraft { kind: kind.into(), number_ids, group_ids: vec![] })
    }

    #[test]
    fn number_access_is_required_for_viewers_only() {
        let one = NumberId::new(1).to_string();
        let check =
            |draft: Draft| draft.check().map(|checked| (*checked.access).clone()).map_err(|fields| fields.0[0].clone());
        let wrong = |sentence: &str| Err(("number_access", sentence.to_owned()));
        let specific = NumberAccess::Specific { numbers: [NumberId::new(1)].into(), groups: [].into() };
        assert_eq!(check(draft("viewer", access("specific", &[&one, &one]))), Ok(specific));
        assert_eq!(check(draft("viewer", access("all", &[]))), Ok(NumberAccess::All));
        assert_eq!(check(draft("viewer", None)), wrong(ACCESS_REQUIRED));
        for (kind, numbers) in [("", [one.as_str()]), ("specific", ["1"])] {
            assert_eq!(check(draft("viewer", access(kind, &numbers))).unwrap_err().0, "number_access", "{kind}");
        }
        let ids = |count: u128| (1..=count).map(|id| NumberId::new(id).to_string()).collect::<Vec<_>>();
        let many = |count| access("specific", &ids(count).iter().map(String::as_str).collect::<Vec<_>>());
        assert!(check(draft("viewer", many(1_000))).is_ok());
        let too_many = check(draft("viewer", many(1_001)));
        assert_eq!(too_many, wrong("Choose at most 1,000; put more numbers into a group and choose that."));
        let empty = check(draft("viewer", access("specific", &[]))).unwrap_err();
        assert!(empty.1.starts_with("Choose at least one"), "{empty:?}");
        for role in ["owner", "admin", "manager"] {
            assert_eq!(check(draft(role, None)), Ok(NumberAccess::All));
            assert_eq!(check(draft(role, access("all", &[]))), Ok(NumberAccess::All));
            assert_eq!(check(draft(role, access("specific", &[&one]))), wrong(VIEWERS_ONLY));
            assert_eq!(check(draft(role, access("specific", &[]))), wrong(VIEWERS_ONLY));
        }
    }

    #[test]
    fn each_mistake_is_reported_at_its_field() {
        let draft = Draft { name: "a\u{202e}b".into(), email: "nobody".into(), role: "king".into(), access: None };
        let fields = draft.check().expect_err("mistakes");
        assert_eq!(fields.0.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["name", "email", "role"]);
    }
}
