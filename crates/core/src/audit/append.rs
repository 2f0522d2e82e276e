//! Adds an entry to a business's chain, inside the transaction of the change that it records.

use super::entry::{ChainLink, Event};
use super::head::StoredHead;
use super::search_text::search_text;
use crate::access::{AuditActor, BusinessSql, Scoped, business_sql};
use crate::db::Error;

static TAKE_NEXT: BusinessSql = business_sql!("take_next_sequence.sql");
static APPEND: BusinessSql = business_sql!("append.sql");
static SET_HEAD: BusinessSql = business_sql!("set_head.sql");

/// The action of a business's first entry.
pub(super) const FOUNDED: &str = "business.founded";

/// Adds the entry. The head is updated first: other changes to the same chain then wait for this transaction.
///
/// A head that is not sealed as this program seals it stays unsealed, so that a change does not hide that somebody has
/// tampered with the log. The change itself is done: a log that was tampered with must not stop a business.
pub(crate) async fn append(tx: &mut Scoped<'_>, actor: &AuditActor, event: &Event) -> Result<(), Error> {
    append_from(tx, actor, event, false).await
}

/// The same, and seals the head whatever it was before. The entries from this one on are authenticated.
pub(super) async fn append_anew(tx: &mut Scoped<'_>, actor: &AuditActor, event: &Event) -> Result<(), Error> {
    append_from(tx, actor, event, true).await
}

async fn append_from(tx: &mut Scoped<'_>, actor: &AuditActor, event: &Event, is_anew: bool) -> Result<(), Error> {
    let (key, business) = (tx.code_key()?, tx.scope().business());
    let next: StoredHead = tx.one(&TAKE_NEXT, &[&Vec::<u8>::new()]).await?;
    let sequence = next.sequence;
    let before = StoredHead { sequence: sequence - 1, ..next };
    let is_intact = match sequence {
        1 => event.action == FOUNDED,
        _ => before.is_sealed(&key, business),
    };
    if !is_intact && !is_anew {
        tracing::error!(
            %business,
            sequence,
            "the audit log is not as this program has left it: run `crewline audit verify`"
        );
    }
    let at = tx.now();
    let json = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string);
    let (values_before, values_after) = (json(&event.before), json(&event.after));
    let (user, as_member) = (actor.user.map(|id| id.to_string()), actor.as_member.map(|id| id.to_string()));
    let search_text = search_text(actor, event);
    let link = ChainLink {
        business,
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
            values_before.as_deref(),
            values_after.as_deref(),
            actor.address.as_deref(),
            Some(&search_text),
        ],
    };
    let code = link.code(&key, &before.code);
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
            &values_before,
            &values_after,
            &actor.address,
            &search_text,
            &code,
        ],
    )
    .await?;
    let first = if is_anew { sequence } else { before.first };
    let mut head = StoredHead { sequence, code, first, seal: Vec::new() };
    if is_intact || is_anew {
        head = head.sealed(&key, business);
    }
    tx.run(&SET_HEAD, &[&head.code, &head.first, &head.seal]).await?;
    Ok(())
}
