//! Mails a digest, every morning, to each member that somebody has logged in as.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::LogInAsPeriod;
use super::unsubscribe::unsubscribe_token;
use crate::Error;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::db::{self, Db, from_row};
use crate::ids::MemberId;
use crate::jobs::{Backoff, Job, Kind, NewJob, OnStop, Outcome, Work, enqueue};
use crate::mail::EmailComposer;
use crate::secret::Seal;
use crate::time::Timestamp;

static READER: BusinessSql = business_sql!("digest.sql");
static MARK_SENT: BusinessSql = business_sql!("digest_mark_sent.sql");

/// The hour in the reader's time zone at which the letter is written.
const DIGEST_HOUR: i8 = 8;

/// Digests: one job for each member and morning.
pub const DIGESTS: Kind = Kind {
    name: "log_in_as_digest",
    deadline: Duration::from_secs(60),
    max_attempts: 12,
    backoff: Backoff { first_seconds: 60, max_seconds: 3_600 },
    max_running: 4,
    max_running_per_business: 2,
    on_stop: OnStop::Release,
};

/// The contents of a digest.
#[derive(Clone, Debug)]
pub struct Digest {
    /// The business's name.
    pub business: String,
    /// The display name of the reader.
    pub name: String,
    /// The reader's time zone, an IANA name: their own, else the business's.
    pub time_zone: String,
    /// The periods, earliest first.
    pub periods: Vec<LogInAsPeriod>,
    /// The token that identifies the reader in the unsubscribe link.
    pub unsubscribe: String,
}

struct Reader {
    business_name: String,
    name: String,
    email: String,
    is_wanted: bool,
    time_zone: String,
}

from_row!(Reader { business_name, name, email, is_wanted, time_zone });

#[derive(Serialize, Deserialize)]
struct Payload {
    member: MemberId,
}

/// Enqueues the digest about a period that begins now, for the next 8:00 in the member's time zone.
pub(super) async fn enqueue_digest(tx: &mut Scoped<'_>, member: MemberId) -> Result<(), db::Error> {
    let now = tx.now();
    let reader = tx.one::<Reader>(&READER, &[&member]).await?;
    let due_at = mornings(now, &reader.time_zone).next;
    let payload = serde_json::json!(Payload { member }).to_string();
    let unique_key = Some(format!("{member} {due_at}"));
    enqueue(tx, NewJob { kind: DIGESTS.name, unique_key, payload: payload.as_bytes(), due_at }).await
}

/// Writes digests.
#[derive(Clone)]
pub struct WriteDigests {
    /// The database.
    pub db: Db,
    /// The key that seals the unsubscribe token.
    pub seal: Seal,
    /// Composes the letters.
    pub composer: EmailComposer<Digest>,
}

impl Work for WriteDigests {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move { self.write(job).await })
    }
}

impl WriteDigests {
    /// Writes the letter about every period up to the job's morning. The same transaction marks the periods as sent, so that
    /// each is mailed at most once, even when the job is repeated.
    async fn write(&self, job: &Job) -> Result<(), crate::jobs::Failure> {
        let (due, Payload { member }) = (job.due()?, job.parse()?);
        let (due_at, composer) = (job.due_at, self.composer.clone());
        let unsubscribe = unsubscribe_token(&self.seal, due.business(), member).map_err(Error::from)?;
        let result = self.db.change_unaudited(&due, move |tx| {
            Box::pin(async move {
                let now = tx.now();
                let Reader { business_name: business, name, email, is_wanted, time_zone } =
                    tx.one(&READER, &[&member]).await?;
                let morning = mornings(now, &time_zone).last.max(due_at);
                let mut periods: Vec<LogInAsPeriod> = tx.all(&MARK_SENT, &[&member, &now, &morning]).await?;
                if !periods.is_empty() && is_wanted {
                    periods.sort_by_key(|each| each.started_at);
                    let digest = Digest { business, name, time_zone, periods, unsubscribe };
                    composer.queue(tx, "log_in_as_digest", &email, &digest).await?;
                }
                Ok::<_, Error>(())
            })
        });
        Ok(result.await?)
    }
}

/// The last and the next 8:00 in a time zone.
#[derive(Debug, PartialEq, Eq)]
struct Mornings {
    /// The last 8:00, or now.
    last: Timestamp,
    /// The next 8:00.
    next: Timestamp,
}

fn mornings(now: Timestamp, zone: &str) -> Mornings {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let today = zone.to_datetime(now.jiff()).date();
    let at_eight = |date: Result<jiff::civil::Date, _>, otherwise| {
        let moment = date.and_then(|date| zone.to_timestamp(date.at(DIGEST_HOUR, 0, 0, 0)));
        moment.map_or(otherwise, Timestamp::from)
    };
    let today_at_eight = at_eight(Ok(today), now);
    if today_at_eight <= now {
        Mornings { last: today_at_eight, next: at_eight(today.tomorrow(), now.plus_seconds(86_400)) }
    } else {
        Mornings { last: at_eight(today.yesterday(), now.plus_seconds(-86_400)), next: today_at_eight }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_time_is_eight_in_the_readers_time_zone() {
        let at = |text: &str| Timestamp::from(text.parse::<jiff::Timestamp>().expect("a moment"));
        for (now, zone, last, next) in [
            ("2026-03-02T12:00:00Z", "UTC", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"),
            ("2026-03-02T07:59:59Z", "UTC", "2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z"),
            ("2026-03-02T08:00:00Z", "UTC", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"),
            ("2026-03-02T12:00:00Z", "America/New_York", "2026-03-01T13:00:00Z", "2026-03-02T13:00:00Z"),
            ("2026-03-02T13:00:00Z", "America/New_York", "2026-03-02T13:00:00Z", "2026-03-03T13:00:00Z"),
            ("2026-03-07T14:00:00Z", "America/New_York", "2026-03-07T13:00:00Z", "2026-03-08T12:00:00Z"),
            ("2026-03-08T13:00:00Z", "America/New_York", "2026-03-08T12:00:00Z", "2026-03-09T12:00:00Z"),
            ("2026-03-02T12:00:00Z", "nowhere", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"),
        ] {
            assert_eq!(mornings(at(now), zone), Mornings { last: at(last), next: at(next) }, "{now} {zone}");
        }
    }
}
