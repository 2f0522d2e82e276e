//! Live updates: `call`, `tags`, `message` and `member` events inside the viewpoint, as server-sent events. The feed of the
//! business reads a call or message once for all streams, and hands it to those whose viewer sees its number. The
//! stream's own proof is renewed before anything is sent, so the stream narrows with the access and ends with the
//! membership. An event that has waited, or that came before the viewer's access changed, is read again through the proof.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use crewline_core::Error;
use crewline_core::access::{May, Role, Thing, Viewpoint, actions};
use crewline_core::calls::Call;
use crewline_core::ids::MemberId;
use crewline_core::live::{Change, LiveEvent, Notice, Notices};
use crewline_core::messages::Message;
use crewline_core::numbers::{Fingerprint, Number, fingerprint};
use futures_util::stream;
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use super::feed;
use super::message::MessageRow;
use super::watch::{StreamCredential, Watch};
use crate::calls::api_call::CallRow;
use crate::http::api_failure::ApiFailure;
use crate::state::App;

/// How often a quiet stream renews its proof, and sends a comment so that proxies keep it open.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(15);
/// How long a proof is used while events come in, so that revoked access ends within a second.
const PROOF_TTL: Duration = Duration::from_millis(500);
/// How long after the viewer's number access was read an event is sent as it is. A slow reader's events are read again.
const EVENT_TTL: Duration = Duration::from_secs(1);

/// The view of a member with Specific Numbers: the numbers and groups, and their own membership. Every `member` event about
/// themselves stands for a difference of it, so a change of others that comes at the same moment adds none.
#[derive(PartialEq, Eq)]
struct Seen {
    numbers: Fingerprint,
    role: Role,
    name: String,
}

impl Seen {
    async fn of(app: &App, viewpoint: &Viewpoint) -> Result<Option<Self>, Error> {
        let numbers = fingerprint(&app.db, &viewpoint.may()?).await?;
        Ok(numbers.map(|numbers| Self { numbers, role: viewpoint.role(), name: viewpoint.name().to_owned() }))
    }
}

struct LiveStream {
    app: App,
    credential: StreamCredential,
    may: May<actions::SeeCalls>,
    proved_at: Instant,
    /// The view that the stream last reported. `None` if the viewpoint sees all numbers.
    seen: Option<Seen>,
    notices: Notices,
    /// When the viewer's view last changed. Events from before are read again.
    view_changed_at: Instant,
    stopping: tokio::sync::watch::Receiver<bool>,
}

/// Opens a stream.
pub(crate) async fn show(watch: Watch<May<actions::SeeCalls>>, State(app): State<App>) -> Result<Response, ApiFailure> {
    let Watch { proof: may, credential } = watch;
    // Subscribes before the response begins, so that no later change is missed.
    let (notices, feed) = app.bus.open_stream(&may, app.config.live_streams).map_err(Error::from)?;
    if let Some(feed) = feed {
        tokio::spawn(feed.run(app.db.clone(), feed::Reader));
    }
    let stopping = app.stopping.subscribe();
    let seen = Seen::of(&app, may.viewpoint()).await?;
    let (proved_at, view_changed_at) = (Instant::now(), Instant::now());
    let live_stream = LiveStream { app, credential, may, proved_at, seen, notices, view_changed_at, stopping };
    let events = stream::unfold(live_stream, |mut live_stream| async move {
        let event = live_stream.next().await?;
        Some((Ok::<_, Infallible>(event), live_stream))
    });
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE_INTERVAL));
    // Asks proxies not to buffer events, and caches not to store them.
    Ok(([("x-accel-buffering", "no"), ("cache-control", "no-store")], sse).into_response())
}

