//! The document that the callee hears before being connected, which can refuse the call.

use super::leg::Leg;
use super::{ActiveCall, HungUp, MAX_DOCUMENTS, gather};
use crate::transcript::Kind;
use crate::twiml::{Document, Verb};

enum WhisperResult {
    /// It has ended: the call is connected.
    Connect,
    /// It hung up.
    Refuse,
    /// It continues with another document.
    Next(super::Next),
}

impl ActiveCall {
    /// Runs the documents of the callee; returns whether to connect them.
    pub(super) async fn whisper(&mut self, leg: &Leg, url: String) -> Result<bool, HungUp> {
        let mut url = url;
        let mut method = leg.target.whisper_method;
        let mut extra = Vec::new();
        for _ in 0..MAX_DOCUMENTS {
            let mut fields = self.leg_fields(leg, "in-progress").into_inner();
            fields.append(&mut extra);
            let document = match self.request_document(Kind::Whisper, &url, method, fields).await {
                Ok(document) => document,
                Err(fault) => {
                    // A real carrier does not connect a callee whose document it could not fetch.
                    self.transcript.problems.push(format!("{}: {}", fault.code, fault.words));
                    return Ok(false);
                }
            };
            match self.run_whisper(&document, &url).await? {
                WhisperResult::Connect => return Ok(true),
                WhisperResult::Refuse => return Ok(false),
                WhisperResult::Next(next) => {
                    url = next.url;
                    method = next.method;
                    extra = next.fields;
                }
            }
        }
        self.transcript.problems.push("the callee was led in a circle".to_owned());
        Ok(false)
    }

    async fn run_whisper(&mut self, document: &Document, here: &str) -> Result<WhisperResult, HungUp> {
        for verb in &document.verbs {
            match verb {
                Verb::Prompt(prompt) => self.advance(prompt.duration_ms()).await?,
                Verb::Gather(gather) => {
                    let entry = self.callee_digits.pop_front().unwrap_or_default();
                    let typed = self.type_in(gather, &entry).await?;
                    if !typed.is_empty() || gather.action_on_empty {
                        return Ok(WhisperResult::Next(gather::next(self, gather, typed, here)));
                    }
                }
                Verb::Redirect { url, method } => {
                    let next = super::Next { url: self.resolve(here, url), method: *method, fields: Vec::new() };
                    return Ok(WhisperResult::Next(next));
                }
                Verb::Hangup => return Ok(WhisperResult::Refuse),
                Verb::Dial(_) | Verb::Record(_) | Verb::StartRecording(_) | Verb::Reject { .. } => {
                    self.transcript.problems.push("the callee's document can only speak, ask and hang up".to_owned());
                }
            }
        }
        Ok(WhisperResult::Connect)
    }
}
