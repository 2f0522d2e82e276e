use super::Icon;

/// A page of the sidebar, in its order. A layout lists those that exist and that the role may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(test), expect(dead_code, reason = "some pages are not there yet; the samples show the whole sidebar"))]
pub(crate) enum Nav {
    Dashboard,
    Calls,
    Conversations,
    Analytics,
    Numbers,
    CallFlows,
    Users,
    AuditLog,
    Settings,
}

impl Nav {
    /// Every page of the product, in the order of the sidebar.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 9] = [
        Self::Dashboard,
        Self::Calls,
        Self::Conversations,
        Self::Analytics,
        Self::Numbers,
        Self::CallFlows,
        Self::Users,
        Self::AuditLog,
        Self::Settings,
    ];

    /// The label: people know these words, so they do not change.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Dashboard => "Dashboard",
            Self::Calls => "Calls",
            Self::Conversations => "Conversations",
            Self::Analytics => "Analytics",
            Self::Numbers => "Numbers",
            Self::CallFlows => "Call Flows",
            Self::Users => "Users",
            Self::AuditLog => "Audit log",
            Self::Settings => "Settings",
        }
    }

    /// The address below `/b/{slug}`.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Dashboard => "/dashboard",
            Self::Calls => "/calls",
            Self::Conversations => "/conversations",
            Self::Analytics => "/analytics",
            Self::Numbers => "/numbers",
            Self::CallFlows => "/call-flows",
            Self::Users => "/users",
            Self::AuditLog => "/audit",
            Self::Settings => "/settings",
        }
    }

    /// The drawing beside the label.
    pub(crate) fn icon(self) -> Icon {
        match self {
            Self::Dashboard => Icon::Dashboard,
            Self::Calls => Icon::Calls,
            Self::Conversations => Icon::Conversations,
            Self::Analytics => Icon::Analytics,
            Self::Numbers => Icon::Numbers,
            Self::CallFlows => Icon::CallFlows,
            Self::Users => Icon::Users,
            Self::AuditLog => Icon::AuditLog,
            Self::Settings => Icon::Settings,
        }
    }
}
