//! Records when a session, token or member was last active.

use super::sql::{BusinessSql, GlobalSql, business_sql, global_sql};
use super::viewpoint::{Credential, Viewpoint};
use crate::db::{Db, Error};
use crate::time::Timestamp;

static SESSION: GlobalSql = global_sql!("record_session_activity.sql");
static MEMBER: BusinessSql = business_sql!("record_member_activity.sql");
static TOKEN: BusinessSql = business_sql!("record_token_activity.sql");

/// The lifetime of a session after its last use: 30 days.
pub(crate) const SESSION_LIFE_SECONDS: i64 = 30 * 86_400;
/// The shortest time between two records: a write for every page would cost more than the page.
const MIN_INTERVAL_SECONDS: i64 = 60;

/// Records, at most once a minute, that a session or token was used. A session then lives another 30 days, and its
/// member counts as active; a token or a job's schedule does not make the member active. Under Log in as nothing is
/// recorded: the teammate is not active, and the session ends with its hour.
///
/// # Errors
/// When the database fails.
pub async fn record_activity(db: &Db, viewpoint: &Viewpoint) -> Result<(), Error> {
    if viewpoint.impersonation().is_some() {
        return Ok(());
    }
    let now = db.now();
    let due = now.plus_seconds(-MIN_INTERVAL_SECONDS);
    let is_old = |recorded: Option<Timestamp>| recorded.is_none_or(|at| at <= due);
    let (member, scope, credential) = (viewpoint.member(), viewpoint.scope(), viewpoint.credential());
    let is_due = match credential {
        Credential::Session(_) => is_old(viewpoint.credential_used_at()) || is_old(viewpoint.last_active_at()),
        Credential::Token(_) => is_old(viewpoint.credential_used_at()),
        Credential::Schedule | Credential::Outside(_) => false,
    };
    if !is_due {
        return Ok(());
    }
    db.global_change(move |tx| {
        Box::pin(async move {
            match credential {
                Credential::Session(session) => {
                    let until = now.plus_seconds(SESSION_LIFE_SECONDS);
                    tx.run(&SESSION, &[&session, &now, &until, &due]).await?;
                    tx.scoped_to(scope).run(&MEMBER, &[&member, &now, &due]).await?;
                }
                Credential::Token(token) => {
                    tx.scoped_to(scope).run(&TOKEN, &[&token, &now, &due]).await?;
                }
                Credential::Schedule | Credential::Outside(_) => {}
            }
            Ok(())
        })
    })
    .await
}
