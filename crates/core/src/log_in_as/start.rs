//! Begins it.

use secrecy::SecretString;

use super::digest::enqueue_digest;
use crate::access::{BusinessSql, Held, Rule, actions, business_sql, may_log_in_as};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::ImpersonationId;
use crate::members::{Member, standing, within};
use crate::people::sessions::{Device, open_logged_in_as};
use crate::time::Timestamp;
use crate::{Error, Fields, text};

static START: BusinessSql = business_sql!("start.sql");

/// How long it lasts at most, in seconds: an hour.
const LIFE_SECONDS: i64 = 3_600;

/// A period that has begun.
#[derive(Debug)]
pub struct Started {
    /// Which.
    pub id: ImpersonationId,
    /// The token for the cookie. It opens nothing without a live session of the person's own beside it.
    pub token: SecretString,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// Logs in as a member, for a reason that the member and the audit log are told. It looks only.
///
/// # Errors
/// What to change in `reason`, [`Rule::LogInAs`], a refusal where somebody is not what they were, or that the database
/// failed.
pub async fn start(
    db: &Db,
    held: &Held<Member, actions::LogInAs>,
    reason: &str,
    device: &Device,
) -> Result<Started, Error> {
    let mut fields = Fields::none();
    let reason = fields.take("reason", text::line(reason, 200)).unwrap_or_default();
    fields.done()?;
    let (id, viewpoint, device) = (held.id, held.viewpoint().clone(), device.clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            let role = standing(tx, &viewpoint, actions::LogInAs).await?;
            let member = within(tx, id).await?;
            let me = viewpoint.member();
            may_log_in_as((me, role), (id, member.role))?;
            let (now, until) = (tx.now(), tx.now().plus_seconds(LIFE_SECONDS));
            let begun = tx.optional::<(ImpersonationId,)>(&START, &[&me, &id, &reason, &now, &until]).await?;
            let (period,) = begun.ok_or(Rule::LogInAs)?;
            enqueue_digest(tx, id).await?;
            let token = open_logged_in_as(&mut tx.global(), viewpoint.user(), period, until, &device).await?;
            let event = Event::of("log_in_as.started", "member", id, member.name);
            let event = event.after(serde_json::json!({ "reason": reason, "until": until }));
            Ok((Started { id: period, token, expires_at: until }, event))
        })
    })
    .await
}
