/// A member's role, as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Owner,
    Admin,
    Manager,
    Viewer,
}

impl Role {
    /// The word.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Admin => "Admin",
            Self::Manager => "Manager",
            Self::Viewer => "Viewer",
        }
    }

    /// What a form sends.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Viewer => "viewer",
        }
    }

    /// What it may do, in a line.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Owner => "Everything, with ownership, the security policy and any role for others",
            Self::Admin => "Runs the business: billing, carrier, audit log, and the team below Admin",
            Self::Manager => "Runs all numbers and call flows, sends texts, and invites Viewers",
            Self::Viewer => "Looks at the calls and messages of the numbers below, and changes nothing",
        }
    }
}

/// The field of a form where one of the roles is chosen.
#[derive(Clone, Debug)]
pub(crate) struct Roles {
    /// The roles that the person may grant, the highest first.
    pub(crate) offered: Vec<Role>,
    /// The word that is chosen; empty where none is.
    pub(crate) chosen: String,
    /// What is wrong with the choice.
    pub(crate) error: Option<String>,
}

impl Roles {
    /// The id of the field in the page.
    pub(crate) const ID: &'static str = "role-choice";

    /// Where only one may be granted it is chosen.
    pub(crate) fn new(offered: Vec<Role>, chosen: &str, error: Option<&str>) -> Self {
        let only = if let [only] = offered[..] { only.key() } else { "" };
        let chosen = if chosen.is_empty() { only } else { chosen };
        Self { chosen: chosen.to_owned(), offered, error: error.map(str::to_owned) }
    }
}
