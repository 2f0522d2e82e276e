//! Merges a report into a call: reads its facts, joins the report's to them, and writes the changes.

use super::Applied;
use super::stored_call::{StoredCall, StoredCallRow};
use super::write::save_legs;
use crate::access::{BusinessSql, Change, Scoped, business_sql};
use crate::calls::outcome::{answer_seconds, derive_outcome, whole_seconds};
use crate::calls::qualification::judge;
use crate::calls::tally::{self, Counted};
use crate::carrier::facts::{CallFacts, merge};
use crate::carrier::id::CarrierId;
use crate::carrier::report::{self, Reported};
use crate::db::Error;
use crate::ids::CallId;
use crate::time::Timestamp;

static STORED_CALL: BusinessSql = business_sql!("stored_call.sql");
static SAVE: BusinessSql = business_sql!("save.sql");
static MOVE_TAGS: BusinessSql = business_sql!("move_tags.sql");

/// The facts of a report, and for a call that arrives the moment of its first ring.
pub(super) struct Report {
    pub(super) facts: CallFacts,
    pub(super) started_at: Option<Timestamp>,
}

impl From<CallFacts> for Report {
    fn from(facts: CallFacts) -> Self {
        Self { facts, started_at: None }
    }
}

/// Merges a report into a call. `None` means that there is no such call. A repeat writes nothing.
pub(super) async fn merge_report(
    tx: &mut Scoped<'_>,
    call: &CarrierId,
    report: impl Into<Report>,
) -> Result<Option<Applied>, Error> {
    report::merge_report::<StoredCall>(tx, call, &report.into()).await
}

impl Reported for StoredCall {
    type Id = CallId;
    type Key = CarrierId;
    type Report = Report;
    type Merged = (CallFacts, Timestamp);

    async fn find(tx: &mut Scoped<'_>, call: &CarrierId) -> Result<Option<Self>, Error> {
        Self::of(tx.all::<StoredCallRow>(&STORED_CALL, &[&call.as_str()]).await?)
    }

    fn id(&self) -> CallId {
        self.call
    }

    fn change(id: CallId) -> Change {
        Change::Call(id)
    }

    fn merge(&self, report: &Report) -> Option<(CallFacts, Timestamp)> {
        let facts = merge(self.facts.clone(), report.facts.clone());
        let started_at = report.started_at.map_or(self.started_at, |at| at.min(self.started_at));
        (facts != self.facts || started_at != self.started_at).then_some((facts, started_at))
    }

    async fn save(&self, tx: &mut Scoped<'_>, (facts, started_at): (CallFacts, Timestamp)) -> Result<bool, Error> {
        let result = derive_outcome(&facts);
        if started_at < self.started_at
            && let Some(caller) = self.caller.as_deref()
        {
            tally::lock_with_first(tx, self.call, self.number, caller).await?;
        }
        let saved = tx
            .optional::<Counted>(
                &SAVE,
                &[
                    &self.call,
                    &self.revision,
                    &result.status,
                    &result.outcome,
                    &facts.status,
                    &whole_seconds(&facts, started_at.jiff()).map(i64::from),
                    &result.talk_seconds.map(i64::from),
                    &facts.caller_gone,
                    &facts.closed,
                    &facts.screened,
                    &facts.voicemail,
                    &started_at,
                    &facts.overdue,
                    &facts.carrier_seconds.map(i64::from),
                    &facts.ended_at.map(Timestamp::from),
                    &answer_seconds(&facts, started_at.jiff()).map(i64::from),
                ],
            )
            .await?;
        let Some(saved) = saved else { return Ok(false) };
        if started_at != self.started_at {
            tx.run(&MOVE_TAGS, &[&self.call, &started_at]).await?;
        }
        self.count(tx, saved).await?;
        let now = tx.now();
        save_legs(tx, self.call, &self.facts, &facts, now).await?;
        Ok(true)
    }
}

impl StoredCall {
    /// Applies the rules for qualified calls to the saved call, and records in the reports what it was before and what it is now,
    /// together with a call that is no longer its caller's first. An annotation may have changed since the call was read, so
    /// annotations are taken from the saved row.
    async fn count(&self, tx: &mut Scoped<'_>, saved: Counted) -> Result<(), Error> {
        let before = Counted {
            started_at: self.started_at,
            status: self.status,
            talk_seconds: self.talk_seconds,
            answer_seconds: self.answer_seconds,
            ..saved.clone()
        };
        let mut after = saved;
        let mut made_way = Vec::new();
        if let Some(caller) = self.caller.as_deref()
            && after.started_at < self.started_at
            && !after.first_time
            && let Some(changes) = tally::settle(tx, self.call, self.number, caller, after.started_at).await?
        {
            after.first_time = true;
            made_way = changes;
        }
        judge(tx, self.call, &mut after).await?;
        let mut changes: Vec<_> = made_way.iter().map(|(was, is)| (Some(was), Some(is))).collect();
        changes.push((Some(&before), Some(&after)));
        tally::record_many(tx, &changes).await
    }
}
