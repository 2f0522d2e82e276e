//! Saves a view.

use super::draft::{Draft, name_taken};
use super::stored::Stored;
use super::view::CallView;
use crate::access::{BusinessSql, May, Thing as _, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::CallViewId;
use crate::{Error, Fields, text};

static COUNT: BusinessSql = business_sql!("count.sql");
static ADD: BusinessSql = business_sql!("add.sql");

/// The most views that a member saves.
pub const MAX_VIEWS: i64 = 50;

/// Saves a view of the requester's own.
///
/// # Errors
/// Returns the invalid fields (`name`, `question`, `q`, `hour_of_day`, `day_of_week`, `to`), not found for a number or group that
/// the requester does not see, a refusal when the role may not share, a conflict when the requester has as many views as a member
/// may, or a database error.
pub async fn add(db: &Db, may: &May<actions::SaveReports>, draft: &Draft) -> Result<CallView, Error> {
    let viewpoint = may.viewpoint().clone();
    let checked = draft.check(db, &viewpoint).await?;
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
                let count: Option<(i64,)> = tx.optional(&COUNT, &[&author, &MAX_VIEWS]).await?;
                if count.is_some_and(|(count,)| count >= MAX_VIEWS) {
                    return Err(Error::Conflict {
                        code: "conflict",
                        sentence: format!("You have {MAX_VIEWS} views already. Remove one first."),
                    });
                }
                let (now, folded, text) = (tx.now(), text::fold_case(&name), question.to_text());
                let row = tx.optional(&ADD, &[&author, &name, &folded, &text, &is_shared, &now]).await?;
                let (id,): (CallViewId,) = row.ok_or_else(name_taken)?;
                let stored = Stored {
                    id,
                    name,
                    question,
                    is_shared,
                    author: Some(author),
                    author_name: None,
                    created_at: now,
                    updated_at: now,
                };
                let event = Event::of("call_view.saved", "call_view", id, &stored.name);
                Ok((id, event.after(stored.to_audit_json())))
            })
        })
        .await?;
    Ok(CallView::hold(db, may.clone(), id).await?.into_parts().1)
}
