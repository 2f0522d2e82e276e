//! The tabs of Settings that a viewpoint may open.

use crewline_core::access::{May, Refusal, Viewpoint, actions};

use super::tabs_page::{SettingsTab, tabs};
use crate::http::guard::Page;
use crate::http::redirect::go_to;
use crate::page::Answer;
use crate::view::{Layout, Tab};

/// `/settings`: the first tab that the person may use.
pub(crate) async fn show(Page(may): Page<May<actions::SeeDashboard>>) -> Answer {
    let first = allowed(may.viewpoint()).first().copied().ok_or(Refusal::WhileLoggedInAs)?;
    Ok(go_to(&format!("/b/{}{}", may.viewpoint().slug(), first.path())))
}

/// The tabs for this viewpoint, one of them open.
pub(super) fn tabs_of(viewpoint: &Viewpoint, layout: &Layout, current: SettingsTab) -> Vec<Tab> {
    tabs(layout, &allowed(viewpoint), current)
}

fn allowed(viewpoint: &Viewpoint) -> Vec<SettingsTab> {
    let tabs = [
        (SettingsTab::Profile, viewpoint.allows(actions::EditProfile)),
        (SettingsTab::Security, viewpoint.allows(actions::ManageSessions)),
        (SettingsTab::Business, viewpoint.allows(actions::EditBusiness)),
        (SettingsTab::Tags, viewpoint.allows(actions::ManageTags)),
        (SettingsTab::QualifiedCalls, viewpoint.allows(actions::SeeQualifiedRules)),
        (SettingsTab::BlockedCallers, viewpoint.allows(actions::SeeBlockedCallers)),
        (SettingsTab::Billing, viewpoint.allows(actions::SeeBilling)),
        (SettingsTab::Carrier, viewpoint.allows(actions::ConnectCarrier)),
        (SettingsTab::Api, viewpoint.allows(actions::ManageTokens)),
    ];
    tabs.into_iter().filter(|(_, allowed)| *allowed).map(|(tab, _)| tab).collect()
}
