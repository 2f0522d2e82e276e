//! Deletes a number group.

use std::collections::BTreeSet;

use super::Group;
use super::contents::numbers_in;
use super::edit::lock_and_load;
use crate::Error;
use crate::access::{BusinessSql, Change, Held, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::{MemberId, NumberId, OutsideRecipientId};
use crate::members::{Changed, GroupMoves, Saving, notify_all, recheck_in_transaction, with_effect};
use crate::qualified_rules::{Named, refuse_if_named};

static MEMBERS_OF: BusinessSql = business_sql!("members_of.sql");
static ALL_IN: BusinessSql = business_sql!("all_in.sql");
static DROP_GRANTS: BusinessSql = business_sql!("drop_grants.sql");
static DROP_OUTSIDE_GRANTS: BusinessSql = business_sql!("drop_outside_grants.sql");
static DROP_PROMISES: BusinessSql = business_sql!("drop_promises.sql");
static LEAVE_ALL: BusinessSql = business_sql!("leave_all.sql");
static DELETE: BusinessSql = business_sql!("delete.sql");

/// The effects of deleting a number group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// How many active numbers are in no group now.
    pub numbers: usize,
    /// The members who had access by it.
    pub members: Vec<String>,
}

/// Deletes a number group. Its numbers stay, in no group; the access that was granted by it ends. It is deleted whatever
/// its effect.
///
/// # Errors
/// Returns [`crate::access::Refusal::NotFound`] when it was deleted in the meantime, a conflict when a rule
/// for qualified calls names it or it was given numbers or granted at the same moment, or a database error.
pub async fn delete(db: &Db, held: &Held<Group, actions::EditNumberGroups>) -> Result<Deleted, Error> {
    Ok(delete_if(db, held, Saving::Now).await?.thing)
}

/// The same, depending on who sees less by it.
///
/// # Errors
/// Returns the errors of [`delete`].
pub async fn delete_if(
    db: &Db,
    held: &Held<Group, actions::EditNumberGroups>,
    saving: Saving,
) -> Result<Changed<Deleted>, Error> {
    let (id, viewpoint) = (held.id, held.viewpoint().clone());
    let change = db.change_if_decided(held, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::EditNumberGroups).await?;
            let name = lock_and_load(tx, id).await?;
            refuse_if_named(tx, Named::Group(id)).await?;
            let numbers: Vec<String> = numbers_in(tx, id).await?.into_values().collect();
            let (member_ids, members): (Vec<MemberId>, Vec<String>) =
                tx.all::<(MemberId, String)>(&MEMBERS_OF, &[&id]).await?.into_iter().unzip();
            // Released numbers stay in it too, for their history.
            let ids = tx.all::<(NumberId,)>(&ALL_IN, &[&id]).await?.into_iter().map(|(id,)| id);
            let ids: BTreeSet<NumberId> = ids.collect();
            let mut moves = GroupMoves::default();
            ids.iter().for_each(|number| moves.add(*number, Some(id), None));
            let effect = moves.effect(tx).await?;
            tx.run(&DROP_GRANTS, &[&id]).await?;
            let outside = tx.all::<(OutsideRecipientId,)>(&DROP_OUTSIDE_GRANTS, &[&id]).await?;
            let outside: BTreeSet<OutsideRecipientId> = outside.into_iter().map(|(id,)| id).collect();
            tx.run(&DROP_PROMISES, &[&id]).await?;
            tx.run(&LEAVE_ALL, &[&id]).await?;
            tx.run(&DELETE, &[&id]).await?;
            // To those who had an empty group, too: it is no longer in their lists.
            notify_all(tx, member_ids.iter().copied());
            if !ids.is_empty() {
                tx.notify(Change::Numbers);
            }
            let before = serde_json::json!({
                "name": name,
                "numbers": numbers,
                "number_ids": ids,
                "access_of": members,
                "access_of_ids": member_ids,
                "outside_access_of_ids": outside,
            });
            let before = with_effect(before, &effect);
            let event = Event::of("number_group.deleted", "number_group", id, name).before(before);
            Ok(Changed::decided(Deleted { numbers: numbers.len(), members }, effect, &saving, event))
        })
    });
    change.await.map_err(|error| match error {
        Error::Db(db::Error::ForeignKeyViolation) => Error::Conflict {
            code: "conflict",
            sentence: "Somebody put a number into this group, or granted it, at the same moment. Try again.".into(),
        },
        other => other,
    })
}
