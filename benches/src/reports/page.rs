//! The page of the dashboard, of the real program over HTTP.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crewline_core::db::Target;
use crewline_core::time::Clock;
use secrecy::ExposeSecret;

use super::readers::Reader;
use super::{MONTH, Measured, figures, of_engine};
use crate::Outcome;
use crate::business::BenchBusiness;
use crate::engine::Engine;
use crate::load::{Script, fetch, fetch_whole, run as load};
use crate::program::Site;
use crate::samples::Samples;
use crate::table::Table;

const SPAN: Duration = Duration::from_secs(5);
const WARM_UP: Duration = Duration::from_secs(1);
/// An element that the page has only with figures.
const FIGURES: &str = "id=\"newest-title\"";

/// The times of a page, and the bytes of its compressed body.
pub(super) struct Page {
    times: Samples,
    bytes: usize,
}

/// Measures the page of each reader.
pub(super) async fn measure_all(
    program: &Path,
    folder: &Path,
    target: &Target,
    readers: &[Reader],
) -> Outcome<Vec<Page>> {
    let business = BenchBusiness::open(target, Clock::System.now()).await?;
    let mut sessions = Vec::new();
    for reader in readers {
        sessions.push(business.sign_in(&reader.email()).await?.expose_secret().to_owned());
    }
    drop(business);
    let served = Site::existing(program, folder, target.clone())?.serve()?;
    let mut pages = Vec::new();
    for session in sessions {
        let body = fetch(served.address, &request(&session, "identity")).await?;
        if !body.contains(FIGURES) {
            return Err("the page of the dashboard has no figures".into());
        }
        let compressed = request(&session, "gzip");
        let (head, body) = fetch_whole(served.address, &compressed).await?;
        if !head.to_lowercase().contains("content-encoding: gzip") {
            return Err("the page of the dashboard is not compressed".into());
        }
        let compressed: Arc<[u8]> = compressed.into();
        load(served.address, vec![Script::Repeat(Arc::clone(&compressed), WARM_UP)])?;
        let times = load(served.address, vec![Script::Repeat(compressed, SPAN)])?.times;
        pages.push(Page { times, bytes: body.len() });
    }
    Ok(pages)
}

fn request(session: &str, encoding: &str) -> Vec<u8> {
    let [from, to] = MONTH.days();
    format!(
        "GET /b/northline/dashboard?from={from}&to={to} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\
         Accept-Encoding: {encoding}\r\nCookie: __Host-crewline_session={session}\r\n\r\n"
    )
    .into_bytes()
}

/// The table.
pub(super) fn table(readers: &[Reader], engines: &[Measured]) -> Table {
    let head = ["Viewer of", "SQLite, ms", "p99", "PostgreSQL, ms", "p99", "Aim", "Compressed", "Aim"];
    let mut results = Table::new("The page of the dashboard (`reports`)", &head);
    for (at, reader) in readers.iter().enumerate() {
        let mut row = vec![reader.title()];
        for engine in Engine::BOTH {
            row.extend(figures(of_engine(engines, engine).map(|measured| &measured.pages[at].times)));
        }
        let bytes = engines.iter().map(|measured| measured.pages[at].bytes).max().unwrap_or_default();
        row.extend(["< 40".to_owned(), format!("{:.1} KB", bytes as f64 / 1_000.0), "< 60 KB".to_owned()]);
        results.row(row);
    }
    results.note(format!(
        "`GET /b/{{slug}}/dashboard` of {} with a session, over HTTP from one thread of the same machine: one connection for {} s, the \
         page compressed with gzip. Callers to call back are those of the thirty days before the run by the machine's clock, and \
         the newest of these calls is of 31 October 2026: a month later the page has none to call back.",
        MONTH.title,
        SPAN.as_secs()
    ));
    results
}
