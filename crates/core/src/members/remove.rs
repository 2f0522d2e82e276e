//! Ends a membership: somebody removes a member, or a member leaves. What they did keeps their name.

use super::Member;
use super::access::drop_all;
use super::ends::{Receipt, all};
use super::find::within;
use super::standing::standing;
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
) -> Result<Receipt, Error> {
    let (id, viewpoint, composer) = (held.id, held.viewpoint().clone(), composer.clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            let role = standing(tx, &viewpoint, actions::RemoveMembers).await?;
            let member = within(tx, id).await?;
            if id == viewpoint.actor().member {
                return Err(Rule::Oneself.into());
            }
            may_act_on((viewpoint.member(), role), (id, member.role))?;
            let (now, actor) = (tx.now(), viewpoint.member());
            if tx.run(&REMOVE, &[&id, &now, &actor]).await? == 0 {
                return Err(if member.role == Role::Owner { Rule::LastOwner } else { Rule::Rank }.into());
            }
            let receipt = all(tx, id).await?;
            drop_all(tx, id).await?;
            tx.notify(Change::Member(id));
            let (business, by) = (viewpoint.business_name().to_owned(), viewpoint.actor().name.clone());
            let removed = Removed { business, by, member };
            composer.post(tx, "member_removed", &removed.member.email, &removed).await?;
            Ok((receipt, ended("member.removed", &removed.member, &receipt)))
        })
    })
    .await
}

/// Leaves the business by oneself.
///
/// # Errors
/// [`Rule::LastOwner`], or that the database failed.
pub async fn leave(db: &Db, may: &May<actions::Leave>) -> Result<Receipt, Error> {
    let viewpoint = may.viewpoint().clone();
    let id = viewpoint.member();
    db.change(may, move |tx| {
        Box::pin(async move {
            standing(tx, &viewpoint, actions::Leave).await?;
            let (member, now) = (within(tx, id).await?, tx.now());
            if tx.run(&LEAVE, &[&id, &now]).await? == 0 {
                return Err(Rule::LastOwner.into());
            }
            let receipt = all(tx, id).await?;
            drop_all(tx, id).await?;
            tx.notify(Change::Member(id));
            Ok((receipt, ended("member.left", &member, &receipt)))
        })
    })
    .await
}

fn ended(action: &'static str, member: &Member, receipt: &Receipt) -> Event {
    Event::of(action, "member", member.id, &member.name).before(member.told()).after(serde_json::json!({
        "ended": {
            "sessions": receipt.sessions,
            "tokens": receipt.tokens,
            "invitations": receipt.invitations,
            "impersonations": receipt.impersonations,
        }
    }))
}
