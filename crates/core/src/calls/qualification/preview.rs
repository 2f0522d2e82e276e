//! The preview of a rule: the calls of the last 30 days that it would have qualified.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use crate::Error;
use crate::access::{Action, BusinessSql, May, business_sql};
use crate::calls::{Call, CallStatus, Filter, QualifiedBy, list};
use crate::db::Db;
use crate::ids::{GroupId, NumberId, TagId};
use crate::qualified_rules::{Draft, Facts};

static NUMBER_GROUPS: BusinessSql = business_sql!("number_groups.sql");

/// The days that a preview looks back.
pub const PREVIEW_DAYS: i64 = 30;

/// The most calls that a preview looks at: the newest of the days.
pub const MAX_PREVIEWED: usize = 20_000;

/// The most calls that a preview shows.
pub const MAX_SAMPLES: usize = 10;

/// How many calls are read at a time.
const PAGE_SIZE: i64 = 500;

/// The calls of the last 30 days, of those that the person sees, that a rule would have qualified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// The rule in a plain sentence.
    pub sentence: String,
    /// How many calls were looked at: those that have ended, without spam and blocked callers.
    pub calls: usize,
    /// Of these, those that it would have marked as qualified.
    pub marked: usize,
    /// Of these, those that match it and stay as they are, since a person has said whether they are qualified.
    pub kept: usize,
    /// Whether there are more calls in these days: then the newest were looked at.
    pub is_partial: bool,
    /// The newest of the calls that it would have marked.
    pub samples: Vec<Call>,
}

/// Looks at the calls of the last 30 days with a rule that is not saved.
///
/// # Errors
/// Returns the invalid fields of the draft, a refusal to who may not see calls, or a database error.
pub async fn preview<A: Action>(db: &Db, may: &May<A>, draft: &Draft) -> Result<Preview, Error> {
    let rule = draft.check(db, may).await?;
    let zone = TimeZone::get(may.viewpoint().business_time_zone()).unwrap_or(TimeZone::UTC);
    let groups: BTreeMap<NumberId, GroupId> =
        db.read::<(NumberId, GroupId)>(may, &NUMBER_GROUPS, &[]).await?.into_iter().collect();
    let sees_calls = may.viewpoint().may()?;
    let filter = Filter { from: Some(db.now().plus_seconds(-PREVIEW_DAYS * 86_400)), ..Filter::default() };
    let mut seen = Preview { sentence: rule.sentence, ..Preview::default() };
    let (mut cursor, mut read) = (None, 0);
    loop {
        let page = list(db, &sees_calls, &filter, cursor, PAGE_SIZE).await?;
        read += page.calls.len();
        for call in page.calls.into_iter().filter(counts) {
            seen.calls += 1;
            let tags: BTreeSet<TagId> = call.tags.iter().map(|tag| tag.id).collect();
            let facts = facts(&call, groups.get(&call.number_id).copied(), &tags);
            if !rule.conditions.match_call(rule.matches, &facts, &zone) {
                continue;
            }
            if call.qualified_by == Some(QualifiedBy::Person) {
                seen.kept += 1;
                continue;
            }
            seen.marked += 1;
            if seen.samples.len() < MAX_SAMPLES {
                seen.samples.push(call);
            }
        }
        cursor = page.older;
        seen.is_partial = cursor.is_some() && read >= MAX_PREVIEWED;
        if cursor.is_none() || seen.is_partial {
            return Ok(seen);
        }
        // On SQLite a page is read without a pause; other requests go on in between.
        tokio::task::yield_now().await;
    }
}

/// Whether rules speak of a call.
fn counts(call: &Call) -> bool {
    !matches!(call.status, CallStatus::Ringing | CallStatus::InProgress) && !call.blocked && !call.spam
}

/// The facts of a call that rules look at.
pub(super) fn facts<'c>(call: &'c Call, group: Option<GroupId>, tags: &'c BTreeSet<TagId>) -> Facts<'c> {
    let is_answered = call.status == CallStatus::Completed;
    Facts {
        started_at: call.started_at,
        is_answered,
        talk_seconds: call.talk_seconds.filter(|_| is_answered).unwrap_or_default(),
        first_time: call.first_time,
        source: &call.source,
        group,
        tags,
    }
}
