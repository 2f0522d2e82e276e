//! Limits how often an address is sent a link, and how many invitations a member and a business send in an hour.

use crate::Error;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::ids::MemberId;
use crate::time::Timestamp;

static DELETE_OLD: BusinessSql = business_sql!("sends_drop.sql");
static COUNT: BusinessSql = business_sql!("sends_count.sql");
static ADD: BusinessSql = business_sql!("sends_add.sql");
static COUNT_RECENT: BusinessSql = business_sql!("sends_recent.sql");
static NTH_RECENT: BusinessSql = business_sql!("sends_nth_recent.sql");

/// The most links that a business sends to one address within a day, including the first.
const MAX_PER_DAY: i64 = 5;
const DAY_SECONDS: i64 = 86_400;
const HOUR_SECONDS: i64 = 3_600;

/// How many invitations may be sent within an hour. People with an account who are added at once count too.
#[derive(Clone, Copy, Debug)]
pub struct HourlyLimits {
    /// By one member.
    pub by_member: u32,
    /// By one business.
    pub by_business: u32,
}

impl Default for HourlyLimits {
    /// Enough for a list of 500 people, and for two in one business.
    fn default() -> Self {
        Self { by_member: 600, by_business: 1_200 }
    }
}

impl HourlyLimits {
    /// Checks that a member may send so many more invitations now. The transaction must have locked the team.
    pub(super) async fn check(self, tx: &mut Scoped<'_>, member: MemberId, more: usize) -> Result<(), Error> {
        let (now, more) = (tx.now(), i64::try_from(more).unwrap_or(i64::MAX));
        let hour_ago = now.plus_seconds(-HOUR_SECONDS);
        let (own, all) = tx.one::<(i64, i64)>(&COUNT_RECENT, &[&member, &hour_ago]).await?;
        let sides = [
            (own, i64::from(self.by_member), Some(member), "You have"),
            (all, i64::from(self.by_business), None, "This business has"),
        ];
        for (count, limit, by, who) in sides {
            let excess = count.saturating_add(more).saturating_sub(limit);
            if excess <= 0 {
                continue;
            }
            if more > limit {
                let sentence =
                    format!("At most {limit} invitations are sent within an hour. Invite fewer people at once.");
                return Err(Error::TooOften { sentence, wait_seconds: HOUR_SECONDS });
            }
            // The wait ends when so many of the sends are older than an hour.
            let skip = excess - 1;
            let row = tx.optional::<(Timestamp,)>(&NTH_RECENT, &[&by, &hour_ago, &skip]).await?;
            let at = row.map_or(now, |(at,)| at);
            let wait_seconds = at.plus_seconds(HOUR_SECONDS).seconds_since(now).max(0) + 1;
            let minutes = (wait_seconds + 59) / 60;
            let sentence = format!(
                "{who} sent {count} invitations within an hour, and {limit} is the most. Send the next ones in {}.",
                if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") }
            );
            return Err(Error::TooOften { sentence, wait_seconds });
        }
        Ok(())
    }
}

/// Records that a person with an account was added at once.
pub(super) async fn record_added(tx: &mut Scoped<'_>, canonical: &str, by: MemberId) -> Result<(), Error> {
    let now = tx.now();
    tx.run(&ADD, &[&canonical, &by, &false, &now]).await?;
    Ok(())
}

/// Records that an address is sent a link, or refuses when it was sent too many within a day. Links of cancelled
/// invitations count too.
pub(super) async fn record_send(tx: &mut Scoped<'_>, canonical: &str, by: MemberId) -> Result<(), Error> {
    let now = tx.now();
    let day_ago = now.plus_seconds(-DAY_SECONDS);
    let (count, first_millis, old_count) = tx.one::<(i64, i64, i64)>(&COUNT, &[&canonical, &day_ago]).await?;
    if count >= MAX_PER_DAY {
        let allowed_at = Timestamp::from_millis(first_millis).plus_seconds(DAY_SECONDS);
        let wait_seconds = allowed_at.seconds_since(now) + 1;
        return Err(Error::TooOften { sentence: wait_sentence(wait_seconds), wait_seconds });
    }
    if old_count > 0 {
        tx.run(&DELETE_OLD, &[&canonical, &day_ago]).await?;
    }
    tx.run(&ADD, &[&canonical, &by, &true, &now]).await?;
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
