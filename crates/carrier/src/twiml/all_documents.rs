//! Every document that can be written, for a check against the carrier's own grammar.

use super::control::{Pause, Redirect, Reject};
use super::dial::{Dial, DialRecording, Endpoint, Target};
use super::documents::{AfterDial, Forward, after_dial, fallback, hangup, no_reply, rejected, unavailable};
use super::gather::{FinishKey, Gather, Prompt};
use super::record::Record;
use super::say::{Play, Say};
use super::start::StartRecording;
use super::url::AbsoluteUrl;
use super::{Document, Response, Verb};
use crate::caller::Caller;
use crate::phone_number::PhoneNumber;
use crate::provider::Provider;

/// Every document that can be written: each answer of Crewline with each of its options, and
/// each verb with each of its attributes, for each carrier. Names are `carrier/document`.
///
/// # Panics
/// When a sample that is written here is no address or number.
#[must_use]
pub fn all_documents() -> Vec<(String, String)> {
    Provider::ALL
        .into_iter()
        .flat_map(|provider| {
            let named =
                move |(name, document): (String, Document)| (format!("{provider}/{name}"), document.into_string());
            answers(provider).into_iter().chain(verbs(provider)).map(named)
        })
        .collect()
}

fn number(text: &str) -> PhoneNumber {
    text.parse().expect("the sample is a number")
}

fn url(path: &str) -> AbsoluteUrl {
    AbsoluteUrl::parse(&format!("https://crewline.example/carrier/acme/{path}?leg=1&of=2"))
        .expect("the sample is an address")
}

fn answers(provider: Provider) -> Vec<(String, Document)> {
    let (target, called) = (number("+14155550111"), number("+18005551212"));
    let (next, status, recording) = (url("voice/next/dial"), url("status"), url("recording"));
    let mut answers = vec![
        ("rejected".to_owned(), rejected(provider)),
        ("hangup".to_owned(), hangup(provider)),
        ("no-reply".to_owned(), no_reply(provider)),
        ("unavailable".to_owned(), unavailable(provider)),
        ("after-dial-done".to_owned(), after_dial(AfterDial::Done, provider)),
        ("after-dial-unreached".to_owned(), after_dial(AfterDial::Unreached, provider)),
    ];
    for text in ["+14155550100", "anonymous", "sip:desk@crewline.example", "client:ana", "40404"] {
        let caller = Caller::read(text);
        for recording in [None, Some(&recording)] {
            for ring_seconds in [None, Some(0), Some(60), Some(u16::MAX)] {
                let forward = Forward {
                    target: &target,
                    caller: &caller,
                    number: &called,
                    ring_seconds,
                    recording,
                    next: &next,
                    status: &status,
                };
                let recorded = if recording.is_some() { "-recorded" } else { "" };
                let rings = ring_seconds.map_or_else(String::new, |ring| format!("-rings-{ring}"));
                let name = format!("forward-{text}{recorded}{rings}");
                answers.push((name, forward.document(provider)));
            }
        }
        for status in [None, Some(&status)] {
            let followed = if status.is_some() { "-followed" } else { "" };
            let document = fallback(&target, &caller, &called, status, provider);
            answers.push((format!("fallback-{text}{followed}"), document));
        }
    }
    answers
}

fn verbs(provider: Provider) -> Vec<(String, Document)> {
    let least = [
        ("dial", Verb::Dial(dial(false))),
        ("say", Verb::Say(Say::new("Tom & Jerry's <shop>"))),
        ("play", Verb::Play(Play { url: url("greeting.mp3"), times: None })),
        ("gather", Verb::Gather(gather(false))),
        ("record", Verb::Record(record(false))),
        ("start", Verb::StartRecording(StartRecording { is_dual: false, callback: url("r") })),
        ("reject", Verb::Reject(Reject::Rejected)),
    ];
    let most = [
        ("dial-all", Verb::Dial(dial(true))),
        ("gather-any-key", Verb::Gather(Gather { finish_on_key: Some(FinishKey::Never), ..gather(true) })),
        ("say-all", Verb::Say(say())),
        ("play-all", Verb::Play(play())),
        ("gather-all", Verb::Gather(gather(true))),
        ("record-all", Verb::Record(record(true))),
        ("start-all", Verb::StartRecording(StartRecording { is_dual: true, callback: url("r") })),
        ("reject-busy", Verb::Reject(Reject::Busy)),
        ("pause", Verb::Pause(Pause { seconds: 2 })),
        ("redirect", Verb::Redirect(Redirect { url: url("voice/next/menu") })),
        ("hangup-verb", Verb::Hangup),
    ];
    let all = most.iter().filter(|(name, _)| *name != "reject-busy").map(|(_, verb)| verb.clone());
    let all = ("all".to_owned(), Response::new(all).write(provider));
    let empty = ("empty".to_owned(), Response::default().write(provider));
    least
        .into_iter()
        .chain(most.clone())
        .map(|(name, verb)| (name.to_owned(), Response::new([verb]).write(provider)))
        .chain([all, empty])
        .collect()
}

fn dial(is_full: bool) -> Dial {
    let target = |last: u8| Target {
        endpoint: match last {
            2 => Endpoint::Sip("sip:desk@pbx.example".parse().expect("the sample is an address")),
            _ => Endpoint::Number(number(&format!("+141555501{last:02}"))),
        },
        status_callback: is_full.then(|| url("status")),
        screen: is_full.then(|| url("voice/next/screen")),
    };
    Dial {
        targets: (1..=if is_full { 11 } else { 1 }).map(target).collect(),
        action: is_full.then(|| url("voice/next/dial")),
        ring_seconds: 20,
        limit_seconds: is_full.then_some(3600),
        caller_id: is_full.then(|| number("+18005551212")),
        recording: is_full.then(|| DialRecording { is_dual: false, callback: url("recording") }),
        answer_on_bridge: is_full,
    }
}

fn say() -> Say {
    Say {
        language: Some("de-DE".to_owned()),
        voice: Some("Polly.Vicki".to_owned()),
        ..Say::new("Grüß Gott & \"hallo\"")
    }
}

fn play() -> Play {
    Play { url: url("greeting.mp3"), times: Some(2) }
}

fn gather(is_full: bool) -> Gather {
    let prompt = vec![Prompt::Say(say()), Prompt::Play(play())];
    Gather {
        action: url("voice/next/menu"),
        timeout_seconds: 5,
        digits: is_full.then_some(1),
        finish_on_key: is_full.then_some(FinishKey::Key('#')),
        prompt: if is_full { prompt } else { Vec::new() },
    }
}

fn record(is_full: bool) -> Record {
    Record {
        action: url("voice/next/message"),
        max_seconds: 120,
        silence_seconds: 5,
        finish_on_key: is_full.then_some('#'),
        callback: url("recording"),
    }
}
