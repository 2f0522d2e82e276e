//! The banner of Log in as.

use crewline_core::access::{Mode, Viewpoint};
use crewline_core::time::Timestamp;

use crate::view::Acting;

/// What the banner of Log in as says, while it lasts.
pub(crate) fn acting(viewpoint: &Viewpoint, now: Timestamp, named: String) -> Option<Acting> {
    let (period, slug) = (viewpoint.impersonation()?, viewpoint.slug());
    Some(Acting {
        period: named,
        actor: viewpoint.actor().name.clone(),
        viewpoint: viewpoint.name().to_owned(),
        minutes_left: u64::try_from(period.expires_at.seconds_since(now) / 60).unwrap_or(0),
        changes_allowed: period.mode == Mode::Changes,
        changes_href: format!("/b/{slug}/impersonation/changes"),
        return_href: format!("/b/{slug}/impersonation/end"),
    })
}
