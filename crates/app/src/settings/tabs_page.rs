//! The tabs of Settings: their labels and addresses.

use crate::view::{Layout, Tab};

/// A tab of Settings, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SettingsTab {
    Profile,
    Security,
    Business,
    Tags,
    QualifiedCalls,
    BlockedCallers,
    Billing,
    Carrier,
    Api,
}

impl SettingsTab {
    /// The label. People know these words, so they don't change.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Profile => "Profile",
            Self::Security => "Security",
            Self::Business => "Business",
            Self::Tags => "Tags",
            Self::QualifiedCalls => "Qualified calls",
            Self::BlockedCallers => "Blocked callers",
            Self::Billing => "Billing",
            Self::Carrier => "Carrier",
            Self::Api => "API",
        }
    }

    /// The address below `/b/{slug}`.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Profile => "/settings/profile",
            Self::Security => "/settings/security",
            Self::Business => "/settings/business",
            Self::Tags => "/settings/tags",
            Self::QualifiedCalls => "/settings/qualified-calls",
            Self::BlockedCallers => "/settings/blocked-callers",
            Self::Billing => "/settings/billing",
            Self::Carrier => "/settings/carrier",
            Self::Api => "/settings/api",
        }
    }
}

/// The tabs above a page of Settings.
pub(crate) fn tabs(layout: &Layout, allowed: &[SettingsTab], current: SettingsTab) -> Vec<Tab> {
    let tab = |tab: &SettingsTab| Tab { label: tab.label(), href: layout.href(tab.path()), current: *tab == current };
    allowed.iter().map(tab).collect()
}

#[cfg(test)]
impl SettingsTab {
    /// The tabs that an Owner sees.
    pub(crate) const SAMPLE: [Self; 9] = [
        Self::Profile,
        Self::Security,
        Self::Business,
        Self::Tags,
        Self::QualifiedCalls,
        Self::BlockedCallers,
        Self::Billing,
        Self::Carrier,
        Self::Api,
    ];
}
