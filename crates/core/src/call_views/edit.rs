//! Changes a view.

use super::change::lock_for_edit;
use super::draft::{Draft, name_taken};
use super::stored::Stored;
use super::view::CallView;
use crate::access::{BusinessSql, Held, Thing as _, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::reports::saved::check_sharing;
use crate::{Error, text};

static EDIT: BusinessSql = business_sql!("edit.sql");

/// Changes the name, the filters, or whether the team sees it: its author, and of a shared one also those who may edit what others
/// have shared. Only its author makes it private again.
///
/// # Errors
/// Returns the invalid fields (`name`, `question`, `q`, `hour_of_day`, `day_of_week`, `to`, `shared`), a refusal,
/// [`crate::access::Refusal::NotFound`] when it was removed in the meantime, or a database error.
pub async fn edit(db: &Db, held: &Held<CallView, actions::SaveReports>, draft: &Draft) -> Result<CallView, Error> {
    let (id, viewpoint) = (held.id, held.viewpoint().clone());
    let checked = draft.check(db, &viewpoint).await?;
    db.change(held, move |tx| {
        Box::pin(async move {
            let before = lock_for_edit(tx, &viewpoint, id).await?;
            let is_shared = checked.is_shared.unwrap_or(before.is_shared);
            check_sharing(&viewpoint, before.author, before.is_shared, is_shared)?;
            let after = Stored {
                name: checked.name.unwrap_or_else(|| before.name.clone()),
                question: checked.question.unwrap_or_else(|| before.question.clone()),
                is_shared,
                ..before.clone()
            };
            let (audit_before, audit_after) = (before.to_audit_json(), after.to_audit_json());
            if (&after.name, &after.question, is_shared) == (&before.name, &before.question, before.is_shared) {
                return Ok(((), None));
            }
            let (now, folded, text) = (tx.now(), text::fold_case(&after.name), after.question.to_text());
            tx.run(&EDIT, &[&id, &after.name, &folded, &text, &is_shared, &now]).await?;
            let event = Event::of("call_view.edited", "call_view", id, &before.name);
            Ok(((), Some(event.before(audit_before).after(audit_after))))
        })
    })
    .await
    .map_err(|error| if matches!(error, Error::Db(db::Error::UniqueViolation)) { name_taken() } else { error })?;
    Ok(CallView::hold(db, held.may().clone(), id).await?.into_parts().1)
}
