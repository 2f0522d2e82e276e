//! The banner of Log in as.

use crewline_core::access::{LogInAsMode, Viewpoint};
use crewline_core::time::Timestamp;

use crate::view::LogInAsBanner;

/// The banner; `None` without Log in as.
pub(crate) fn log_in_as_banner(viewpoint: &Viewpoint, now: Timestamp, name: String) -> Option<LogInAsBanner> {
    let (period, slug) = (viewpoint.impersonation()?, viewpoint.slug());
    Some(LogInAsBanner {
        period: name,
        actor: viewpoint.actor().name.clone(),
        viewpoint: viewpoint.name().to_owned(),
        minutes_left: u64::try_from(period.expires_at.seconds_since(now) / 60).unwrap_or(0),
        changes_allowed: period.mode == LogInAsMode::WithChanges,
        changes_href: format!("/b/{slug}/impersonation/changes"),
        return_href: format!("/b/{slug}/impersonation/end"),
    })
}
