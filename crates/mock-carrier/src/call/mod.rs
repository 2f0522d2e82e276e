//! One inbound call: requests documents, executes them, and reports its progress.

mod callback;
mod dial;
mod document;
mod fields;
mod gather;
mod leg;
mod record;
mod whisper;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::account_data::CallRow;
use crate::carrier::{Carrier, PlaceError};
use crate::clock::Clock;
use crate::ids::{self, Thing};
use crate::number::{Method, Number};
use crate::requests::Request;
use crate::script::CallScript;
use crate::transcript::{Kind, Transcript};
use crate::twiml::{Document, Prompt, Verb};

use record::OpenRecording;

/// The most documents of one call; more are taken for a circle.
const MAX_DOCUMENTS: usize = 100;
/// How long a call of the account's rings.
const RINGS_MS: u64 = 3_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct HungUp;

/// The step after a verb.
#[derive(Debug)]
enum Flow {
    /// The next verb.
    Continue,
    /// Another document.
    Next(Next),
    /// Nothing: the call is over.
    Over(CallEnd),
}

/// The request for the next document.
#[derive(Debug)]
struct Next {
    url: String,
    method: Method,
    fields: Vec<(String, String)>,
}

/// The reason for the end of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CallEnd {
    /// The documents were executed to the end.
    Done,
    /// The caller hung up.
    HungUp,
    /// Refused before it was answered.
    Rejected { busy: bool },
    /// Neither a document nor a fallback could be fetched.
    Broken,
}

/// Places a call and waits for its last callback.
pub(crate) async fn start(carrier: &Arc<Carrier>, script: CallScript) -> Result<Transcript, PlaceError> {
    Ok(ActiveCall::new(carrier, script)?.run().await)
}

/// A call that the account places.
#[derive(Debug)]
pub(crate) struct OutboundCall {
    /// A number of the account.
    pub(crate) from: String,
    pub(crate) to: String,
    /// The address of the document for the answered call.
    pub(crate) url: String,
    pub(crate) method: Method,
    /// Notified at the end; empty for none.
    pub(crate) status_callback: String,
}

/// Starts a call that is answered after a few rings; returns its row. It goes on in a task of its own.
pub(crate) fn place(carrier: &Arc<Carrier>, call: OutboundCall) -> CallRow {
    let number = Number {
        phone_number: call.from.clone(),
        voice_url: call.url,
        voice_method: call.method,
        status_callback: call.status_callback,
        ..Number::default()
    };
    let active = ActiveCall::of(carrier, number, CallScript::new(&call.from, &call.to), false);
    let row = active.row("queued");
    carrier.data().calls.push(row.clone());
    tokio::spawn(active.run_outbound());
    row
}

struct ActiveCall {
    carrier: Arc<Carrier>,
    number: Number,
    is_inbound: bool,
    script: CallScript,
    /// The index of the call; with the seed it decides all ids and choices.
    index: u64,
    sid: String,
    clock: Clock,
    answered_ms: Option<u64>,
    hangs_up_at_ms: Option<u64>,
    /// The status of the call if it ends unanswered.
    unanswered: &'static str,
    talk_ms: u64,
    children: u64,
    requests: u64,
    attempts: BTreeMap<String, usize>,
    digits: VecDeque<String>,
    callee_digits: VecDeque<String>,
    whole_recording: Option<OpenRecording>,
    pending: BTreeMap<(u64, u64), Request>,
    transcript: Transcript,
}

impl ActiveCall {
    fn new(carrier: &Arc<Carrier>, script: CallScript) -> Result<Self, PlaceError> {
        let number = carrier.data().number(&script.to).cloned();
        let number = number.ok_or_else(|| PlaceError::UnknownNumber(script.to.clone()))?;
        if number.voice_url.is_empty() {
            return Err(PlaceError::NoAddress(script.to));
        }
        let call = Self::of(carrier, number, script, true);
        carrier.data().calls.push(call.row("ringing"));
        Ok(call)
    }

    fn of(carrier: &Arc<Carrier>, number: Number, script: CallScript, is_inbound: bool) -> Self {
        let config = &carrier.config;
        let index = carrier.data().next_call();
        let sid = ids::id(config.provider, Thing::Call, config.seed, "call", index);
        let started_at = script.at.unwrap_or_else(|| carrier.now());
        Self {
            carrier: Arc::clone(carrier),
            number,
            is_inbound,
            index,
            clock: Clock::new(script.time.unwrap_or(config.time), started_at),
            answered_ms: None,
            hangs_up_at_ms: script.caller_hangs_up_after_ms,
            unanswered: "no-answer",
            talk_ms: 0,
            children: 0,
            requests: 0,
            attempts: BTreeMap::new(),
            digits: script.digits.iter().cloned().collect(),
            callee_digits: script.callee_digits.iter().cloned().collect(),
            whole_recording: None,
            pending: BTreeMap::new(),
            transcript: Transcript { sid: sid.clone(), ..Transcript::default() },
            sid,
            script,
        }
    }

    /// The call as the REST API lists it at its start.
    fn row(&self, status: &str) -> CallRow {
        CallRow {
            sid: self.sid.clone(),
            parent_sid: None,
            from: self.script.from.clone(),
            to: self.script.to.clone(),
            caller_name: self.script.caller_name.clone(),
            status: status.to_owned(),
            inbound: self.is_inbound,
            started_at: self.clock.timestamp(),
            ended_at: None,
            duration_seconds: 0,
        }
    }

