//! Seals a log anew that can't be verified any more, such as after the instance's key was lost.

use super::append::append_anew;
use super::{Event, verify};
use crate::Error;
use crate::access::{Operator, Proof};
use crate::db::Db;

/// Seals the log of a business anew, by an entry that says so. Entries from this one on are authenticated by the present
/// key. Those before it can't be checked any more.
///
/// # Errors
/// Returns [`Error::Conflict`] when the chain holds, so that nothing is lost by a mistake. When the database fails.
#[expect(clippy::disallowed_methods, reason = "the work appends its entry itself")]
pub async fn reseal(db: &Db, operator: &Operator) -> Result<(), Error> {
    let Err(broken) = verify(db, operator).await? else {
        return Err(Error::Conflict {
            code: "conflict",
            sentence: "The chain of this audit log holds: there is nothing to seal anew.".into(),
        });
    };
    let (actor, business, name) = (operator.audit_actor(), operator.business(), operator.business_name().to_owned());
    let event = Event::of("audit.resealed", "business", business, name)
        .after(serde_json::json!({ "fault": broken.to_string() }));
    db.write_scoped(operator, move |tx| Box::pin(async move { Ok::<_, Error>(append_anew(tx, &actor, &event).await?) }))
        .await
}
