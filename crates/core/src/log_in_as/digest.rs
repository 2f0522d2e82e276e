//! Tells people once a day, by mail, that somebody was logged in as them.

use jiff::tz::TimeZone;

use super::Use;
use super::unsubscribe::sealed_for;
use crate::Error;
use crate::access::{GlobalSql, global_sql};
use crate::db::{Db, from_row};
use crate::ids::{BusinessId, MemberId};
use crate::mail::{Letter, Pen};
use crate::secret::Seal;
use crate::time::Timestamp;

static UNTOLD: GlobalSql = global_sql!("untold.sql");
static TELL: GlobalSql = global_sql!("tell.sql");

/// The hour of a person's day at which they are told of what was before it.
const HOUR: i8 = 8;

/// What one letter tells.
#[derive(Clone, Debug)]
pub struct Digest {
    /// The business's name.
    pub business: String,
    /// The display name of who is told.
    pub name: String,
    /// Their time zone, an IANA name: their own, else the business's.
    pub time_zone: String,
    /// When it was, and who it was, the earliest first.
    pub uses: Vec<Use>,
    /// What names the reader in the address where they ask for no more of these letters.
    pub unsubscribe: String,
}

struct Untold {
    business: BusinessId,
    business_name: String,
    member: MemberId,
    name: String,
    email: String,
    is_wanted: bool,
    time_zone: String,
    first: Timestamp,
}

from_row!(Untold { business, business_name, member, name, email, is_wanted, time_zone, first });

/// Writes the letters that are due: to each teammate at most one a day, after eight in the morning where they are. A use
/// counts as told in the transaction that puts the letter into the outbox, so it is told of once, whoever else is at it.
/// Answers how many were written.
///
/// # Errors
/// When the database fails, a letter can't be written, or there are no random bytes.
pub async fn digests_due(
    db: &Db,
    seal: &Seal,
    write: impl Fn(&Digest) -> Result<Letter, Error> + Send + Sync + 'static,
) -> Result<u64, Error> {
    let pen = Pen::new(seal, write);
    let mut written = 0;
    for untold in db.global::<Untold>(&UNTOLD, &[]).await? {
        let before = last_eight(db.now(), &untold.time_zone);
        if untold.first < before {
            let unsubscribe = sealed_for(seal, untold.business, untold.member)?;
            written += u64::from(tell(db, untold, before, unsubscribe, pen.clone()).await?);
        }
    }
    Ok(written)
}

async fn tell(
    db: &Db,
    untold: Untold,
    before: Timestamp,
    unsubscribe: String,
    pen: Pen<Digest>,
) -> Result<bool, Error> {
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            let mut uses: Vec<Use> = tx.all(&TELL, &[&untold.business, &untold.member, &now, &before]).await?;
            if uses.is_empty() || !untold.is_wanted {
                return Ok(false);
            }
            uses.sort_by_key(|each| each.started_at);
            let Untold { business_name: business, name, time_zone, email, .. } = untold;
            let digest = Digest { business, name, time_zone, uses, unsubscribe };
            pen.post(tx, "log_in_as_digest", &email, &digest).await?;
            Ok(true)
        })
    })
    .await
}

/// The last time that it was eight in the morning in a time zone.
fn last_eight(now: Timestamp, zone: &str) -> Timestamp {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let here = zone.to_datetime(now.jiff());
    let today = here.date();
    let at_eight = |date: jiff::civil::Date| zone.to_timestamp(date.at(HOUR, 0, 0, 0)).map(Timestamp::from);
    let of_today = at_eight(today).unwrap_or(now);
    if of_today <= now {
        return of_today;
    }
    today.yesterday().and_then(at_eight).unwrap_or(now.plus_seconds(-86_400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_in_the_morning_is_that_of_the_reader() {
        let at = |text: &str| Timestamp::from(text.parse::<jiff::Timestamp>().expect("a moment"));
        for (now, zone, eight) in [
            ("2026-03-02T12:00:00Z", "UTC", "2026-03-02T08:00:00Z"),
            ("2026-03-02T07:59:59Z", "UTC", "2026-03-01T08:00:00Z"),
            ("2026-03-02T08:00:00Z", "UTC", "2026-03-02T08:00:00Z"),
            ("2026-03-02T12:00:00Z", "America/New_York", "2026-03-01T13:00:00Z"),
            ("2026-03-02T13:00:00Z", "America/New_York", "2026-03-02T13:00:00Z"),
            ("2026-03-08T13:00:00Z", "America/New_York", "2026-03-08T12:00:00Z"),
            ("2026-03-02T12:00:00Z", "nowhere", "2026-03-02T08:00:00Z"),
        ] {
            assert_eq!(last_eight(at(now), zone), at(eight), "{now} {zone}");
        }
    }
}
