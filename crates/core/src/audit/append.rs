//! Adds an entry to a business's chain, inside the transaction of the change that it records.

use super::entry::{ChainLink, Event};
use crate::access::{AuditActor, BusinessSql, Scoped, business_sql};
use crate::db::Error;

static TAKE_NEXT: BusinessSql = business_sql!("take_next_sequence.sql");
static APPEND: BusinessSql = business_sql!("append.sql");
static SET_HEAD: BusinessSql = business_sql!("set_head.sql");

/// Adds the entry. The head is updated first: other changes to the same chain then wait for this transaction.
pub(crate) async fn append(tx: &mut Scoped<'_>, actor: &AuditActor, event: &Event) -> Result<(), Error> {
    let (sequence, previous_hash) = tx.one::<(i64, Vec<u8>)>(&TAKE_NEXT, &[&Vec::<u8>::new()]).await?;
    let at = tx.now();
    let json = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string);
    let (before, after) = (json(&event.before), json(&event.after));
    let (user, as_member) = (actor.user.map(|id| id.to_string()), actor.as_member.map(|id| id.to_string()));
    let link = ChainLink {
        business: tx.scope().business(),
        sequence,
        at,
        texts: [
            user.as_deref(),
            Some(&actor.name),
            as_member.as_deref(),
            actor.as_name.as_deref(),
            Some(event.action),
            Some(event.subject_kind),
            Some(&event.subject_id),
            Some(&event.subject_name),
            before.as_deref(),
            after.as_deref(),
            actor.address.as_deref(),
        ],
    };
    let hash = link.hash(&previous_hash);
    tx.run(
        &APPEND,
        &[
            &sequence,
            &at,
            &actor.user,
            &actor.name,
            &actor.as_member,
            &actor.as_name,
            &event.action,
            &event.subject_kind,
            &event.subject_id,
            &event.subject_name,
            &before,
            &after,
            &actor.address,
            &hash,
        ],
    )
    .await?;
    tx.run(&SET_HEAD, &[&hash]).await?;
    Ok(())
}
