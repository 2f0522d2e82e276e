//! The live stream: a change of another number sends nothing.

use std::time::Duration;

use crewline_core::access::{Change, Operator};
use crewline_core::demo::announce;
use crewline_core::leaks::NumberContent;
use futures_util::StreamExt;

use super::hidden::Sight;
use super::report::{LeakKind, Report};
use super::walk::Walker;
use super::{SearchError, Visit};

/// How many changes of other numbers are announced.
const MAX_CHANGES: usize = 50;
/// How long the event of the viewer's own call may take.
const OWN_EVENT_TIMEOUT: Duration = Duration::from_secs(10);

/// Opens the live stream of a viewer and announces calls and texts of other numbers, and then a call of theirs. The first
/// event has to be of their own call.
pub(super) async fn listen(
    walker: &Walker<'_>,
    operator: &Operator,
    visit: &Visit,
    all: &[NumberContent],
    report: &mut Report,
) -> Result<(), SearchError> {
    let viewer = &visit.viewer;
    let sight = Sight::of(viewer, all);
    let Some(own) = sight.own.iter().find_map(|number| number.calls.first()) else {
        report.notes.push(format!("no events were awaited for {}, whose numbers have no call", viewer.member));
        return Ok(());
    };
    let path = format!("/b/{}/live", walker.slug);
    let response = walker.respond(&visit.credentials, &path).await?;
    if !response.status().is_success() {
        report.notes.push(format!("the live stream answered {} to {}", response.status(), viewer.member));
        return Ok(());
    }
    let calls = sight.hidden_calls().take(MAX_CHANGES).map(Change::Call);
    let messages = sight.others.iter().flat_map(|number| number.messages.iter().copied().map(Change::Message));
    let mut changes: Vec<_> = calls.chain(messages.take(MAX_CHANGES)).collect();
    changes.push(Change::Call(*own));
    announce(&walker.app.db, operator, changes).await?;
    let mut events = Events { body: response.into_body().into_data_stream(), received: String::new() };
    loop {
        match tokio::time::timeout(OWN_EVENT_TIMEOUT, events.next()).await {
            Ok(Some(event)) if event.contains(&own.to_string()) => return Ok(()),
            // Comments keep a stream open.
            Ok(Some(event)) if event.lines().all(|line| line.starts_with(':')) => {}
            Ok(Some(event)) => report.add(viewer, &path, LeakKind::Event, event),
            Ok(None) | Err(_) => {
                report.notes.push(format!("the live stream of {} did not bring their own call", viewer.member));
                return Ok(());
            }
        }
    }
}

struct Events<S> {
    body: S,
    received: String,
}

impl<S, E> Events<S>
where
    S: futures_util::Stream<Item = Result<axum::body::Bytes, E>> + Unpin,
{
    /// The next event as its lines.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.received.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.received = rest;
                return Some(event);
            }
            self.received.push_str(&String::from_utf8_lossy(&self.body.next().await?.ok()?));
        }
    }
}
