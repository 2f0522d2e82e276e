//! The demo: the agency Northline with its clients, its people and two years of calls, and calls that go on coming.
//!
//! All that people do is done by the product's own functions, while the clock runs from two years ago to now; only the
//! calls of the past are written many at once. The same seed and the same moment make the same agency.

mod agency;
mod callers;
mod history;
pub(crate) mod live;
mod outcome;
mod people;
mod schedule;
mod seed;
mod sounds;
#[cfg(test)]
mod tests;

use crewline_core::access::{Operator, operator};
use crewline_core::accounts::Passwords;
use crewline_core::businesses;
use crewline_core::carrier::connection::Draft;
use crewline_core::db::Db;
use crewline_core::demo::{PastCall, write_past_calls};
use crewline_core::recordings::Store;
use crewline_core::secret::Seal;
use jiff::tz::TimeZone;

use history::History;
pub(crate) use people::sign_ins;
use seed::{SeededBusinesses, seed};
use sounds::Sounds;

/// Why there is no demo: one sentence.
pub(crate) type DemoError = Box<dyn std::error::Error + Send + Sync>;

/// How many calls are written in one transaction.
const BATCH: usize = 2_000;
/// One call of so many is the second business's.
const STUDIO_INTERVAL: u64 = 200;

/// What a demo is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DemoSettings<'w> {
    /// Every caller, moment and outcome follows from it.
    pub(crate) seed: u64,
    /// How many calls there have been.
    pub(crate) calls: u64,
    /// Where their recordings are kept.
    pub(crate) recordings: &'w Store,
}

/// What was made.
#[derive(Debug)]
pub(crate) struct DemoResult {
    /// The agency's name in addresses.
    pub(crate) slug: String,
    /// The digits of its numbers.
    pub(crate) numbers: Vec<String>,
}

/// Makes the demo in an empty database whose clock is moved by hand and stands at the moment that is to be now.
/// `told` hears now and then how many calls there are.
///
/// # Errors
/// One sentence; also where the database has a business already, and then it is left as it is.
pub(crate) async fn create(
    db: &Db,
    seal: &Seal,
    passwords: &Passwords,
    carrier: Draft,
    settings: DemoSettings<'_>,
    mut progress: impl FnMut(u64),
) -> Result<DemoResult, DemoError> {
    if !businesses::slugs(db).await?.is_empty() || crewline_core::accounts::any_account(db).await? {
        return Err("this database has businesses already: a demo wants an empty one, so name another".into());
    }
    let now = db.now();
    let zone = TimeZone::get(agency::TIME_ZONE)?;
    let sounds = Sounds::create(settings.recordings).await?;
    let SeededBusinesses { agency, studio } = seed(db, seal, passwords, carrier).await?;
    let of_studio = settings.calls / STUDIO_INTERVAL;
    let mut written = 0;
    for (business, calls, seed) in
        [(&agency, settings.calls - of_studio, settings.seed), (&studio, of_studio, settings.seed.wrapping_add(1))]
    {
        let operator = operator(db, &business.slug).await?;
        let past = History::new(seed, calls, &business.lines, &sounds, now, &zone)?;
        write(db, &operator, past, |count| {
            written += count;
            progress(written);
        })
        .await?;
    }
    let numbers = agency.lines.iter().map(|line| line.destination.to_string()).collect();
    Ok(DemoResult { slug: agency.slug, numbers })
}

async fn write(
    db: &Db,
    operator: &Operator,
    past: impl Iterator<Item = Result<PastCall, DemoError>>,
    mut progress: impl FnMut(u64),
) -> Result<(), DemoError> {
    let mut batch = Vec::with_capacity(BATCH);
    let mut past = past.peekable();
    while let Some(call) = past.next() {
        batch.push(call?);
        if batch.len() == BATCH || past.peek().is_none() {
            progress(batch.len() as u64);
            write_past_calls(db, operator, std::mem::take(&mut batch)).await?;
        }
    }
    Ok(())
}
