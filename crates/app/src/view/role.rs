use crewline_core::access::Role;

/// The rights of a role, in a line.
pub(crate) fn about_role(role: &Role) -> &'static str {
    match role {
        Role::Owner => "Everything, with ownership, the security policy and any role for others",
        Role::Admin => "Runs the business: billing, carrier, audit log, Managers and Viewers",
        Role::Manager => "Runs all numbers and call flows, sends texts, and invites Viewers",
        Role::Viewer => "Sees the calls and messages of chosen numbers, and changes nothing",
    }
}

/// A form field to choose a role.
#[derive(Clone, Debug)]
pub(crate) struct Roles {
    /// The roles that the person may grant, the highest first.
    pub(crate) offered: Vec<Role>,
    /// The word of the chosen role; empty when none is chosen.
    pub(crate) chosen: String,
    /// The sentence that says what to change.
    pub(crate) error: Option<String>,
}

impl Roles {
    /// The id of the field in the page.
    pub(crate) const ID: &'static str = "role-choice";

    /// When only one role may be granted, it is chosen.
    pub(crate) fn new(offered: Vec<Role>, chosen: &str, error: Option<&str>) -> Self {
        let only = if let [only] = offered[..] { only.word() } else { "" };
        let chosen = if chosen.is_empty() { only } else { chosen };
        Self { chosen: chosen.to_owned(), offered, error: error.map(str::to_owned) }
    }
}