impl LiveStream {
    /// The next event; `None` when the stream has ended.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let wake_at = Instant::now() + self.time_to_renewal();
            let notice = tokio::select! {
                notice = timeout_at(wake_at, self.notices.next()) => notice.ok(),
                _ = self.stopping.changed() => return None,
            };
            match notice {
                None => self.renew_proof().await?,
                Some(Notice::End) => return None,
                Some(Notice::Event(event)) => {
                    if let Some(event) = self.write(event).await? {
                        return Some(event);
                    }
                }
                Some(Notice::Change(change)) => {
                    self.view_changed_at = Instant::now();
                    self.renew_proof().await?;
                    if let Some(event) = self.event_of(change).await? {
                        return Some(event);
                    }
                }
            }
        }
    }

    /// A call or message as the viewer sees it. `Some(None)` means that there is none any more for them, `None` that the
    /// stream has ended.
    async fn write(&mut self, event: LiveEvent) -> Option<Option<Event>> {
        if self.proved_at.elapsed() > PROOF_TTL {
            self.renew_proof().await?;
        }
        let is_fresh = event.seen_at >= self.view_changed_at && event.seen_at.elapsed() < EVENT_TTL;
        let (kind, text) = match event.change {
            Change::Call(_) if is_fresh => ("call", event.text.to_string()),
            Change::Call(id) => match Call::find(&self.app.db, &self.may, id).await.ok()? {
                Some(call) => ("call", feed::text(&CallRow::from(call)).ok()?),
                None => return Some(None),
            },
            Change::CallTags(_) if is_fresh => return Some(Some(tags_event())),
            Change::CallTags(id) => {
                let may = self.may.viewpoint().may::<actions::SeeNumbers>().ok()?;
                return Some(Number::find(&self.app.db, &may, id).await.ok()?.map(|_| tags_event()));
            }
            Change::Message(id) => match self.may.viewpoint().may::<actions::SeeConversations>() {
                Ok(_) if is_fresh => ("message", event.text.to_string()),
                Ok(may) => match Message::find(&self.app.db, &may, id).await.ok()? {
                    Some(message) => ("message", feed::text(&MessageRow::from(message)).ok()?),
                    None => return Some(None),
                },
                Err(_) => return Some(None),
            },
            _ => return Some(None),
        };
        Some(Some(Event::default().event(kind).data(text)))
    }

    /// The event of another change, if the viewer is told; `None` when the stream has ended.
    async fn event_of(&mut self, change: Change) -> Option<Option<Event>> {
        let viewpoint = self.may.viewpoint();
        let member = viewpoint.member();
        Some(match change {
            Change::Member(id) | Change::Access(id) if id == member => {
                (self.sees_otherwise().await? || self.seen.is_none()).then(|| member_event(id))
            }
            Change::Member(id) if viewpoint.allows(actions::SeeUsers) => Some(member_event(id)),
            Change::Numbers => self.sees_otherwise().await?.then(|| member_event(member)),
            Change::Plan if viewpoint.allows(actions::SeeUsers) => Some(resync_event()),
            Change::Everything => {
                self.sees_otherwise().await?;
                Some(resync_event())
            }
            Change::Call(_) | Change::CallTags(_) | Change::Message(_) => None,
            Change::Member(_) | Change::Access(_) | Change::Account(_) | Change::Plan => None,
        })
    }

    /// Whether the viewpoint sees other numbers or groups, or other names of them, than when it was last told.
    async fn sees_otherwise(&mut self) -> Option<bool> {
        let now = Seen::of(&self.app, self.may.viewpoint()).await.ok()?;
        let is_otherwise = self.seen != now;
        self.seen = now;
        Some(is_otherwise)
    }

    /// How long until the proof is renewed if nothing happens: at the keep-alive, or when the credential ends.
    fn time_to_renewal(&self) -> Duration {
        let end = self.may.viewpoint().credential_ends_at();
        let seconds = end.map(|end| u64::try_from(end.seconds_since(self.app.db.now()).max(0)).unwrap_or(0));
        // A moment after the end, since ends are told apart by the millisecond.
        seconds
            .map_or(KEEP_ALIVE_INTERVAL, |seconds| Duration::from_secs(seconds) + Duration::from_millis(100))
            .min(KEEP_ALIVE_INTERVAL)
    }

    /// Renews the proof; `None` when the access has ended.
    async fn renew_proof(&mut self) -> Option<()> {
        self.may = self.credential.enter(&self.app).await.ok()??.may().ok()?;
        self.proved_at = Instant::now();
        self.notices.renew(&self.may);
        Some(())
    }
}

/// A membership has changed, or what it sees.
fn member_event(id: MemberId) -> Event {
    Event::default().event("member").data(json!({ "id": id.to_string() }).to_string())
}

/// A tag of calls that the viewer sees has changed.
fn tags_event() -> Event {
    Event::default().event("tags").data("{}")
}

/// Changes may have been missed.
fn resync_event() -> Event {
    Event::default().event("resync").data("{}")
}
