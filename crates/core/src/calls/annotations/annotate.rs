//! People tag and rate calls, one or many at once.

use super::change::{Batch, change, resolve};
use super::draft::Annotation;
use crate::access::{Held, May, Refusal, Thing as _, actions};
use crate::calls::{Call, tally};
use crate::db::{self, Db};
use crate::ids::CallId;
use crate::{Error, Fields};

/// The most calls that are annotated at once.
pub const MAX_SELECTED: usize = 200;

/// Changes the annotations of a call. Returns the call with them.
///
/// # Errors
/// Returns the invalid fields (`tags`, `value_cents`), a conflict when a tag is removed at the same moment or the business has
/// as many as it may, or a database error.
pub async fn annotate(
    db: &Db,
    held: &Held<Call, actions::AnnotateCalls>,
    annotation: &Annotation,
) -> Result<Call, Error> {
    annotate_many(db, held.may(), &[held.id], annotation).await?;
    Ok(Call::find(db, held.may(), held.id).await?.ok_or(Refusal::NotFound)?)
}

/// Changes the annotations of several calls, all of them or none. Returns how many are changed by it.
///
/// # Errors
/// Returns the errors of [`annotate`], the field `call_ids` when the calls are none or too many, or [`Refusal::NotFound`] when
/// one of them is not there.
pub async fn annotate_many(
    db: &Db,
    may: &May<actions::AnnotateCalls>,
    calls: &[CallId],
    annotation: &Annotation,
) -> Result<usize, Error> {
    let checked = annotation.check()?;
    let mut calls = calls.to_vec();
    // In one order, so that two changes at once do not wait for each other.
    calls.sort_unstable();
    calls.dedup();
    if calls.is_empty() || calls.len() > MAX_SELECTED {
        let sentence = format!("Choose 1 to {MAX_SELECTED} calls.");
        return Err(Error::Fields(Fields(vec![("call_ids", sentence)])));
    }
    let author = may.viewpoint().member();
    let annotated = db.change(may, move |tx| {
        Box::pin(async move {
            let (resolved, mut events) = resolve(tx, checked).await?;
            let (mut changed, mut batch) = (0, Batch::by(author));
            for call in calls {
                if let Some(event) = change(tx, call, &resolved, &mut batch).await? {
                    events.push(event);
                    changed += 1;
                }
            }
            let counted: Vec<_> = batch.counted.iter().map(|(was, is)| (Some(was), Some(is))).collect();
            tally::record_many(tx, &counted).await?;
            Ok((changed, events))
        })
    });
    annotated.await.map_err(|error| match error {
        Error::Db(db::Error::ForeignKeyViolation) => Error::Conflict {
            code: "conflict",
            sentence: "Somebody removed one of these tags at the same moment. Try again.".into(),
        },
        other => other,
    })
}
