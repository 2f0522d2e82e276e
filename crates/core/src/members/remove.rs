//! Ends a membership: somebody removes a member, or a member leaves. What they did keeps their name.

use super::Member;
use super::access::revoke_all_grants;
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

/// A removal, for the letter that tells of it.
#[derive(Clone, Debug)]
pub struct Removed {
    /// The business's name.
    pub business: String,
    /// Who removed them.
    pub by: String,
    /// The member as they were.
    pub member: Member,
}

/// Removes a member, and ends all that hung on the membership. Their other businesses are untouched. Who watches is told.
///
/// # Errors
/// The rule in the way; a refusal where the person who asks or the member is not what they were; or that the database
/// failed.
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
            let receipt = revoke_all(tx, id).await?;
            revoke_all_grants(tx, id).await?;
            tx.notify(Change::Member(id));
            let (business, by) = (viewpoint.business_name().to_owned(), viewpoint.actor().name.clone());
            let removed = Removed { business, by, member };
            composer.queue(tx, "member_removed", &removed.member.email, &removed).await?;
            Ok((receipt, removal_event("member.removed", &removed.member, &receipt)))
        })
    })
    .await
}

/// Leaves the business by oneself.
///
/// # Errors
/// [`Rule::LastOwner`], or that the database failed.
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
            let receipt = revoke_all(tx, id).await?;
            revoke_all_grants(tx, id).await?;
            tx.notify(Change::Member(id));
            Ok((receipt, removal_event("member.left", &member, &receipt)))
        })
    })
    .await
}

fn removal_event(action: &'static str, member: &Member, receipt: &Revoked) -> Event {
    Event::of(action, "member", member.id, &member.name).before(member.to_audit_json()).after(serde_json::json!({
        "ended": {
            "sessions": receipt.sessions,
            "tokens": receipt.tokens,
            "invitations": receipt.invitations,
            "impersonations": receipt.impersonations,
        }
    }))
}
