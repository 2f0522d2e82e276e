//! What the tabs of Settings share: which there are, and their addresses.

use crate::view::{Layout, Tab};

/// A tab of Settings, in its order. A page lists those that exist and that the role may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SettingsTab {
    Profile,
    Security,
    Business,
    Billing,
    Carrier,
    Api,
}

impl SettingsTab {
    /// The label: people know these words, so they stay to the letter.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Profile => "Profile",
            Self::Security => "Security",
            Self::Business => "Business",
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
    /// What an Owner sees.
    pub(crate) const SAMPLE: [Self; 6] =
        [Self::Profile, Self::Security, Self::Business, Self::Billing, Self::Carrier, Self::Api];
}
