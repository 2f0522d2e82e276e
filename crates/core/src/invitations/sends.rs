//! Limits how often an address is sent a link.

use crate::Error;
use crate::access::{BusinessSql, Scoped, business_sql};

static DELETE_OLD: BusinessSql = business_sql!("sends_drop.sql");
static COUNT: BusinessSql = business_sql!("sends_count.sql");
static ADD: BusinessSql = business_sql!("sends_add.sql");

/// The most links that a business sends to one address within a day, including the first.
const MAX_PER_DAY: i64 = 5;
const DAY_SECONDS: i64 = 86_400;

/// Records that an address is sent a link, or refuses when it was sent too many within a day. Links of cancelled
/// invitations count too.
pub(super) async fn record_send(tx: &mut Scoped<'_>, canonical: &str) -> Result<(), Error> {
    let now = tx.now();
    let day_ago = now.plus_seconds(-DAY_SECONDS);
    let (count, first_millis, old_count) = tx.one::<(i64, i64, i64)>(&COUNT, &[&canonical, &day_ago]).await?;
    if count >= MAX_PER_DAY {
        let allowed_at = crate::time::Timestamp::from_millis(first_millis).plus_seconds(DAY_SECONDS);
        let wait_seconds = allowed_at.seconds_since(now) + 1;
        return Err(Error::TooOften { sentence: wait_sentence(wait_seconds), wait_seconds });
    }
    if old_count > 0 {
        tx.run(&DELETE_OLD, &[&canonical, &day_ago]).await?;
    }
    tx.run(&ADD, &[&canonical, &now]).await?;
    Ok(())
}

fn wait_sentence(wait_seconds: i64) -> String {
    // Rounds up, but not for the extra second that `record_send` adds.
    let minutes = ((wait_seconds - 1 + 59) / 60).max(1);
    let wait = match minutes {
        1 => "1 minute".to_owned(),
        2..=90 => format!("{minutes} minutes"),
        _ => format!("{} hours", (minutes + 59) / 60),
    };
    format!("This address was sent {MAX_PER_DAY} links within a day, which is the most. Send the next one in {wait}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_written_in_whole_minutes_or_hours() {
        for (wait_seconds, wait) in [
            (1, "1 minute"),
            (61, "1 minute"),
            (62, "2 minutes"),
            (90 * 60 + 1, "90 minutes"),
            (90 * 60 + 2, "2 hours"),
            (DAY_SECONDS - 3_600, "23 hours"),
            (DAY_SECONDS + 1, "24 hours"),
        ] {
            let sentence = wait_sentence(wait_seconds);
            assert!(sentence.ends_with(&format!("Send the next one in {wait}.")), "{wait_seconds}: {sentence}");
        }
    }
}
