//! The saved reports of the two businesses.

use crewline_core::access::{Thing as _, Viewpoint};
use crewline_core::db::Db;
use crewline_core::ids::{GroupId, NumberId, OutsideRecipientId, ReportId};
use crewline_core::members::AccessDraft;
use crewline_core::reports::Filter;
use crewline_core::reports::analytics::{AnalyticsQuestion, Grouping, Groupings};
use crewline_core::reports::saved::{self, Draft, OutsideDraft, SavedQuestion, SavedReport, ScheduleDraft};

use crate::world::World;

/// A question about these numbers, groups, sources and tags, by source.
pub(crate) fn question(numbers: &[NumberId], groups: &[GroupId], sources: &[&str], tags: &[&str]) -> SavedQuestion {
    let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let filter = Filter::new(numbers.to_vec(), groups.to_vec(), texts(sources)).unwrap();
    let question = AnalyticsQuestion {
        filter: filter.with_tags(texts(tags)).unwrap(),
        group_by: Groupings::new(vec![Grouping::Source]).unwrap(),
        ..AnalyticsQuestion::default()
    };
    SavedQuestion { question, measures: Vec::new() }
}

/// Saves a report.
pub(crate) async fn save(
    db: &Db,
    author: &Viewpoint,
    name: &str,
    question: SavedQuestion,
    is_shared: bool,
) -> ReportId {
    let draft = Draft { name: Some(name.into()), question: Some(question), is_shared: Some(is_shared), schedule: None };
    saved::add(db, &author.may().unwrap(), &draft).await.unwrap().id
}

/// A report that the Owner shares, by the numbers, the group, a source and a tag whose names have `word`.
pub(crate) async fn shared_report(
    db: &Db,
    owner: &Viewpoint,
    numbers: &[NumberId],
    group: GroupId,
    word: &str,
) -> ReportId {
    let (source, tag) = (format!("{word} Quartz source"), format!("{word} Quartz tag"));
    save(db, owner, "Weekly figures", question(numbers, &[group], &[&source], &[&tag]), true).await
}

impl World {
    /// A new report of this person, which a test may change or remove.
    pub(crate) async fn new_report(&self, person: &Viewpoint) -> ReportId {
        save(self.db(), person, "A spare report", question(&[], &[], &[], &[]), false).await
    }

    /// Has a report mailed each day at eight, to this person.
    pub(crate) async fn schedule(&self, person: &Viewpoint, report: ReportId) {
        let held = SavedReport::hold(self.db(), person.may().unwrap(), report).await.unwrap();
        let schedule = ScheduleDraft { every: "day".into(), at: "08:00".into(), ..ScheduleDraft::default() };
        saved::edit(self.db(), &held, &Draft { schedule: Some(Some(schedule)), ..Draft::default() }).await.unwrap();
    }

    /// A new address outside the team, of a new private report of this Owner.
    pub(crate) async fn new_recipient(&self, owner: &Viewpoint) -> OutsideRecipientId {
        let report = self.new_report(owner).await;
        self.schedule(owner, report).await;
        let held = SavedReport::hold(self.db(), owner.may().unwrap(), report).await.unwrap();
        let access = AccessDraft { kind: "all".into(), ..AccessDraft::default() };
        let draft = OutsideDraft { email: "Client@bay.example".into(), name: "Bay".into(), access: Some(access) };
        saved::add_outside(self.db(), &held, &draft).await.unwrap().id
    }
}
