//! The reports that the agency's people share with the team.

use crewline_core::members::{AccessDraft, NumberAccess};
use crewline_core::reports::analytics::{AnalyticsQuestion, Grouping, Groupings, Measure};
use crewline_core::reports::calendar::{NamedPeriod, PeriodChoice};
use crewline_core::reports::saved::{OutsideDraft, SavedQuestion, ScheduleDraft};

use super::DemoError;
use super::people::DemoAccess;

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
    /// The reader outside the team to whom it is mailed, too.
    pub(super) outside: Option<OutsideReader>,
    /// How long ago it was shared, in minutes.
    pub(super) minutes_ago: i64,
}

/// A reader outside the team.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutsideReader {
    name: &'static str,
    email: &'static str,
    pub(super) access: DemoAccess,
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
        outside: None,
        minutes_ago: 8_711,
    },
    DemoReport {
        name: "Missed calls by hour",
        group_by: &[Grouping::HourOfDay],
        measures: &[Measure::Missed, Measure::Voicemails, Measure::Calls],
        period: NamedPeriod::Last90Days,
        by: 2,
        readers: &[],
        outside: None,
        minutes_ago: 5_923,
    },
    DemoReport {
        name: "The week by number",
        group_by: &[Grouping::Number],
        measures: &[Measure::Calls, Measure::Missed, Measure::Qualified, Measure::ValueCents],
        period: NamedPeriod::Last7Days,
        by: 1,
        readers: &[0, 6],
        outside: Some(OutsideReader {
            name: "Summit Roofing Office",
            email: "office@summitroofing.example",
            access: DemoAccess::Group("Summit Roofing"),
        }),
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

impl OutsideReader {
    /// The reader as entered, with the number access that they get.
    pub(super) fn draft(&self, access: &NumberAccess) -> OutsideDraft {
        let access = Some(AccessDraft::from_access(access));
        OutsideDraft { email: self.email.to_owned(), name: self.name.to_owned(), access }
    }
}
