//! The reports that the agency's people share with the team.

use crewline_core::reports::analytics::{AnalyticsQuestion, Grouping, Groupings, Measure};
use crewline_core::reports::calendar::{NamedPeriod, PeriodChoice};
use crewline_core::reports::saved::{SavedQuestion, ScheduleDraft};

use super::DemoError;

/// A report that is shared.
#[derive(Clone, Copy, Debug)]
pub(super) struct DemoReport {
    pub(super) name: &'static str,
    group_by: &'static [Grouping],
    measures: &'static [Measure],
    period: NamedPeriod,
    /// The member who shares it, as an index of [`super::people::PEOPLE`].
    pub(super) by: usize,
    /// The members to whom it is mailed each Monday at eight, as indexes of the same; none where it is not mailed.
    pub(super) readers: &'static [usize],
    /// How long ago it was shared, in minutes.
    pub(super) minutes_ago: i64,
}

/// The reports.
pub(super) const REPORTS: [DemoReport; 3] = [
    DemoReport {
        name: "Calls by source, last 30 days",
        group_by: &[Grouping::Source],
        measures: &[Measure::Calls, Measure::AnswerRate, Measure::FirstTimeCallers, Measure::Qualified],
        period: NamedPeriod::Last30Days,
        by: 0,
        readers: &[],
        minutes_ago: 8_711,
    },
    DemoReport {
        name: "Missed calls by hour",
        group_by: &[Grouping::HourOfDay],
        measures: &[Measure::Missed, Measure::Voicemails, Measure::Calls],
        period: NamedPeriod::Last90Days,
        by: 2,
        readers: &[],
        minutes_ago: 5_923,
    },
    DemoReport {
        name: "The week by number",
        group_by: &[Grouping::Number],
        measures: &[Measure::Calls, Measure::Missed, Measure::Qualified, Measure::ValueCents],
        period: NamedPeriod::Last7Days,
        by: 1,
        readers: &[0, 6],
        minutes_ago: 131,
    },
];

impl DemoReport {
    /// Its question.
    ///
    /// # Errors
    /// When no question has its groupings.
    pub(super) fn question(&self) -> Result<SavedQuestion, DemoError> {
        let question = AnalyticsQuestion {
            period: PeriodChoice::Named(self.period),
            group_by: Groupings::new(self.group_by.to_vec())?,
            ..AnalyticsQuestion::default()
        };
        Ok(SavedQuestion { question, measures: self.measures.to_vec() })
    }

    /// Each Monday at eight, to members with these ids.
    pub(super) fn schedule(members: Vec<String>) -> ScheduleDraft {
        ScheduleDraft { every: "week".into(), at: "08:00".into(), day: Some(1), members: Some(members) }
    }
}
