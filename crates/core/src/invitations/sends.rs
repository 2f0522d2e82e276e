//! How often one address is sent a link.

use crate::Error;
use crate::access::{BusinessSql, Scoped, business_sql};

static DROP: BusinessSql = business_sql!("sends_drop.sql");
static COUNT: BusinessSql = business_sql!("sends_count.sql");
static ADD: BusinessSql = business_sql!("sends_add.sql");

/// The most links that one address is sent by a business within a day, the first among them.
const MOST: i64 = 5;
const DAY_SECONDS: i64 = 86_400;

/// Notes that an address is sent a link, unless it was sent too many within a day; one that was cancelled and made again
/// counts too.
pub(super) async fn note(tx: &mut Scoped<'_>, canonical: &str) -> Result<(), Error> {
    let now = tx.now();
    tx.run(&DROP, &[&canonical, &now.plus_seconds(-DAY_SECONDS)]).await?;
    let (count, first) = tx.one::<(i64, i64)>(&COUNT, &[&canonical]).await?;
    if count >= MOST {
        let free_at = crate::time::Timestamp::from_millis(first).plus_seconds(DAY_SECONDS);
        let wait_seconds = free_at.seconds_since(now) + 1;
        return Err(Error::TooOften { sentence: sentence(wait_seconds), wait_seconds });
    }
    tx.run(&ADD, &[&canonical, &now]).await?;
    Ok(())
}

fn sentence(wait_seconds: i64) -> String {
    let minutes = wait_seconds.div_euclid(60) + 1;
    let wait = if minutes > 90 { format!("{} hours", minutes / 60 + 1) } else { format!("{minutes} minutes") };
    format!("This address was sent {MOST} links within a day, which is the most. Send the next one in {wait}.")
}
