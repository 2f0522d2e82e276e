//! The browsers that an account has signed in from. Each is known by a cookie, which is no credential.

use super::account::find_by_id;
use super::security_letter::{self, SecurityLetter, SecurityOccasion};
use super::sessions::Device;
use crate::access::{Global, GlobalSql, global_sql};
use crate::ids::UserId;
use crate::mail::EmailComposer;

static SEEN: GlobalSql = global_sql!("browser_seen.sql");
static RECORD: GlobalSql = global_sql!("browser_record.sql");
static DELETE_OLD: GlobalSql = global_sql!("browser_drop_old.sql");

/// How long a browser is known after its last sign-in, in seconds: as long as it keeps the cookie.
const KNOWN_SECONDS: i64 = 400 * 86_400;

/// Records the browser of a sign-in. A letter goes out when the account has signed in before, but not from this browser.
/// A request without the cookie comes from a new browser.
pub(super) async fn record_sign_in(
    tx: &mut Global<'_>,
    user: UserId,
    device: &Device,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<(), crate::Error> {
    let now = tx.now();
    let Some(cookie) = &device.browser else { return Ok(()) };
    tx.run(&DELETE_OLD, &[&user, &now.plus_seconds(-KNOWN_SECONDS)]).await?;
    let row = tx.optional::<(i64, i64)>(&SEEN, &[&user, cookie]).await?;
    let (browsers, same) = row.unwrap_or_default();
    tx.run(&RECORD, &[&user, cookie, &now]).await?;
    if browsers == 0 || same > 0 {
        return Ok(());
    }
    let Some(account) = find_by_id(tx, user).await? else { return Ok(()) };
    let letter = SecurityLetter {
        occasion: SecurityOccasion::NewDevice { device: device.clone(), at: now },
        name: account.name,
        email: account.email,
        time_zone: account.time_zone,
    };
    security_letter::queue(tx, composer, &letter).await
}
