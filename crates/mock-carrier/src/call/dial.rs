//! `<Dial>`: rings, connects, and reports the result to its `action`.

use super::leg::Leg;
use super::record::FinishedRecording;
use super::{ActiveCall, Flow, HungUp, Next, seconds};
use crate::script::{Callee, End};
use crate::twiml::{Dial, Target};

/// The time from the start of a dial until it rings.
const RING_DELAY_MS: u64 = 400;

struct DialResult {
    status: &'static str,
    leg_sid: String,
    answered: bool,
    duration_ms: u64,
    bridged: bool,
    recorded: Option<FinishedRecording>,
    caller_hung_up: bool,
}

impl ActiveCall {
    pub(super) async fn dial(&mut self, dial: &Dial, here: &str) -> Result<Flow, HungUp> {
        if !dial.answer_on_bridge {
            self.answer();
        }
        if dial.targets.is_empty() {
            return Ok(Flow::Continue);
        }
        let at_once = if dial.sequential { 1 } else { dial.targets.len() };
        let mut result = None;
        for targets in dial.targets.chunks(at_once) {
            let attempt = self.ring_all(dial, targets).await;
            let over = attempt.answered || attempt.caller_hung_up;
            result = Some(attempt);
            if over {
                break;
            }
        }
        let Some(result) = result else {
            return Ok(Flow::Continue);
        };
        if !result.bridged {
            self.unanswered = match result.status {
                "busy" => "busy",
                "failed" => "failed",
                _ => "no-answer",
            };
        }
        let next = dial.action.as_ref().map(|action| Next {
            url: self.resolve(here, action),
            method: dial.method,
            fields: self.dial_fields(&result),
        });
        match next {
            Some(next) if result.caller_hung_up => {
                if result.bridged || self.script.action_after_abandon {
                    self.notify_hang_up(next).await;
                }
                Err(HungUp)
            }
            None if result.caller_hung_up => Err(HungUp),
            Some(next) => Ok(Flow::Next(next)),
            None => Ok(Flow::Continue),
        }
    }

    fn dial_fields(&self, result: &DialResult) -> Vec<(String, String)> {
        let text = |name: &str, value: String| (name.to_owned(), value);
        let mut fields = vec![
            text("DialCallStatus", result.status.to_owned()),
            text("DialCallSid", result.leg_sid.clone()),
            text("DialBridged", result.bridged.to_string()),
        ];
        if result.answered {
            fields.push(text("DialCallDuration", seconds(result.duration_ms).to_string()));
        }
        if let Some(recorded) = &result.recorded {
            fields.push(text("RecordingUrl", recorded.url.clone()));
            fields.push(text("RecordingSid", recorded.sid.clone()));
            fields.push(text("RecordingDuration", recorded.duration_seconds.to_string()));
        }
        fields
    }

    async fn ring_all(&mut self, dial: &Dial, targets: &[Target]) -> DialResult {
        let start = self.clock.now_ms();
        let mut legs: Vec<Leg> = targets.iter().map(|target| self.leg(dial, target)).collect();
        for leg in &mut legs {
            self.progress(leg, "initiated", "initiated").await;
            if let Callee::Abandoned { after_ms } = leg.callee {
                let leaves = start.saturating_add(after_ms);
                self.hangs_up_at_ms = Some(self.hangs_up_at_ms.map_or(leaves, |earlier| earlier.min(leaves)));
            }
        }
        if self.advance_to(start + RING_DELAY_MS).await.is_err() {
            return self.give_up(&mut legs, "canceled", true).await;
        }
        for leg in &mut legs {
            self.progress(leg, "ringing", "ringing").await;
        }
        let timeout = start.saturating_add(dial.timeout_seconds.saturating_mul(1_000));
        for (at_ms, place) in leg_events(&legs, start) {
            if at_ms >= timeout {
                break;
            }
            if self.advance_to(at_ms).await.is_err() {
                return self.give_up(&mut legs, "canceled", true).await;
            }
            let status = match legs[place].callee {
                Callee::Busy { .. } => "busy",
                Callee::Failed { .. } => "failed",
                _ => return self.connect(dial, &mut legs, place, start).await,
            };
            self.progress(&mut legs[place], "completed", status).await;
            if legs.iter().all(|leg| !leg.is_open) {
                return unanswered(status, &legs[place], false);
            }
        }
        let caller_hung_up = self.advance_to(timeout).await.is_err();
        self.give_up(&mut legs, if caller_hung_up { "canceled" } else { "no-answer" }, caller_hung_up).await
    }

