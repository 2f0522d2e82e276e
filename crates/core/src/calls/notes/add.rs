//! Writes a note on a call.

use super::note::{MAX_TEXT, Note};
use crate::access::{BusinessSql, Change, Held, actions, business_sql};
use crate::audit::Event;
use crate::calls::Call;
use crate::db::Db;
use crate::ids::NoteId;
use crate::{Error, Fields, text};

static COUNT: BusinessSql = business_sql!("count.sql");
static ADD: BusinessSql = business_sql!("add.sql");

/// The most notes of one call.
pub const MAX_NOTES: i64 = 200;

/// Writes a note on a call.
///
/// # Errors
/// Returns the invalid field `text`, a conflict when the call has as many notes as it may, or a database error.
pub async fn add(db: &Db, held: &Held<Call, actions::AnnotateCalls>, typed: &str) -> Result<Note, Error> {
    let text = checked_text(typed)?;
    let (call_id, caller, viewpoint) = (held.id, held.caller.clone(), held.viewpoint().clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            let count: Option<(i64,)> = tx.optional(&COUNT, &[&call_id, &MAX_NOTES]).await?;
            if count.is_some_and(|(count,)| count >= MAX_NOTES) {
                let sentence = format!("This call has {MAX_NOTES} notes already. Remove one first.");
                return Err(Error::Conflict { code: "conflict", sentence });
            }
            let (author, created_at) = (viewpoint.member(), tx.now());
            let (id,) = tx.one::<(NoteId,)>(&ADD, &[&call_id, &author, &text, &created_at]).await?;
            tx.notify(Change::Call(call_id));
            let event = Event::of("call_note.added", "call", call_id, subject(caller.as_deref()))
                .after(serde_json::json!({ "note_id": id, "text": text }));
            let author_name = viewpoint.name().to_owned();
            Ok((Note { id, call_id, author, author_name, text, created_at, edited_at: None }, event))
        })
    })
    .await
}

/// A checked text of a note.
pub(super) fn checked_text(typed: &str) -> Result<String, Error> {
    text::lines(typed, MAX_TEXT).map_err(|error| Error::Fields(Fields(vec![("text", error.to_string())])))
}

/// A call's name in the audit log.
pub(super) fn subject(caller: Option<&str>) -> &str {
    caller.unwrap_or("Anonymous")
}
