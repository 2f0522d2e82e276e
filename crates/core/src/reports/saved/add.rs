//! Saves a report.

use super::draft::Draft;
use super::recipients::{recipient_names, set_schedule};
use super::report::SavedReport;
use super::stored::Stored;
use crate::access::{BusinessSql, May, Thing as _, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::ReportId;
use crate::{Error, Fields, text};

static COUNT: BusinessSql = business_sql!("count.sql");
static ADD: BusinessSql = business_sql!("add.sql");

/// The most reports that a member saves.
pub const MAX_REPORTS: i64 = 100;

/// Saves a report of the requester's own.
///
/// # Errors
/// Returns the invalid fields (`name`, `question`, `period`, `sort`, `measures`, `every`, `at`, `day`, `member_ids`), not found for a number or group that the
/// requester does not see, a refusal when the role may not share, a conflict when the requester has as many reports as a member
/// may, or a database error.
pub async fn add(db: &Db, may: &May<actions::SaveReports>, draft: &Draft) -> Result<SavedReport, Error> {
    let viewpoint = may.viewpoint().clone();
    let checked = draft.check(db, &viewpoint, false).await?;
    let name = checked.name.ok_or_else(|| Error::Fields(Fields(vec![("name", text::BadText::Empty.to_string())])))?;
    let question = checked.question.unwrap_or_default();
    let is_shared = checked.is_shared.unwrap_or(false);
    if is_shared {
        viewpoint.may::<actions::ShareReports>()?;
    }
    let author = viewpoint.member();
    let id = db
        .change(may, move |tx| {
            Box::pin(async move {
                let count: Option<(i64,)> = tx.optional(&COUNT, &[&author, &MAX_REPORTS]).await?;
                if count.is_some_and(|(count,)| count >= MAX_REPORTS) {
                    return Err(Error::Conflict {
                        code: "conflict",
                        sentence: format!("You have {MAX_REPORTS} saved reports already. Remove one first."),
                    });
                }
                let (now, text) = (tx.now(), question.to_text());
                let (id,): (ReportId,) = tx.one(&ADD, &[&author, &name, &text, &is_shared, &now]).await?;
                let mut stored = Stored {
                    id,
                    name,
                    question,
                    is_shared,
                    author: Some(author),
                    author_name: None,
                    created_at: now,
                    updated_at: now,
                    sent_at: None,
                    problem: None,
                    schedule: None,
                    next_run_at: None,
                    is_mailed: false,
                };
                if let Some(schedule) = checked.schedule.flatten() {
                    stored.schedule = set_schedule(tx, &viewpoint, &stored, Some(&schedule)).await?.0;
                }
                let recipients = recipient_names(tx, id).await?;
                let event = Event::of("report.saved", "report", id, &stored.name);
                let event = event.after(stored.to_audit_json(&recipients));
                Ok((id, event))
            })
        })
        .await?;
    Ok(SavedReport::hold(db, may.clone(), id).await?.into_parts().1)
}
