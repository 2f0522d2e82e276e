//! Writes a flow.

use serde_json::{Map, Value, json};

use super::super::{Branch, Choice, Flow, HoursStep, Menu, Prompt, Recipient, Ring, RingTarget, Step, Test, Voicemail};
use crate::carrier::twiml::Endpoint;

impl Flow {
    /// The `steps` as the API and stored versions have them. [`Flow::from_json`] reads them back as they are.
    pub fn to_json(&self) -> Value {
        steps(&self.steps)
    }
}

fn steps(steps: &[Step]) -> Value {
    Value::Array(steps.iter().map(step).collect())
}

fn step(step: &Step) -> Value {
    let mut object = match step {
        Step::Greeting(greeting) => prompt(greeting),
        Step::Menu(settings) => menu(settings),
        Step::Hours(settings) => hours(settings),
        Step::Ring(settings) => ring(settings),
        Step::Voicemail(settings) => voicemail(settings),
        Step::Branch(settings) => branch(settings),
        Step::Tag(tags) => json!({ "tags": tags }),
        Step::GoTo(flow) => json!({ "call_flow_id": flow }),
        Step::HangUp(text) => without_nulls(json!({ "text": text })),
    };
    if let Value::Object(members) = &mut object {
        members.insert("kind".to_owned(), step_kind(step));
    }
    object
}

fn step_kind(step: &Step) -> Value {
    Value::String(step.kind().word().to_owned())
}

fn without_nulls(object: Value) -> Value {
    match object {
        Value::Object(members) => {
            Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn prompt(prompt: &Prompt) -> Value {
    match prompt {
        Prompt::Text { text, voice, language } => {
            without_nulls(json!({ "text": text, "voice": voice, "language": language }))
        }
        Prompt::Audio(id) => json!({ "audio_id": id }),
    }
}

fn menu(menu: &Menu) -> Value {
    let Menu { prompt: words, choices, wait_seconds, tries, otherwise } = menu;
    let choice =
        |Choice { key, label, steps: after }: &Choice| json!({ "key": key, "label": label, "steps": steps(after) });
    json!({
        "prompt": prompt(words),
        "choices": choices.iter().map(choice).collect::<Vec<_>>(),
        "wait_seconds": wait_seconds,
        "tries": tries,
        "otherwise": steps(otherwise),
    })
}

fn hours(hours: &HoursStep) -> Value {
    let HoursStep { zone, weekly, closed_on, closed_yearly, open, closed } = hours;
    let day = |(month, day): &(i8, i8)| format!("{month:02}-{day:02}");
    without_nulls(json!({
        "time_zone": zone.as_ref().and_then(|zone| zone.iana_name()),
        "weekly": weekly,
        "closed_on": closed_on.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "closed_yearly": closed_yearly.iter().map(day).collect::<Vec<_>>(),
        "open": steps(open),
        "closed": steps(closed),
    }))
}

fn ring(ring: &Ring) -> Value {
    let Ring { targets, order, seconds, whisper, screen, show, record, notice, last_answerer_first, otherwise } = ring;
    without_nulls(json!({
        "targets": targets.iter().map(target).collect::<Vec<_>>(),
        "order": order,
        "seconds": seconds,
        "whisper": whisper.as_ref().map(prompt),
        "screen": screen,
        "show": show,
        "record": record,
        "notice": notice.as_ref().map(prompt),
        "last_answerer_first": last_answerer_first,
        "otherwise": steps(otherwise),
    }))
}

fn target(target: &RingTarget) -> Value {
    let RingTarget { endpoint, name, weight } = target;
    match endpoint {
        Endpoint::Number(number) => json!({ "phone_number": number, "name": name, "weight": weight }),
        Endpoint::Sip(address) => json!({ "sip": address, "name": name, "weight": weight }),
    }
}

fn voicemail(voicemail: &Voicemail) -> Value {
    let Voicemail { prompt: words, max_seconds, notify } = voicemail;
    let recipient = |recipient: &Recipient| match recipient {
        Recipient::Member(member) => member.to_string(),
        Recipient::Address(address) => address.clone(),
    };
    let notify: Vec<String> = notify.iter().map(recipient).collect();
    json!({ "prompt": prompt(words), "max_seconds": max_seconds, "notify": notify })
}

fn branch(branch: &Branch) -> Value {
    let Branch { test, then, otherwise } = branch;
    let (on, any_of) = match test {
        Test::CalledBefore => ("called_before", None),
        Test::Anonymous => ("anonymous", None),
        Test::Prefix(prefixes) => ("prefix", Some(prefixes.clone())),
        Test::Number(numbers) => ("number", Some(numbers.iter().map(ToString::to_string).collect())),
        Test::Tag(tags) => ("tag", Some(tags.clone())),
    };
    without_nulls(json!({ "on": on, "any_of": any_of, "then": steps(then), "else": steps(otherwise) }))
}
