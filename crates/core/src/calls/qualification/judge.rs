//! The word of the rules on one call.

use std::collections::BTreeSet;

use crate::access::{BusinessSql, Scoped, business_sql};
use crate::calls::history::{Changed, record};
use crate::calls::tally::Counted;
use crate::calls::{CallStatus, QualifiedBy};
use crate::db::Error;
use crate::ids::{CallId, GroupId, NumberId, QualifiedRuleId, TagId};
use crate::qualified_rules::{Facts, Rules};

static GROUP_OF: BusinessSql = business_sql!("group_of.sql");
static TAG_IDS: BusinessSql = business_sql!("tag_ids.sql");
static JUDGE: BusinessSql = business_sql!("judge.sql");
static LOCK: BusinessSql = business_sql!("lock.sql");

/// Locks a call until the transaction ends, and reads it. A transaction that locks several calls locks them in the order of their
/// ids, so that two changes at once do not wait for each other.
///
/// # Errors
/// When the business has no such call, or the database fails.
pub(in crate::calls) async fn lock(tx: &mut Scoped<'_>, id: CallId) -> Result<Counted, Error> {
    tx.one(&LOCK, &[&id]).await
}

/// Asks the rules whether a call is qualified, after one of its facts has changed, and writes it into its row, its history and `call`. The
/// row has to be locked by this transaction, which notifies those who see the call, and records it in the reports.
///
/// # Errors
/// When the database fails.
pub(crate) async fn judge(tx: &mut Scoped<'_>, id: CallId, call: &mut Counted) -> Result<(), Error> {
    if !may_be_judged(call) {
        return Ok(());
    }
    let rules = Rules::of(tx).await?;
    judge_by(tx, &rules, id, call).await
}

/// The same by rules that are read already.
pub(super) async fn judge_by(tx: &mut Scoped<'_>, rules: &Rules, id: CallId, call: &mut Counted) -> Result<(), Error> {
    let tags = match rules.need_tags() {
        true => tx.all::<(TagId,)>(&TAG_IDS, &[&id]).await?.into_iter().map(|(tag,)| tag).collect(),
        false => BTreeSet::new(),
    };
    let rule = verdict(tx, rules, call, &tags).await?;
    let said = rule.map(|_| true);
    if said == call.qualified {
        return Ok(());
    }
    if tx.run(&JUDGE, &[&id, &said, &said.map(|_| QualifiedBy::Rule)]).await? > 0 {
        call.qualified = said;
        let changed = Changed { qualified: Some(said.into()), ..Changed::default() };
        record(tx, id, None, rule, &changed).await?;
    }
    Ok(())
}

/// The first rule by which a call with these tags is qualified; `None` where no rule says so. The call has ended.
///
/// # Errors
/// When the database fails.
pub(in crate::calls) async fn verdict(
    tx: &mut Scoped<'_>,
    rules: &Rules,
    call: &Counted,
    tags: &BTreeSet<TagId>,
) -> Result<Option<QualifiedRuleId>, Error> {
    let group = if rules.need_groups() { group_of(tx, call.number).await? } else { None };
    Ok(qualifying_rule(rules, call, group, tags))
}

async fn group_of(tx: &mut Scoped<'_>, number: NumberId) -> Result<Option<GroupId>, Error> {
    let (group,) = tx.one::<(Option<GroupId>,)>(&GROUP_OF, &[&number]).await?;
    Ok(group)
}

/// The first rule that says that a call is qualified.
pub(super) fn qualifying_rule(
    rules: &Rules,
    call: &Counted,
    group: Option<GroupId>,
    tags: &BTreeSet<TagId>,
) -> Option<QualifiedRuleId> {
    if !may_be_judged(call) || call.spam {
        return None;
    }
    rules.first_match(&facts(call, group, tags)).map(|rule| rule.id)
}

/// Whether rules speak of a call: it has ended, and its caller was not blocked.
pub(super) fn may_be_judged(call: &Counted) -> bool {
    call.has_ended() && !call.blocked
}

/// The facts of a call that rules look at.
fn facts<'c>(call: &'c Counted, group: Option<GroupId>, tags: &'c BTreeSet<TagId>) -> Facts<'c> {
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
