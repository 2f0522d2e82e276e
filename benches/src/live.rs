//! Two hundred live streams while a hundred calls a second arrive: whether each stream hears of all that its viewer sees, how
//! late, and what it costs.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use crewline_core::access::Role;
use crewline_core::time::{Clock, Timestamp};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep_until;

use crate::Outcome;
use crate::business::BenchBusiness;
use crate::database::{Databases, execute};
use crate::engine::Engine;
use crate::load::fetch;
use crate::numerals::{milliseconds, with_thousands};
use crate::program::{Served, Site};
use crate::samples::Samples;
use crate::table::Table;
use crate::webhook::voice_to;

/// The numbers of the business. Each has a viewer who sees it alone.
const NUMBERS: u64 = 50;
const STREAMS_PER_VIEWER: usize = 2;
/// The members who see all numbers.
const MANAGERS: usize = 2;
const STREAMS_PER_MANAGER: usize = 50;
const CALLS_A_SECOND: u64 = 100;
const SPAN: Duration = Duration::from_secs(20);
/// How long the last events may take.
const SETTLE_TIME: Duration = Duration::from_secs(3);

/// Measures it.
pub(crate) async fn run(databases: &Databases, program: &Path) -> Outcome<Table> {
    let head = ["Engine", "Events heard", "`resync`s a stream and second", "Delay: median, ms", "p99", "Processor"];
    let mut results = Table::new("200 live streams, 100 calls a second (`live`)", &head);
    for engine in Engine::BOTH {
        let target = databases.create(engine, "live").await?;
        let site = Site::set_up(program, &databases.folder().join(format!("live-{}", engine.name())), target)?;
        let tokens = add_people(&site).await?;
        let served = site.serve()?;
        let measured = measure(&served, tokens).await?;
        results.row([
            engine.name().to_owned(),
            format!("{} of {}", with_thousands(measured.heard as f64), with_thousands(measured.visible as f64)),
            format!("{:.2}", measured.resyncs as f64 / streams() as f64 / SPAN.as_secs_f64()),
            milliseconds(measured.delays.median()),
            milliseconds(measured.delays.p99()),
            format!("{:.0} %", 100.0 * measured.processor.as_secs_f64() / SPAN.as_secs_f64()),
        ]);
    }
    results.note(format!(
        "{} streams: {} by viewers of one number each, and {} by members who see all {NUMBERS} numbers. For {} s, \
         {CALLS_A_SECOND} signed calls a second arrive, each at its moment. An event is heard if a stream has told of a \
         call that its viewer sees; its delay is counted from that moment. The processor is the server's own time, in \
         percent of one.",
        streams(),
        NUMBERS * STREAMS_PER_VIEWER as u64,
        MANAGERS * STREAMS_PER_MANAGER,
        SPAN.as_secs()
    ));
    Ok(results)
}

const fn streams() -> usize {
    NUMBERS as usize * STREAMS_PER_VIEWER + MANAGERS * STREAMS_PER_MANAGER
}

fn number(place: u64) -> String {
    format!("+1312555{:04}", 1_000 + place)
}

/// A token of somebody, and the place of the number that they see alone.
struct Token {
    text: String,
    only: Option<u64>,
    streams: usize,
}

/// Adds the numbers and the people.
async fn add_people(site: &Site) -> Outcome<Vec<Token>> {
    let viewer = |place: u64| format!("viewer-{:04}@northline.example", 1_000 + place);
    let manager = |place: usize| format!("manager-{place}@northline.example");
    let now: Timestamp = Clock::System.now();
    let business = BenchBusiness::open(&site.target, now).await?;
    for place in 0..NUMBERS {
        business.add_member(&viewer(place), Role::Viewer).await?;
        let number = number(place);
        execute(
            &site.target,
            &format!(
                "insert into numbers (business_id, phone_number, friendly_name, name_folded, source, source_folded, \
                 forward_to, records_calls, status, created_at) \
                 select id, '{number}', '{number}', '{number}', 'Flyer', 'flyer', '+13125550199', false, 'active', 0 \
                 from businesses"
            ),
        )
        .await?;
    }
    for place in 0..MANAGERS {
        business.add_member(&manager(place), Role::Manager).await?;
    }
    drop(business);
    execute(&site.target, "update members set sees = 'all' where role = 'manager'").await?;
    execute(
        &site.target,
        "insert into number_grants (business_id, member_id, number_id) \
         select m.business_id, m.id, n.id from members m join users u on u.id = m.user_id \
         join numbers n on n.business_id = m.business_id \
            and u.email = 'viewer-' || substr(n.phone_number, 9) || '@northline.example'",
    )
    .await?;
    let mut tokens = Vec::new();
    for place in 0..NUMBERS {
        let text = site.token_of(&viewer(place))?;
        tokens.push(Token { text, only: Some(place), streams: STREAMS_PER_VIEWER });
    }
    for place in 0..MANAGERS {
        tokens.push(Token { text: site.token_of(&manager(place))?, only: None, streams: STREAMS_PER_MANAGER });
    }
    Ok(tokens)
}

