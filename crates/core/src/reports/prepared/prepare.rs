//! A viewer asks for an answer to be prepared.

use super::access::access_of;
use super::job::enqueue_answer;
use super::stored::{Stored, digest, expires_at, spelling};
use crate::Error;
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::Db;
use crate::reports::analytics::{AnalyticsQuestion, Frame, Limits, RowsPage, calls_to_read, direct};

static DROP_EXPIRED: BusinessSql = business_sql!("drop_expired.sql");
static DROP_SAME: BusinessSql = business_sql!("drop_same.sql");
static COUNT: BusinessSql = business_sql!("count.sql");
static DROP_OLDEST: BusinessSql = business_sql!("drop_oldest.sql");
static ADD: BusinessSql = business_sql!("add.sql");

/// The most answers that are kept for a member. A further one takes the place of the oldest that is finished.
pub const MAX_PREPARED: i64 = 5;

/// Has the answer to a question prepared for the viewer, where it has too many calls to read them at once. It takes the place of an
/// earlier one to the same question; one that is being prepared with the access that the viewer has now goes on.
///
/// # Errors
/// Returns the invalid field `period` or `sort`, a conflict where [`MAX_PREPARED`] others are being prepared, or a database error.
#[expect(clippy::disallowed_methods, reason = "nobody but the viewer sees the answer, or that it was asked for")]
pub async fn prepare(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    question: &AnalyticsQuestion,
    limits: Limits,
) -> Result<(), Error> {
    let is_under_way = Stored::find(db, may, question).await?.is_some_and(|stored| stored.state.is_unfinished());
    if is_under_way || Box::pin(direct(db, may, question, RowsPage::default(), limits)).await?.is_some() {
        return Ok(());
    }
    let calls = calls_to_read(db, may, &Box::pin(Frame::at(db, may, question, db.now())).await?).await?;
    let access = access_of(db, may.viewpoint()).await?;
    let (member, question) = (may.viewpoint().member(), spelling(question));
    let digest = digest(&question);
    db.keep_for_reader(may, move |tx| {
        Box::pin(async move {
            let now = tx.now();
            tx.run(&DROP_EXPIRED, &[&member, &now]).await?;
            tx.run(&DROP_SAME, &[&member, &digest]).await?;
            let (all, unfinished) = tx.one::<(i64, i64)>(&COUNT, &[&member]).await?;
            if unfinished >= MAX_PREPARED {
                return Err(too_many());
            }
            let excess = (all + 1 - MAX_PREPARED).max(0);
            tx.run(&DROP_OLDEST, &[&member, &excess]).await?;
            let until = expires_at(now);
            // Another request of the same member may have asked for it in this moment.
            let added: Option<(i64,)> =
                tx.optional(&ADD, &[&member, &question, &digest, &access, &calls, &now, &until]).await?;
            if let Some((id,)) = added {
                enqueue_answer(tx, id, now).await?;
            }
            Ok(())
        })
    })
    .await
}

fn too_many() -> Error {
    let sentence = format!("{MAX_PREPARED} answers are being prepared for you. Wait until one of them is there.");
    Error::Conflict { code: "conflict", sentence }
}
