//! The question of the page of analytics, as its address says it.

use crewline_core::access::Viewpoint;
use crewline_core::reports::analytics::{AnalyticsQuestion, Grouping, Groupings, SortKey};
use crewline_core::reports::calendar::Compare;
use crewline_core::time::day_of;

use super::analytics_form::NOTHING;
use super::analytics_question::{groupings, read_rest};
use super::question::{self, Unreadable};
use crate::http::extract::{Form, QueryString};
use crate::http::page_failure::PageFailure;
use crate::page::layout::business_zone;
use crate::state::App;

/// The question of an address.
pub(super) struct PageQuestion {
    pub(super) question: AnalyticsQuestion,
    /// The part of it that the form shows as refused.
    pub(super) refusal: Option<Unreadable>,
}

/// Reads the question. Days and groupings that people type or choose are refused in the form; all else in an address is no work of
/// the form, and is refused with a page.
pub(super) fn read(app: &App, viewpoint: &Viewpoint, query: &QueryString) -> Result<PageQuestion, PageFailure> {
    let today = day_of(app.db.now(), &business_zone(viewpoint));
    let mut question = read_rest(query).map_err(|error| query.refused(error.sentence))?;
    let mut refusal = None;
    match page_groupings(query) {
        Ok(groupings) => question.group_by = groupings,
        Err(error) => refusal = Some(error),
    }
    match question::period(query, today) {
        Ok(period) => question.period = period,
        Err(error) if error.name == "period" => return Err(query.refused(error.sentence)),
        Err(error) => refusal = Some(error),
    }
    // The form keeps the order of the table while other groupings are chosen, or nothing to compare with.
    question.sort = question.sort.filter(|sort| match sort.key {
        SortKey::Grouping(grouping) => question.group_by.has(grouping),
        SortKey::Change(_) => question.compare != Compare::None,
        SortKey::Measure(_) => true,
    });
    Ok(PageQuestion { question, refusal })
}

/// The groupings: those that are chosen, or days where the address says nothing about them.
fn page_groupings(query: &Form) -> Result<Groupings, Unreadable> {
    if query.has("group_by") {
        return groupings(query.values("group_by").filter(|value| *value != NOTHING));
    }
    groupings(std::iter::once(Grouping::Date.word()))
}
