//! Ends a membership: somebody removes a member, or a member leaves. Their past work keeps their name.

use super::Member;
use super::access::revoke_all_grants;
use super::access_names::member_address_in_tx;
use super::find::load_in_tx;
use super::recheck::recheck_in_transaction;
use super::revocation::{Revoked, revoke_all};
use crate::Error;
use crate::access::{BusinessSql, Change, Held, May, Role, Rule, actions, business_sql, may_act_on};
use crate::audit::Event;
use crate::db::Db;
use crate::mail::EmailComposer;

static REMOVE: BusinessSql = business_sql!("remove.sql");
static LEAVE: BusinessSql = business_sql!("leave.sql");
static DEPART: BusinessSql = business_sql!("depart.sql");

/// A removal, for the letter about it.
#[derive(Clone, Debug)]
pub struct Removed {
    /// The business's name.
    pub business: String,
    /// The name of the person who removed them.
    pub by: String,
    /// The address of that person.
    pub by_email: String,
    /// The member before the removal.
    pub member: Member,
}

/// Removes a member, revokes everything that depends on this membership, and notifies live pages.
///
/// # Errors
/// Returns the broken [`Rule`], a refusal when the requester's or the member's role has changed meanwhile, or a database
/// error.
pub async fn remove(
    db: &Db,
    held: &Held<Member, actions::RemoveMembers>,
    composer: &EmailComposer<Removed>,
) -> Result<Revoked, Error> {
    let (id, viewpoint, composer) = (held.id, held.viewpoint().clone(), composer.clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            let role = recheck_in_transaction(tx, &viewpoint, actions::RemoveMembers).await?;
            let member = load_in_tx(tx, id).await?;
            if id == viewpoint.actor().member {
                return Err(Rule::OwnMembership.into());
            }
            may_act_on((viewpoint.member(), role), (id, member.role))?;
            let (now, actor) = (tx.now(), viewpoint.member());
            if tx.run(&REMOVE, &[&id, &now, &actor]).await? == 0 {
                return Err(if member.role == Role::Owner { Rule::LastOwner } else { Rule::Rank }.into());
            }
            tx.run(&DEPART, &[&id]).await?;
            let (revoked, mut events) = revoke_all(tx, id).await?;
            revoke_all_grants(tx, id).await?;
            tx.notify(Change::Member(id));
            let (business, by) = (viewpoint.business_name().to_owned(), viewpoint.actor().name.clone());
            let by_email = match composer.is_disabled() {
                true => String::new(),
                false => member_address_in_tx(tx, viewpoint.actor().member).await?,
            };
            let letter = Removed { business, by, by_email, member };
            composer.queue(tx, "member_removed", &letter.member.email, &letter).await?;
            events.push(removal_event("member.removed", &letter.member, &revoked));
            Ok((revoked, events))
        })
    })
    .await
}

/// The requester leaves the business.
///
/// # Errors
/// Returns [`Rule::LastOwner`], or a database error.
pub async fn leave(db: &Db, may: &May<actions::Leave>) -> Result<Revoked, Error> {
    let viewpoint = may.viewpoint().clone();
    let id = viewpoint.member();
    db.change(may, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::Leave).await?;
            let (member, now) = (load_in_tx(tx, id).await?, tx.now());
            if tx.run(&LEAVE, &[&id, &now]).await? == 0 {
                return Err(Rule::LastOwner.into());
            }
            tx.run(&DEPART, &[&id]).await?;
            let (revoked, mut events) = revoke_all(tx, id).await?;
            revoke_all_grants(tx, id).await?;
            tx.notify(Change::Member(id));
            events.push(removal_event("member.left", &member, &revoked));
            Ok((revoked, events))
        })
    })
    .await
}

fn removal_event(action: &'static str, member: &Member, revoked: &Revoked) -> Event {
    Event::of(action, "member", member.id, &member.name).before(member.to_audit_json()).after(serde_json::json!({
        "ended": {
            "sessions": revoked.sessions,
            "tokens": revoked.tokens,
            "invitations": revoked.invitations,
            "impersonations": revoked.impersonations,
        }
    }))
}
