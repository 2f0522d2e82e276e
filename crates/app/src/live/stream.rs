//! Live updates: `call`, `message` and `member` events inside the viewpoint, as server-sent events. A call or message is
//! looked up through the watcher's own proof before it is told of, so the stream shows what the list shows and nothing
//! else; the proof is made anew before anything is told, so it narrows with the access and ends with the membership.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use crewline_core::access::{AccessKind, May, Thing, actions};
use crewline_core::calls::Call;
use crewline_core::ids::MessageId;
use crewline_core::live::Change;
use crewline_core::messages::Message;
use futures_util::stream;
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use super::message::MessageRow;
use super::watch::{StreamCredential, Watch};
use crate::calls::api_call::CallRow;
use crate::state::App;

/// How long a quiet stream waits before it makes sure that it may go on; also how often a proxy is kept awake.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a proof is good for while news comes in: access that ends does so within a second.
const PROOF_TTL: Duration = Duration::from_millis(500);

struct LiveStream {
    app: App,
    credential: StreamCredential,
    may: May<actions::SeeCalls>,
    entered: Instant,
    changes: crewline_core::live::Subscription,
    stopping: tokio::sync::watch::Receiver<bool>,
}

/// Opens a stream.
pub(crate) async fn show(watch: Watch<May<actions::SeeCalls>>, State(app): State<App>) -> Response {
    let Watch { proof: may, credential } = watch;
    // Watched from before the answer goes out: nothing that happens after it is missed.
    let (changes, stopping) = (app.bus.watch(&may), app.stopping.subscribe());
    let watcher = LiveStream { app, credential, may, entered: Instant::now(), changes, stopping };
    let events = stream::unfold(watcher, |mut watcher| async move {
        let event = watcher.next().await?;
        Some((Ok::<_, Infallible>(event), watcher))
    });
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // A proxy that collects answers before it passes them on would hold events back; what is told is kept by nobody.
    ([("x-accel-buffering", "no"), ("cache-control", "no-store")], sse).into_response()
}

impl LiveStream {
    /// The next event; `None` when the stream has ended.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let change = tokio::select! {
                news = timeout_at(Instant::now() + KEEP_ALIVE, self.changes.next()) => news.ok(),
                _ = self.stopping.changed() => return None,
            };
            let is_stale = self.entered.elapsed() > PROOF_TTL;
            if is_stale || matches!(change, Some(Change::Member(_) | Change::Access | Change::Everything) | None) {
                self.renew_proof().await?;
            }
            match change {
                Some(Change::Call(id)) => {
                    if let Some(call) = Call::find(&self.app.db, &self.may, id).await.ok()? {
                        return Event::default().event("call").json_data(CallRow::from(call)).ok();
                    }
                }
                Some(Change::Message(id)) => {
                    if let Some(message) = self.message(id).await? {
                        return Event::default().event("message").json_data(MessageRow::from(message)).ok();
                    }
                }
                Some(Change::Member(id)) => {
                    let viewpoint = self.may.viewpoint();
                    if id == viewpoint.member() || viewpoint.allows(actions::SeeUsers) {
                        let id = id.to_string();
                        return Event::default().event("member").json_data(json!({ "id": id })).ok();
                    }
                }
                // What they see is theirs: to everybody else it is as it was.
                Some(Change::Access) if self.may.viewpoint().access_kind() == AccessKind::Granted => {
                    let id = self.may.viewpoint().member().to_string();
                    return Event::default().event("member").json_data(json!({ "id": id })).ok();
                }
                Some(Change::Access) => {}
                Some(Change::Everything) => return Some(Event::default().event("resync").data("{}")),
                None => {}
            }
        }
    }

    /// A message, where they may see conversations and its number; `None` within where it is not for them, and without
    /// where that can't be found out.
    async fn message(&self, id: MessageId) -> Option<Option<Message>> {
        match self.may.viewpoint().may::<actions::SeeConversations>() {
            Ok(may) => Message::find(&self.app.db, &may, id).await.ok(),
            Err(_) => Some(None),
        }
    }

    /// Makes the proof anew; `None` when there is none to be had any more.
    async fn renew_proof(&mut self) -> Option<()> {
        self.may = self.credential.enter(&self.app).await.ok()??.may().ok()?;
        self.entered = Instant::now();
        Some(())
    }
}
