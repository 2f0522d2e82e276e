//! Live updates: `call`, `message` and `member` events inside the viewpoint, as server-sent events. A call or message
//! is loaded through the stream's own proof before it is sent, so the stream shows what the list shows and nothing
//! else. The proof is renewed before anything is sent, so the stream narrows with the access and ends with the
//! membership.

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

/// How often a quiet stream renews its proof, and sends a comment so that proxies keep it open.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(15);
/// How long a proof is used while events come in, so that revoked access ends within a second.
const PROOF_TTL: Duration = Duration::from_millis(500);

struct LiveStream {
    app: App,
    credential: StreamCredential,
    may: May<actions::SeeCalls>,
    proved_at: Instant,
    changes: crewline_core::live::Subscription,
    stopping: tokio::sync::watch::Receiver<bool>,
}

/// Opens a stream.
pub(crate) async fn show(watch: Watch<May<actions::SeeCalls>>, State(app): State<App>) -> Response {
    let Watch { proof: may, credential } = watch;
    // Subscribes before the response begins, so that no later change is missed.
    let (changes, stopping) = (app.bus.watch(&may), app.stopping.subscribe());
    let live_stream = LiveStream { app, credential, may, proved_at: Instant::now(), changes, stopping };
    let events = stream::unfold(live_stream, |mut live_stream| async move {
        let event = live_stream.next().await?;
        Some((Ok::<_, Infallible>(event), live_stream))
    });
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE_INTERVAL));
    // Asks proxies not to buffer events, and caches not to store them.
    ([("x-accel-buffering", "no"), ("cache-control", "no-store")], sse).into_response()
}

impl LiveStream {
    /// The next event; `None` when the stream has ended.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let change = tokio::select! {
                change = timeout_at(Instant::now() + KEEP_ALIVE_INTERVAL, self.changes.next()) => change.ok(),
                _ = self.stopping.changed() => return None,
            };
            let is_stale = self.proved_at.elapsed() > PROOF_TTL;
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
                // Only members with specific numbers see something else after a change of access.
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

    /// Loads a message. `Some(None)` means that the viewpoint may not see it, `None` that the database failed.
    async fn message(&self, id: MessageId) -> Option<Option<Message>> {
        match self.may.viewpoint().may::<actions::SeeConversations>() {
            Ok(may) => Message::find(&self.app.db, &may, id).await.ok(),
            Err(_) => Some(None),
        }
    }

    /// Renews the proof; `None` when the access has ended.
    async fn renew_proof(&mut self) -> Option<()> {
        self.may = self.credential.enter(&self.app).await.ok()??.may().ok()?;
        self.proved_at = Instant::now();
        Some(())
    }
}