    /// Ends the open legs.
    async fn give_up(&mut self, legs: &mut [Leg], status: &'static str, caller_hung_up: bool) -> DialResult {
        let mut last = 0;
        for (place, leg) in legs.iter_mut().enumerate() {
            if leg.is_open {
                self.progress(leg, "completed", status).await;
                last = place;
            }
        }
        unanswered(status, &legs[last], caller_hung_up)
    }

    /// Connects the first leg that was answered.
    async fn connect(&mut self, dial: &Dial, legs: &mut [Leg], place: usize, start: u64) -> DialResult {
        let answered_ms = self.clock.now_ms();
        legs[place].answered_ms = Some(answered_ms);
        self.progress(&mut legs[place], "answered", "in-progress").await;
        for (other, leg) in legs.iter_mut().enumerate() {
            if other != place && leg.is_open {
                self.progress(leg, "completed", "canceled").await;
            }
        }
        let leg = &mut legs[place];
        let result = match leg.target.whisper.clone() {
            Some(url) => self.whisper(leg, url).await,
            None => Ok(true),
        };
        if result != Ok(true) {
            self.progress(leg, "completed", "completed").await;
            return DialResult {
                status: "completed",
                leg_sid: leg.sid.clone(),
                answered: true,
                duration_ms: self.clock.now_ms() - answered_ms,
                bridged: false,
                recorded: None,
                caller_hung_up: result.is_err(),
            };
        }
        self.answer();
        let bridged_ms = self.clock.now_ms();
        let (talk_ms, end) = match leg.callee {
            Callee::Answers { talk_ms, end, .. } => (talk_ms, end),
            _ => (0, End::Callee),
        };
        let limit_ms = dial.time_limit_seconds.map_or(u64::MAX, |limit| limit.saturating_mul(1_000));
        let recording = if dial.record.on {
            let from_ms = if dial.record.from_ringing { start + RING_DELAY_MS } else { bridged_ms };
            Some(self.open_recording("DialVerb", dial.record.dual, &dial.recording, from_ms).await)
        } else {
            None
        };
        let mut caller_hung_up = self.advance(talk_ms.min(limit_ms)).await.is_err();
        if !caller_hung_up && end == End::Caller && talk_ms <= limit_ms {
            self.hang_up();
            caller_hung_up = true;
        }
        let talked_ms = self.clock.now_ms() - bridged_ms;
        self.talk_ms = self.talk_ms.saturating_add(talked_ms);
        self.transcript.outcome.bridged = true;
        self.transcript.legs[leg.index].bridged = true;
        self.transcript.legs[leg.index].talk_seconds = seconds(talked_ms);
        self.progress(leg, "completed", "completed").await;
        let recorded = match recording {
            Some(open) => Some(self.close_recording(open).await),
            None => None,
        };
        DialResult {
            status: "completed",
            leg_sid: leg.sid.clone(),
            answered: true,
            duration_ms: self.clock.now_ms() - answered_ms,
            bridged: true,
            recorded,
            caller_hung_up,
        }
    }
}

fn unanswered(status: &'static str, leg: &Leg, caller_hung_up: bool) -> DialResult {
    DialResult {
        status,
        leg_sid: leg.sid.clone(),
        answered: false,
        duration_ms: 0,
        bridged: false,
        recorded: None,
        caller_hung_up,
    }
}

/// When each telephone does something, in order; those that do nothing are left out.
fn leg_events(legs: &[Leg], start: u64) -> Vec<(u64, usize)> {
    let mut events: Vec<(u64, usize)> = legs
        .iter()
        .enumerate()
        .filter_map(|(place, leg)| match leg.callee {
            Callee::Answers { after_ms, .. } | Callee::Busy { after_ms } | Callee::Failed { after_ms } => {
                Some((start.saturating_add(after_ms.max(RING_DELAY_MS)), place))
            }
            Callee::NoAnswer | Callee::Abandoned { .. } => None,
        })
        .collect();
    events.sort_unstable();
    events
}
