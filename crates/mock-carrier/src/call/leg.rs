//! A dialled leg: a call of its own, with the caller's as its parent.

use super::{ActiveCall, seconds};
use crate::account_data::CallRow;
use crate::clock;
use crate::ids::{self, Thing};
use crate::script::Callee;
use crate::transcript::{Kind, LegSummary};
use crate::twiml::{Dial, Target};

/// A leg while it is dialled or connected.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) sid: String,
    pub(super) from: String,
    pub(super) target: Target,
    pub(super) callee: Callee,
    pub(super) answered_ms: Option<u64>,
    pub(super) is_open: bool,
    /// Its index in the transcript's legs.
    pub(super) index: usize,
    sequence: u32,
}

impl ActiveCall {
    /// Creates a leg to a target, with the script of this attempt.
    pub(super) fn leg(&mut self, dial: &Dial, target: &Target) -> Leg {
        let config = &self.carrier.config;
        let attempt = self.attempts.entry(target.to.clone()).or_default();
        let scripted = self.script.callees.get(&target.to);
        let callee = scripted
            .and_then(|callees| callees.get(*attempt).or(callees.last()))
            .unwrap_or(&self.script.callee)
            .clone();
        *attempt += 1;
        let sid = ids::id(config.provider, Thing::Call, config.seed, &format!("{} leg", self.sid), self.children);
        self.children += 1;
        let from = dial.caller_id.clone().unwrap_or_else(|| self.script.from.clone());
        self.carrier.data().calls.push(CallRow {
            sid: sid.clone(),
            parent_sid: Some(self.sid.clone()),
            from: from.clone(),
            to: target.to.clone(),
            caller_name: None,
            status: "queued".to_owned(),
            inbound: false,
            started_at: self.clock.timestamp(),
            ended_at: None,
            duration_seconds: 0,
        });
        self.transcript.legs.push(LegSummary {
            sid: sid.clone(),
            to: target.to.clone(),
            status: "queued".to_owned(),
            bridged: false,
            talk_seconds: 0,
        });
        let index = self.transcript.legs.len() - 1;
        Leg { sid, from, target: target.clone(), callee, answered_ms: None, is_open: true, index, sequence: 0 }
    }

    /// Sets the status of the leg, and schedules the callback of the event.
    pub(super) async fn progress(&mut self, leg: &mut Leg, event: &str, status: &str) {
        let sequence = leg.sequence;
        leg.sequence += 1;
        status.clone_into(&mut self.transcript.legs[leg.index].status);
        let ended = event == "completed";
        let now_ms = self.clock.now_ms();
        let duration = seconds(leg.answered_ms.map_or(0, |answered| now_ms - answered));
        if let Some(row) = self.carrier.data().call_mut(&leg.sid) {
            status.clone_into(&mut row.status);
            if ended {
                row.ended_at = Some(self.clock.timestamp());
                row.duration_seconds = duration;
            }
        }
        if ended {
            leg.is_open = false;
        }
        let Some(url) = leg.target.status_callback.clone() else {
            return;
        };
        if !leg.target.events.iter().any(|name| name == event) {
            return;
        }
        let fields = self
            .leg_fields(leg, status)
            .with_optional("CallDuration", ended.then(|| duration.to_string()))
            .with_optional("Duration", ended.then(|| duration.div_ceil(60).to_string()))
            .with_optional("SipResponseCode", ended.then(|| sip_code(status)))
            .with("Timestamp", clock::rfc2822(self.clock.timestamp()))
            .with("CallbackSource", "call-progress-events")
            .with("SequenceNumber", sequence.to_string())
            .into_inner();
        self.schedule_callback(Kind::Leg, &url, leg.target.status_callback_method, fields, 0).await;
    }
}

fn sip_code(status: &str) -> &'static str {
    match status {
        "completed" => "200",
        "busy" => "486",
        "failed" => "404",
        _ => "487",
    }
}
