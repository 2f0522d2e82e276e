//! People mark callers as called back.

use crate::Error;
use crate::access::{BusinessSql, Change, Held, actions, business_sql};
use crate::audit::Event;
use crate::calls::Call;
use crate::db::Db;

static MARK: BusinessSql = business_sql!("mark.sql");
static UNMARK: BusinessSql = business_sql!("unmark.sql");

/// Marks the caller of a call as called back. A second mark changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn mark(db: &Db, held: &Held<Call, actions::AnnotateCalls>) -> Result<(), Error> {
    let (call, member) = (held.id, held.viewpoint().member());
    let caller = held.caller.clone().unwrap_or_default();
    db.change(held, move |tx| {
        Box::pin(async move {
            let now = tx.now();
            let is_new = tx.run(&MARK, &[&call, &member, &now]).await? > 0;
            if is_new {
                tx.notify(Change::Call(call));
            }
            Ok(((), is_new.then(|| Event::of("call.called_back", "call", call, caller))))
        })
    })
    .await
}

/// Takes such a mark away. Without one it changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn unmark(db: &Db, held: &Held<Call, actions::AnnotateCalls>) -> Result<(), Error> {
    let call = held.id;
    let caller = held.caller.clone().unwrap_or_default();
    db.change(held, move |tx| {
        Box::pin(async move {
            let was_marked = tx.run(&UNMARK, &[&call]).await? > 0;
            if was_marked {
                tx.notify(Change::Call(call));
            }
            Ok(((), was_marked.then(|| Event::of("call.to_call_back", "call", call, caller))))
        })
    })
    .await
}