    /// Rings, is answered, and runs the call.
    async fn run_outbound(mut self) -> Transcript {
        let ended = match self.advance(RINGS_MS).await {
            Ok(()) => {
                self.answer();
                self.documents().await
            }
            Err(HungUp) => CallEnd::HungUp,
        };
        self.finish(ended).await
    }

    /// Runs the call from its first ring to its last callback.
    async fn run(mut self) -> Transcript {
        let ended = self.documents().await;
        self.finish(ended).await
    }

    async fn documents(&mut self) -> CallEnd {
        let mut next =
            Next { url: self.number.voice_url.clone(), method: self.number.voice_method, fields: Vec::new() };
        let mut kind = Kind::Voice;
        for _ in 0..MAX_DOCUMENTS {
            let Some((document, here)) = self.document(kind, next).await else {
                return CallEnd::Broken;
            };
            match self.perform(&document, &here).await {
                Ok(Flow::Next(following)) => next = following,
                Ok(Flow::Over(ended)) => return ended,
                Ok(Flow::Continue) => return CallEnd::Done,
                Err(HungUp) => return CallEnd::HungUp,
            }
            kind = Kind::Action;
        }
        self.transcript.problems.push(format!("the call was led through {MAX_DOCUMENTS} documents without an end"));
        CallEnd::Broken
    }

    async fn perform(&mut self, document: &Document, here: &str) -> Result<Flow, HungUp> {
        for verb in &document.verbs {
            let flow = match verb {
                Verb::Prompt(prompt) => {
                    // A pause alone does not answer the call.
                    if !matches!(prompt, Prompt::Pause { .. }) {
                        self.answer();
                    }
                    self.advance(prompt.duration_ms()).await?;
                    Flow::Continue
                }
                Verb::Gather(gather) => self.gather(gather, here).await?,
                Verb::Dial(dial) => self.dial(dial, here).await?,
                Verb::Record(record) => self.record(record, here).await?,
                Verb::StartRecording(start) => {
                    self.start_recording(start).await;
                    Flow::Continue
                }
                Verb::Redirect { url, method } => {
                    Flow::Next(Next { url: self.resolve(here, url), method: *method, fields: Vec::new() })
                }
                Verb::Reject { busy } if self.answered_ms.is_none() => Flow::Over(CallEnd::Rejected { busy: *busy }),
                Verb::Reject { .. } | Verb::Hangup => Flow::Over(CallEnd::Done),
            };
            if !matches!(flow, Flow::Continue) {
                return Ok(flow);
            }
        }
        Ok(Flow::Continue)
    }

    /// Answers the call, unless it is answered.
    fn answer(&mut self) {
        if self.answered_ms.is_none() {
            self.answered_ms = Some(self.clock.now_ms());
            if let Some(row) = self.carrier.data().call_mut(&self.sid) {
                "in-progress".clone_into(&mut row.status);
            }
        }
    }

    /// Advances the clock, unless the caller hangs up first.
    async fn advance(&mut self, ms: u64) -> Result<(), HungUp> {
        self.advance_to(self.clock.now_ms().saturating_add(ms)).await
    }

    async fn advance_to(&mut self, at_ms: u64) -> Result<(), HungUp> {
        let goal = self.hangs_up_at_ms.map_or(at_ms, |leaves| leaves.min(at_ms)).max(self.clock.now_ms());
        self.deliver_until(goal).await;
        self.clock.until(goal).await;
        if self.hangs_up_at_ms.is_some_and(|leaves| leaves <= goal) { Err(HungUp) } else { Ok(()) }
    }

    fn hang_up(&mut self) {
        self.hangs_up_at_ms = Some(self.clock.now_ms());
    }

    async fn finish(mut self, ended: CallEnd) -> Transcript {
        self.end_whole_recording().await;
        let status = match ended {
            CallEnd::Rejected { busy: true } => "busy",
            CallEnd::Rejected { busy: false } => "no-answer",
            _ if self.answered_ms.is_some() => "completed",
            CallEnd::HungUp => "no-answer",
            CallEnd::Broken => "failed",
            CallEnd::Done => self.unanswered,
        };
        let now_ms = self.clock.now_ms();
        let duration = seconds(self.answered_ms.map_or(0, |answered| now_ms - answered));
        self.transcript.outcome.status = status.to_owned();
        self.transcript.outcome.duration_seconds = duration;
        self.transcript.outcome.talk_seconds = seconds(self.talk_ms);
        if let Some(row) = self.carrier.data().call_mut(&self.sid) {
            status.clone_into(&mut row.status);
            row.ended_at = Some(self.clock.timestamp());
            row.duration_seconds = duration;
        }
        if !self.number.status_callback.is_empty() {
            let fields = self.end_fields(status, duration);
            let (url, method) = (self.number.status_callback.clone(), self.number.status_callback_method);
            self.schedule_callback(Kind::Status, &url, method, fields, 0).await;
        }
        self.deliver_all().await;
        self.transcript
    }
}

/// Whole seconds, to the nearest.
fn seconds(ms: u64) -> u64 {
    ms.saturating_add(500) / 1_000
}
