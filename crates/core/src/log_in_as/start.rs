//! Starts a Log in as period.

use secrecy::SecretString;

use super::digest::enqueue_digest;
use crate::access::{BusinessSql, Held, Rule, actions, business_sql, may_log_in_as};
use crate::accounts::sessions::{Device, open_logged_in_as};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::ImpersonationId;
use crate::members::{Member, load_in_tx, recheck_in_transaction};
use crate::time::Timestamp;
use crate::{Error, Fields, text};

static START: BusinessSql = business_sql!("start.sql");

/// The longest period, in seconds: an hour.
const MAX_SECONDS: i64 = 3_600;

/// A period that was started.
#[derive(Debug)]
pub struct Started {
    /// The period's id.
    pub id: ImpersonationId,
    /// The token for the cookie. It is valid only together with a live session of the actor's own.
    pub token: SecretString,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// Logs in as a member, read-only. The member and the audit log get the reason.
///
/// # Errors
/// Returns [`Error::Fields`] (`reason`), [`Rule::LogInAs`], a refusal when a role has changed, or a database error.
pub async fn start(
    db: &Db,
    held: &Held<Member, actions::LogInAs>,
    reason: &str,
    device: &Device,
) -> Result<Started, Error> {
    let mut fields = Fields::none();
    let reason = fields.checked("reason", text::line(reason, 200)).unwrap_or_default();
    fields.into_result()?;
    let (id, viewpoint, device) = (held.id, held.viewpoint().clone(), device.clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            let role = recheck_in_transaction(tx, &viewpoint, actions::LogInAs).await?;
            let member = load_in_tx(tx, id).await?;
            let me = viewpoint.member();
            may_log_in_as((me, role), (id, member.role))?;
            let (now, until) = (tx.now(), tx.now().plus_seconds(MAX_SECONDS));
            let row = tx.optional::<(ImpersonationId,)>(&START, &[&me, &id, &reason, &now, &until]).await?;
            let (period,) = row.ok_or(Rule::LogInAs)?;
            enqueue_digest(tx, id).await?;
            let token = open_logged_in_as(&mut tx.global(), viewpoint.user(), period, until, &device).await?;
            let event = Event::of("log_in_as.started", "member", id, member.name);
            let event = event.after(serde_json::json!({ "reason": reason, "until": until }));
            Ok((Started { id: period, token, expires_at: until }, event))
        })
    })
    .await
}
