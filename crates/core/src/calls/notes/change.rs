//! Changes and removes notes.

use super::add::{checked_text, subject};
use super::note::Note;
use crate::Error;
use crate::access::{BusinessSql, Change, Held, Refusal, Role, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::NoteId;

static LOCK: BusinessSql = business_sql!("lock.sql");
static CALLER: BusinessSql = business_sql!("caller.sql");
static EDIT: BusinessSql = business_sql!("edit.sql");
static REMOVE: BusinessSql = business_sql!("remove.sql");

/// Changes the text of one's own note.
///
/// # Errors
/// Returns the invalid field `text`, [`Refusal::Forbidden`] for somebody else's note, [`Refusal::NotFound`] when it was
/// removed in the meantime, or a database error.
pub async fn edit(db: &Db, held: &Held<Note, actions::AnnotateCalls>, typed: &str) -> Result<Note, Error> {
    if held.author != held.viewpoint().member() {
        return Err(Refusal::Forbidden.into());
    }
    let text = checked_text(typed)?;
    let note = held.thing().clone();
    db.change(held, move |tx| {
        Box::pin(async move {
            let before = lock_and_load(tx, note.id).await?;
            if before == text {
                return Ok((note, None));
            }
            let now = tx.now();
            tx.run(&EDIT, &[&note.id, &text, &now]).await?;
            tx.notify(Change::Call(note.call_id));
            let event = event(tx, "call_note.edited", &note).await?;
            let event = event
                .before(serde_json::json!({ "note_id": note.id, "text": before }))
                .after(serde_json::json!({ "note_id": note.id, "text": text }));
            Ok((Note { text, edited_at: Some(now), ..note }, Some(event)))
        })
    })
    .await
}

/// Removes a note: one's own, and as an Owner or Admin any.
///
/// # Errors
/// Returns [`Refusal::Forbidden`] for somebody else's note, [`Refusal::NotFound`] when it was removed in the meantime, or a
/// database error.
pub async fn remove(db: &Db, held: &Held<Note, actions::AnnotateCalls>) -> Result<(), Error> {
    let viewpoint = held.viewpoint();
    if held.author != viewpoint.member() && !matches!(viewpoint.role(), Role::Owner | Role::Admin) {
        return Err(Refusal::Forbidden.into());
    }
    let note = held.thing().clone();
    db.change(held, move |tx| {
        Box::pin(async move {
            let text = lock_and_load(tx, note.id).await?;
            tx.run(&REMOVE, &[&note.id]).await?;
            tx.notify(Change::Call(note.call_id));
            let before = serde_json::json!({ "note_id": note.id, "author": note.author_name, "text": text });
            let event = event(tx, "call_note.removed", &note).await?;
            Ok(((), event.before(before)))
        })
    })
    .await
}

/// Locks a note until the transaction ends, and reads its text.
async fn lock_and_load(tx: &mut Scoped<'_>, id: NoteId) -> Result<String, Error> {
    let (text,) = tx.optional::<(String,)>(&LOCK, &[&id]).await?.ok_or(Refusal::NotFound)?;
    Ok(text)
}

/// The event of a change of a note. Its subject is the call.
async fn event(tx: &mut Scoped<'_>, action: &'static str, note: &Note) -> Result<Event, Error> {
    let row = tx.optional::<(Option<String>,)>(&CALLER, &[&note.call_id]).await?;
    let caller = row.and_then(|(caller,)| caller);
    Ok(Event::of(action, "call", note.call_id, subject(caller.as_deref())))
}
