//! The demo: the agency Northline with its clients, its people, two years of calls, and new calls while it runs.
//!
//! The product's own functions make every change, while the clock runs from two years ago to now. Only the past calls are
//! written in batches, with all but people's newest words on them. The same seed and the same moment make the same agency.

mod agency;
mod agency_reports;
mod agency_tags;
mod agency_views;
mod callers;
mod desk;
mod history;
mod last_days;
pub(crate) mod live;
mod market;
mod notes;
mod outcome;
mod people;
mod schedule;
mod seed;
mod sounds;
mod spam;
#[cfg(test)]
mod tests;

use crewline_core::access::{Operator, operator};
use crewline_core::accounts::Passwords;
use crewline_core::businesses;
use crewline_core::carrier::connection::Draft;
use crewline_core::db::Db;
use crewline_core::demo::write_past_calls;
use crewline_core::ids::CallId;
use crewline_core::recordings::Store;
use crewline_core::secret::Seal;
use crewline_core::setup;
use jiff::tz::TimeZone;

use desk::Words;
use history::History;
use last_days::DemoCall;
pub(crate) use people::sign_ins;
use seed::{SeededBusinesses, seed};
use sounds::Sounds;

/// The reason why a demo can't be made, in one sentence.
pub(crate) type DemoError = Box<dyn std::error::Error + Send + Sync>;

/// Calls that are written in one transaction, some 20 MB of them. Each transaction changes most pages of the indexes of a
/// large demo, so more and smaller ones would write the same pages again and again.
const BATCH_SIZE: usize = 10_000;
/// One call in this many belongs to the second business.
const STUDIO_INTERVAL: u64 = 200;

/// The settings of a demo.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DemoSettings<'w> {
    /// The seed of every random choice: callers, times and outcomes.
    pub(crate) seed: u64,
    /// The number of past calls.
    pub(crate) calls: u64,
    /// The store for their recordings.
    pub(crate) recordings: &'w Store,
}

/// The demo that was made.
#[derive(Debug)]
pub(crate) struct DemoResult {
    /// The agency's name in addresses.
    pub(crate) slug: String,
    /// The digits of its numbers.
    pub(crate) numbers: Vec<String>,
}

/// Makes the demo in an empty database. Its clock is a manual one, set to the present moment. `progress` is called
/// with the number of calls written so far.
///
/// # Errors
/// Returns one sentence when the demo can't be made. A database that has a business already is not changed.
pub(crate) async fn create(
    db: &Db,
    seal: &Seal,
    passwords: &Passwords,
    carrier: Draft,
    settings: DemoSettings<'_>,
    mut progress: impl FnMut(u64),
) -> Result<DemoResult, DemoError> {
    if !businesses::slugs(db).await?.is_empty() || crewline_core::accounts::any_account_exists(db).await? {
        return Err("this database has businesses already: a demo needs an empty one, so name another".into());
    }
    let now = db.now();
    let zone = TimeZone::get(agency::TIME_ZONE)?;
    let (seeder, SeededBusinesses { agency, studio }) = seed(db, seal, passwords, carrier).await?;
    let studio_calls = settings.calls / STUDIO_INTERVAL;
    let (mut written, mut words) = (0, Vec::new());
    for (business, calls, seed) in [
        (&agency, settings.calls - studio_calls, settings.seed),
        (&studio, studio_calls, settings.seed.wrapping_add(1)),
    ] {
        let operator = operator(db, &business.slug).await?;
        let sounds = Sounds::create(settings.recordings, operator.business()).await?;
        let history = History::new(seed, calls, &business.lines, &sounds, business.desk.as_ref(), now, &zone)?;
        let later = write(db, &operator, history, |count| {
            written += count;
            progress(written);
        });
        words.extend(later.await?);
    }
    seeder.seed_last_days(&agency, words).await?;
    for business in [&agency, &studio] {
        // The demo has no carrier and no mail to be set up.
        setup::dismiss_by_operator(db, &operator(db, &business.slug).await?).await?;
    }
    let numbers = agency.lines.iter().map(|line| line.destination.to_string()).collect();
    Ok(DemoResult { slug: agency.slug, numbers })
}

/// Writes the calls, and returns the words that people then say on some of them.
async fn write(
    db: &Db,
    operator: &Operator,
    calls: impl Iterator<Item = Result<DemoCall, DemoError>>,
    mut progress: impl FnMut(u64),
) -> Result<Vec<(CallId, Words)>, DemoError> {
    let (mut batch, mut later, mut said) = (Vec::with_capacity(BATCH_SIZE), Vec::new(), Vec::new());
    let mut calls = calls.peekable();
    while let Some(call) = calls.next() {
        let DemoCall { past, later: words } = call?;
        batch.push(past);
        later.push(words);
        if batch.len() == BATCH_SIZE || calls.peek().is_none() {
            progress(batch.len() as u64);
            let ids = write_past_calls(db, operator, std::mem::take(&mut batch)).await?;
            said.extend(ids.into_iter().zip(later.drain(..)).filter_map(|(id, words)| Some((id, words?))));
        }
    }
    Ok(said)
}
