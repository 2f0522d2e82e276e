//! Writes a script as a document of a carrier.

use super::super::Prompt;
use super::super::prompt::say;
use super::{Address, DialLine, Line, Script};
use crate::carrier::provider::Provider;
use crate::carrier::twiml::{
    AbsoluteUrl, Dial, DialRecording, Document, FinishKey, Gather, Play, Prompt as HeardPrompt, Record, Redirect,
    Response, Target, Verb,
};

/// A silence of so many seconds ends a message.
const SILENCE_SECONDS: u16 = 10;
/// How long the one who answers has for the key, in seconds.
const ACCEPT_SECONDS: u16 = 10;
/// The words before the key that takes the call.
const ACCEPT: &str = "Press 1 to take the call.";

impl Script {
    /// The document in the carrier's dialect. The function makes the addresses of our own.
    ///
    /// # Errors
    /// Returns the function's error.
    pub fn document<E>(
        &self,
        provider: Provider,
        address: &impl Fn(Address) -> Result<AbsoluteUrl, E>,
    ) -> Result<Document, E> {
        let mut verbs = Vec::new();
        for line in &self.lines {
            self.add(line, &mut verbs, address)?;
        }
        Ok(Response::new(verbs).write(provider))
    }

    fn add<E>(
        &self,
        line: &Line,
        verbs: &mut Vec<Verb>,
        address: &impl Fn(Address) -> Result<AbsoluteUrl, E>,
    ) -> Result<(), E> {
        let next = || address(Address::Next { turn: self.turn });
        match line {
            Line::Speak(prompt) => verbs.push(match heard(prompt, address)? {
                HeardPrompt::Say(say) => Verb::Say(say),
                HeardPrompt::Play(play) => Verb::Play(play),
            }),
            Line::Gather { prompt, keys, wait_seconds } => {
                verbs.push(Verb::Gather(Gather {
                    action: next()?,
                    timeout_seconds: *wait_seconds,
                    digits: Some(1),
                    finish_on_key: finish_key(keys),
                    prompt: vec![heard(prompt, address)?],
                }));
                verbs.push(Verb::Redirect(Redirect { url: next()? }));
            }
            Line::Dial(dial) => verbs.push(Verb::Dial(self.dial(dial, address)?)),
            Line::Record { max_seconds } => {
                verbs.push(Verb::Record(Record {
                    action: next()?,
                    max_seconds: *max_seconds,
                    silence_seconds: SILENCE_SECONDS,
                    finish_on_key: Some('#'),
                    callback: address(Address::Message)?,
                }));
                // A silent message goes on here.
                verbs.push(Verb::Redirect(Redirect { url: next()? }));
            }
            Line::Accept { target } => {
                verbs.push(Verb::Gather(Gather {
                    action: address(Address::Screen { turn: self.turn, target: *target })?,
                    timeout_seconds: ACCEPT_SECONDS,
                    digits: Some(1),
                    finish_on_key: None,
                    prompt: vec![HeardPrompt::Say(say(ACCEPT, None, None))],
                }));
                verbs.push(Verb::Hangup);
            }
            Line::Continue => verbs.push(Verb::Redirect(Redirect { url: next()? })),
            Line::HangUp => verbs.push(Verb::Hangup),
        }
        Ok(())
    }

    fn dial<E>(&self, dial: &DialLine, address: &impl Fn(Address) -> Result<AbsoluteUrl, E>) -> Result<Dial, E> {
        let mut targets = Vec::new();
        for (endpoint, place) in dial.endpoints.iter().take(Dial::MAX_TARGETS) {
            let screen = place.map(|target| address(Address::Screen { turn: self.turn, target })).transpose()?;
            let status_callback = Some(address(Address::Status)?);
            targets.push(Target { endpoint: endpoint.clone(), status_callback, screen });
        }
        let recording = match dial.record {
            true => Some(DialRecording { is_dual: true, callback: address(Address::Recording)? }),
            false => None,
        };
        Ok(Dial {
            targets,
            action: Some(address(Address::Next { turn: self.turn })?),
            ring_seconds: dial.seconds,
            limit_seconds: None,
            caller_id: dial.caller_id.clone(),
            recording,
            answer_on_bridge: true,
        })
    }
}

fn heard<E>(prompt: &Prompt, address: &impl Fn(Address) -> Result<AbsoluteUrl, E>) -> Result<HeardPrompt, E> {
    Ok(match prompt {
        Prompt::Text { text, voice, language } => HeardPrompt::Say(say(text, voice.as_ref(), language.as_ref())),
        Prompt::Audio(id) => HeardPrompt::Play(Play { url: address(Address::Audio(*id))?, times: None }),
    })
}

/// Carriers take `#` as the end of the input, unless another key is named. A menu that has it as a key names one that it has not.
fn finish_key(keys: &str) -> Option<FinishKey> {
    match (keys.contains('#'), keys.contains('*')) {
        (false, _) => None,
        (true, false) => Some(FinishKey::Key('*')),
        (true, true) => Some(FinishKey::Never),
    }
}
