//! Edits or removes several members. Each has its own result, and a refusal of one does not stop the others.

use super::{AccessDraft, Changed, Draft, Edited, Member, Removed, Revoked, Saving, edit_if, remove};
use crate::Error;
use crate::access::{May, Thing, actions};
use crate::db::Db;
use crate::ids::MemberId;
use crate::mail::EmailComposer;

/// Removes several members.
pub async fn remove_many(
    db: &Db,
    may: &May<actions::RemoveMembers>,
    members: &[MemberId],
    composer: &EmailComposer<Removed>,
) -> Vec<(MemberId, Result<Revoked, Error>)> {
    let mut results = Vec::with_capacity(members.len());
    for &id in members {
        let result = match Member::hold(db, may.clone(), id).await {
            Ok(held) => remove(db, &held, composer).await,
            Err(error) => Err(error),
        };
        results.push((id, result));
    }
    results
}

/// Gives several members the same number access. `saving` says for each of them when the change is saved.
pub async fn edit_access_many(
    db: &Db,
    may: &May<actions::EditMembers>,
    members: &[MemberId],
    access: &AccessDraft,
    composer: &EmailComposer<Edited>,
    saving: impl Fn(MemberId) -> Saving,
) -> Vec<(MemberId, Result<Changed<Edited>, Error>)> {
    let draft = Draft { access: Some(access.clone()), ..Draft::default() };
    let mut results = Vec::with_capacity(members.len());
    for &id in members {
        let result = match Member::hold(db, may.clone(), id).await {
            Ok(held) => edit_if(db, &held, &draft, composer, saving(id)).await,
            Err(error) => Err(error),
        };
        results.push((id, result));
    }
    results
}
