//! Merges a report into a call: reads its facts, joins the report's to them, and writes the changes.

use super::Applied;
use super::stored_call::{StoredCall, StoredCallRow};
use super::write::save_leg;
use crate::access::{BusinessSql, Change, Scoped, business_sql};
use crate::calls::derive_outcome;
use crate::carrier::facts::{CallFacts, LegFacts, merge};
use crate::carrier::id::CarrierId;
use crate::carrier::report::{self, Reported};
use crate::db::Error;
use crate::ids::CallId;
use crate::time::Timestamp;

static STORED_CALL: BusinessSql = business_sql!("stored_call.sql");
static SAVE: BusinessSql = business_sql!("save.sql");

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
        let saved = tx
            .run(
                &SAVE,
                &[
                    &self.call,
                    &self.revision,
                    &result.status,
                    &result.outcome,
                    &facts.status,
                    &result.whole_seconds.map(i64::from),
                    &result.talk_seconds.map(i64::from),
                    &facts.caller_gone,
                    &facts.closed,
                    &facts.screened,
                    &facts.voicemail,
                    &started_at,
                ],
            )
            .await?;
        if saved == 0 {
            return Ok(false);
        }
        let now = tx.now();
        for (id, leg) in &facts.legs {
            if self.facts.legs.get(id) != Some(leg) {
                save_leg(tx, self.call, id.as_str(), leg, now).await?;
            }
        }
        if facts.unnamed_dial != self.facts.unnamed_dial {
            let leg = LegFacts { dial: facts.unnamed_dial, ..LegFacts::default() };
            save_leg(tx, self.call, "", &leg, now).await?;
        }
        Ok(true)
    }
}
