//! The views of the list of calls that the agency's people keep.

use crewline_core::call_views::{Draft, ViewDays, ViewQuestion};
use crewline_core::calls::{CountedOutcome, Filter};
use crewline_core::reports::calendar::NamedPeriod;

use super::agency_tags as tags;

/// A view.
#[derive(Clone, Copy, Debug)]
pub(super) struct DemoView {
    name: &'static str,
    outcomes: &'static [CountedOutcome],
    tags: &'static [&'static str],
    days: ViewDays,
    is_shared: bool,
    /// The member who saves it, as an index of [`super::people::PEOPLE`].
    pub(super) by: usize,
    /// How long ago it was saved, in minutes.
    pub(super) minutes_ago: i64,
}

/// The views: one for the team, and one of the Owner alone.
pub(super) const VIEWS: [DemoView; 2] = [
    DemoView {
        name: "Missed, last 7 days",
        outcomes: &[CountedOutcome::Missed, CountedOutcome::Voicemail],
        tags: &[],
        days: ViewDays::Named(NamedPeriod::Last7Days),
        is_shared: true,
        by: 2,
        minutes_ago: 4_411,
    },
    DemoView {
        name: "Quotes to follow up",
        outcomes: &[],
        tags: &[tags::QUOTE_SENT, tags::FOLLOW_UP],
        days: ViewDays::All,
        is_shared: false,
        by: 0,
        minutes_ago: 1_977,
    },
];

impl DemoView {
    /// The view as it is entered.
    pub(super) fn draft(&self) -> Draft {
        let filter = Filter {
            outcomes: self.outcomes.to_vec(),
            tags: self.tags.iter().map(|name| (*name).to_owned()).collect(),
            ..Filter::default()
        };
        Draft {
            name: Some(self.name.to_owned()),
            question: Some(ViewQuestion::new(filter, Vec::new(), Vec::new(), self.days)),
            is_shared: Some(self.is_shared),
        }
    }
}
