//! Changes a saved report.

use super::change::{check_sharing, lock_for_edit};
use super::draft::Draft;
use super::outside::has_outside;
use super::recipients::{count_recipients, keep_author_alone, recipient_names, set_schedule};
use super::report::SavedReport;
use super::stored::Stored;
use crate::Error;
use crate::access::{BusinessSql, Held, Thing as _, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;

static EDIT: BusinessSql = business_sql!("edit.sql");

/// Changes the name, the question, the schedule, or whether the team sees it: its author, and of a shared one also those who may edit what others
/// have shared. Only its author makes it private again.
///
/// # Errors
/// Returns the invalid fields (`name`, `question`, `period`, `sort`, `measures`, `shared`, `every`, `at`, `day`, `member_ids`), a refusal,
/// [`crate::access::Refusal::NotFound`] when it was removed in the meantime, or a database error.
pub async fn edit(
    db: &Db,
    held: &Held<SavedReport, actions::SaveReports>,
    draft: &Draft,
) -> Result<SavedReport, Error> {
    let (id, viewpoint) = (held.id, held.viewpoint().clone());
    let checked = draft.check(db, &viewpoint, has_outside(db, held).await?).await?;
    db.change(held, move |tx| {
        Box::pin(async move {
            let before = lock_for_edit(tx, &viewpoint, id).await?;
            let recipients_before = recipient_names(tx, id).await?;
            let is_shared = checked.is_shared.unwrap_or(before.is_shared);
            check_sharing(&viewpoint, before.author, before.is_shared, is_shared)?;
            let mut after = Stored {
                name: checked.name.unwrap_or_else(|| before.name.clone()),
                question: checked.question.unwrap_or_else(|| before.question.clone()),
                is_shared,
                ..before.clone()
            };
            let mut events = Vec::new();
            if let Some(schedule) = &checked.schedule {
                (after.schedule, events) = set_schedule(tx, &viewpoint, &after, schedule.as_ref()).await?;
            }
            if !is_shared && before.is_shared {
                keep_author_alone(tx, &after).await?;
                // A schedule without a reader would only say that it goes on.
                if after.schedule.is_some() && count_recipients(tx, id).await? == 0 {
                    (after.schedule, _) = set_schedule(tx, &viewpoint, &after, None).await?;
                }
            }
            let audit_before = before.to_audit_json(&recipients_before);
            let audit_after = after.to_audit_json(&recipient_names(tx, id).await?);
            // A tag of the same name may be another one by now.
            let is_same_question = after.question == before.question;
            if checked.schedule.is_none() && is_same_question && audit_after == audit_before {
                return Ok(((), events));
            }
            let (now, text) = (tx.now(), after.question.to_text());
            tx.run(&EDIT, &[&id, &after.name, &text, &is_shared, &now]).await?;
            let event = Event::of("report.edited", "report", id, &before.name);
            events.push(event.before(audit_before).after(audit_after));
            Ok(((), events))
        })
    })
    .await?;
    Ok(SavedReport::hold(db, held.may().clone(), id).await?.into_parts().1)
}
