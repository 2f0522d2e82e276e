//! Recordings of a call: by `<Record>`, by `<Dial record>`, by `<Start><Recording>`.

use jiff::{SignedDuration, Timestamp};

use super::fields::Fields;
use super::{ActiveCall, Flow, HungUp, Next, seconds};
use crate::account_data::RecordingRow;
use crate::clock;
use crate::ids::{self, Thing};
use crate::number::Method;
use crate::transcript::{Kind, RecordingSummary};
use crate::twiml::{Record, RecordingCallback, StartRecording};

/// The time from the end of a recording until it can be fetched.
const READY_DELAY_MS: u64 = 1_500;

pub(super) struct OpenRecording {
    sid: String,
    source: &'static str,
    channels: u8,
    callback: RecordingCallback,
    from_ms: u64,
    started_at: Timestamp,
}

pub(super) struct FinishedRecording {
    pub(super) sid: String,
    pub(super) url: String,
    pub(super) duration_seconds: u64,
}

impl ActiveCall {
    pub(super) async fn record(&mut self, record: &Record, here: &str) -> Result<Flow, HungUp> {
        self.answer();
        if record.beep {
            self.advance(1_000).await?;
        }
        let spoken = u64::from(self.script.voicemail.seconds).min(record.max_seconds);
        if spoken == 0 {
            // Silence leaves no recording and requests no action; the next verb follows.
            self.advance(record.timeout_seconds.saturating_mul(1_000)).await?;
            return Ok(Flow::Continue);
        }
        let open = self.open_recording("RecordVerb", false, &record.recording, self.clock.now_ms()).await;
        let mut caller_hung_up = self.advance(spoken * 1_000).await.is_err();
        if !caller_hung_up && self.script.voicemail.hangs_up {
            self.hang_up();
            caller_hung_up = true;
        }
        if !caller_hung_up && spoken < record.max_seconds {
            caller_hung_up = self.advance(record.timeout_seconds.saturating_mul(1_000)).await.is_err();
        }
        let recorded = self.close_recording(open).await;
        let fields = Fields::default()
            .with("RecordingUrl", &recorded.url)
            .with("RecordingSid", &recorded.sid)
            .with("RecordingDuration", recorded.duration_seconds.to_string())
            .with_optional("Digits", caller_hung_up.then_some("hangup"))
            .into_inner();
        let url = record.action.as_ref().map_or_else(|| here.to_owned(), |action| self.resolve(here, action));
        let next = Next { url, method: record.method, fields };
        if caller_hung_up {
            self.notify_hang_up(next).await;
            return Err(HungUp);
        }
        Ok(Flow::Next(next))
    }

    pub(super) async fn start_recording(&mut self, start: &StartRecording) {
        self.answer();
        if self.whole_recording.is_some() {
            self.transcript.problems.push("the call is being recorded already".to_owned());
            return;
        }
        let now_ms = self.clock.now_ms();
        let open = self.open_recording("StartCallRecordingTwiML", start.dual, &start.recording, now_ms).await;
        self.whole_recording = Some(open);
    }

    pub(super) async fn end_whole_recording(&mut self) {
        if let Some(open) = self.whole_recording.take() {
            self.close_recording(open).await;
        }
    }

    pub(super) async fn open_recording(
        &mut self,
        source: &'static str,
        dual: bool,
        callback: &RecordingCallback,
        from_ms: u64,
    ) -> OpenRecording {
        let config = &self.carrier.config;
        let sid = ids::id(config.provider, Thing::Recording, config.seed, &format!("{} rec", self.sid), self.requests);
        self.requests += 1;
        let mut callback = callback.clone();
        if callback.url.is_none() && !self.number.recording_status_callback.is_empty() {
            callback.url = Some(self.number.recording_status_callback.clone());
        }
        let ago = SignedDuration::from_millis((self.clock.now_ms() - from_ms).cast_signed());
        let started_at = self.clock.timestamp() - ago;
        let open = OpenRecording { sid, source, channels: if dual { 2 } else { 1 }, callback, from_ms, started_at };
        let url = self.carrier.recording_url(&open.sid, self.script.recording.expired);
        self.report_recording(&open, &url, "in-progress", None, 0).await;
        open
    }

    pub(super) async fn close_recording(&mut self, open: OpenRecording) -> FinishedRecording {
        let duration_seconds = seconds(self.clock.now_ms() - open.from_ms);
        let url = self.carrier.recording_url(&open.sid, self.script.recording.expired);
        let absent = self.script.recording.absent || duration_seconds == 0;
        if absent {
            let code = if duration_seconds == 0 { "16101" } else { "16102" };
            self.report_recording(&open, &url, "absent", Some(("ErrorCode", code.to_owned())), READY_DELAY_MS).await;
        } else {
            self.carrier.data().recordings.push(RecordingRow {
                sid: open.sid.clone(),
                call_sid: self.sid.clone(),
                source: open.source,
                channels: open.channels,
                duration_seconds,
                started_at: open.started_at,
                late_fetches: self.script.recording.late_fetches,
            });
            self.transcript.recordings.push(RecordingSummary {
                sid: open.sid.clone(),
                url: url.clone(),
                source: open.source.to_owned(),
                duration_seconds,
                channels: open.channels,
            });
            let duration = Some(("RecordingDuration", duration_seconds.to_string()));
            self.report_recording(&open, &url, "completed", duration, READY_DELAY_MS).await;
        }
        FinishedRecording { sid: open.sid, url, duration_seconds }
    }

    async fn report_recording(
        &mut self,
        open: &OpenRecording,
        recording_url: &str,
        status: &str,
        extra: Option<(&str, String)>,
        after_ms: u64,
    ) {
        let Some(url) = open.callback.url.clone() else {
            return;
        };
        if !open.callback.events.iter().any(|event| event == status) {
            return;
        }
        // Always the parent call's id.
        let mut fields = Fields::default()
            .with("AccountSid", &self.carrier.config.account)
            .with("CallSid", &self.sid)
            .with("RecordingSid", &open.sid)
            .with("RecordingUrl", recording_url)
            .with("RecordingStatus", status)
            .with("RecordingChannels", open.channels.to_string())
            .with("RecordingSource", open.source)
            .with("RecordingTrack", "both")
            .with("RecordingStartTime", clock::rfc2822(open.started_at));
        if let Some((name, value)) = extra {
            fields = fields.with(name, value);
        }
        let method: Method = open.callback.method;
        self.schedule_callback(Kind::Recording, &url, method, fields.into_inner(), after_ms).await;
    }
}