struct Measured {
    heard: usize,
    visible: usize,
    resyncs: usize,
    delays: Samples,
    processor: Duration,
}

/// The events that one stream has sent.
#[derive(Default)]
struct Told {
    /// When each call was first told.
    calls: HashMap<u64, Instant>,
    resyncs: usize,
}

async fn measure(served: &Served, tokens: Vec<Token>) -> Outcome<Measured> {
    let (stop, _) = watch::channel(false);
    let mut streams: Vec<(Option<u64>, JoinHandle<Outcome<Told>>)> = Vec::new();
    for token in &tokens {
        for _ in 0..token.streams {
            streams.push((token.only, open(served.address, &token.text, stop.subscribe()).await?));
        }
    }
    let before = served.processor_time()?;
    let calls = CALLS_A_SECOND * SPAN.as_secs();
    let begin = Instant::now();
    let at = |call: u64| begin + Duration::from_micros(1_000_000 / CALLS_A_SECOND * call);
    let mut sent = Vec::new();
    for call in 0..calls {
        sleep_until(at(call).into()).await;
        let (address, request) = (served.address, voice_to(call, &number(call % NUMBERS)));
        sent.push(tokio::spawn(async move { fetch(address, &request).await.map(drop) }));
    }
    for each in sent {
        each.await??;
    }
    let processor = served.processor_time()?.saturating_sub(before);
    tokio::time::sleep(SETTLE_TIME).await;
    stop.send_replace(true);
    let mut measured = Measured { heard: 0, visible: 0, resyncs: 0, delays: Samples::default(), processor };
    for (only, stream) in streams {
        let told = stream.await??;
        measured.resyncs += told.resyncs;
        for call in (0..calls).filter(|call| only.is_none_or(|only| call % NUMBERS == only)) {
            measured.visible += 1;
            if let Some(heard_at) = told.calls.get(&call) {
                measured.heard += 1;
                measured.delays.add(heard_at.saturating_duration_since(at(call)));
            }
        }
        if only.is_some_and(|only| told.calls.keys().any(|call| call % NUMBERS != only)) {
            return Err("a stream told of a call that its viewer does not see".into());
        }
    }
    Ok(measured)
}

/// Opens a stream, and reads it until it has to stop.
async fn open(address: SocketAddr, token: &str, mut stop: watch::Receiver<bool>) -> Outcome<JoinHandle<Outcome<Told>>> {
    let mut connection = TcpStream::connect(address).await?;
    let request = format!(
        "GET /b/northline/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    connection.write_all(request.as_bytes()).await?;
    let mut lines = BufReader::new(connection).lines();
    let status = lines.next_line().await?.unwrap_or_default();
    if !status.contains(" 200 ") {
        return Err(format!("a stream was refused: {status}").into());
    }
    Ok(tokio::spawn(async move {
        let mut told = Told::default();
        loop {
            let line = tokio::select! {
                line = lines.next_line() => line?.ok_or("a stream ended")?,
                _ = stop.changed() => return Ok(told),
            };
            if line.starts_with("event: resync") {
                told.resyncs += 1;
            } else if let Some(call) = call_of(&line) {
                told.calls.entry(call).or_insert_with(Instant::now);
            }
        }
    }))
}

/// The call that a line of a stream tells of, by its caller's digits.
fn call_of(line: &str) -> Option<u64> {
    line.split_once(r#""caller":"+1415"#)?.1.get(..7)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_of_a_line_is_read_from_its_caller() {
        assert_eq!(call_of(r#"data: {"id":"call_x","caller":"+14150000123","caller_kind":"number"}"#), Some(123));
        assert_eq!(call_of(r#"data: {"id":"mem_x"}"#), None);
    }
}
