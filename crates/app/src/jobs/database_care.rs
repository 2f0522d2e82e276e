//! The care of SQLite's files: whether they are still there, and whether they are sound.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{ToSpan, ZonedDateTime};

use crate::state::App;

/// The longest file that is checked at the start, too. A longer one is checked at night only.
const MAX_BYTES_AT_START: u64 = 1024 * 1024 * 1024;
/// The hour of the night, by the machine's clock.
const NIGHT_HOUR: i8 = 3;

/// Checks that the files are those that were opened. The operator learns of a loss from the log, from readiness and from
/// a metric, while everything can still be saved.
pub(super) async fn check_files(app: App) {
    match app.db.check_files().await {
        Ok(()) => report_loss(&app, false),
        Err(crewline_core::db::Error::Unusable(loss)) => {
            tracing::error!("{loss}");
            report_loss(&app, true);
        }
        Err(error) => tracing::warn!(%error, "the database's files can't be checked"),
    }
}

fn report_loss(app: &App, is_lost: bool) {
    app.readiness.set_file_lost(is_lost);
    metrics::gauge!("database_file_lost").set(f64::from(u8::from(is_lost)));
}

/// Looks for damage: quickly at the start, and thoroughly every night.
pub(super) async fn find_damage_nightly(app: App) {
    if app.db.file_length().is_ok_and(|length| length.is_some_and(|length| length <= MAX_BYTES_AT_START)) {
        find_damage(&app, false).await;
    }
    let mut stopping = app.stopping.subscribe();
    while !*stopping.borrow_and_update() {
        let now = app.db.now().jiff().to_zoned_datetime(TimeZone::system());
        tokio::select! {
            () = tokio::time::sleep(until_night(&now)) => find_damage(&app, true).await,
            _ = stopping.changed() => {}
        }
    }
}

async fn find_damage(app: &App, is_thorough: bool) {
    match app.db.find_damage(is_thorough).await {
        Ok(None) => metrics::gauge!("database_damaged").set(0.0),
        Ok(Some(fault)) => {
            metrics::gauge!("database_damaged").set(1.0);
            tracing::error!(fault, "the database's file is damaged: keep a copy of it and restore a backup");
        }
        Err(error) => tracing::warn!(%error, "the database's file can't be checked for damage"),
    }
}

/// The time until the next night's check: at least a minute, so that none runs twice.
fn until_night(now: &ZonedDateTime) -> Duration {
    let night = |day: ZonedDateTime| day.with().hour(NIGHT_HOUR).minute(0).second(0).subsec_nanosecond(0).build();
    let nights = [night(now.clone()), now.checked_add(1.day()).and_then(night)];
    let waits = nights.into_iter().flatten().filter_map(|night| Duration::try_from(now.duration_until(&night)).ok());
    waits.filter(|wait| *wait >= Duration::from_secs(60)).min().unwrap_or(Duration::from_secs(86_400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_night_comes_once_a_day() {
        for (now, minutes) in [
            ("2026-03-02T02:58:00[UTC]", 2),
            ("2026-03-02T02:59:30[UTC]", 24 * 60 + 1),
            ("2026-03-02T03:00:00[UTC]", 24 * 60),
            ("2026-03-02T12:00:00[Europe/Berlin]", 15 * 60),
            // The clocks go forward in that night.
            ("2026-03-28T12:00:00[Europe/Berlin]", 14 * 60),
        ] {
            let wait = until_night(&now.parse().expect("a time"));
            assert_eq!(wait.as_secs().div_ceil(60), minutes, "{now}");
        }
    }
}
