//! Reads a step by its kind.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;

use super::super::limits::{
    MAX_CLOSED_DAYS, MAX_COMPARED, MAX_LABEL, MAX_MENU_TRIES, MAX_MESSAGE_SECONDS, MAX_RECIPIENTS, MAX_RING_SECONDS,
    MAX_SPANS, MAX_TAG, MAX_TAGS, MAX_TARGETS, MAX_TEXT, MAX_WAIT_SECONDS, MAX_WEIGHT, MENU_TRIES, MESSAGE_SECONDS,
    MIN_RING_SECONDS, RING_SECONDS, WAIT_SECONDS,
};
use super::super::{
    Branch, CallerId, Choice, HoursStep, Kind, Menu, Order, Recipient, Ring, RingTarget, Step, Test, Voicemail,
};
use super::Fields;
use super::read::Reader;
use crate::accounts::Email;
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::twiml::Endpoint;
use crate::numbers::may_be_mobile;
use crate::qualified_rules::Hours;
use crate::text;

/// The settings of each kind of step.
fn settings(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Greeting => &["kind", "text", "voice", "language", "audio_id"],
        Kind::Menu => &["kind", "prompt", "choices", "wait_seconds", "tries", "otherwise"],
        Kind::Hours => &["kind", "time_zone", "weekly", "closed_on", "closed_yearly", "open", "closed"],
        Kind::Ring => &[
            "kind",
            "targets",
            "order",
            "seconds",
            "whisper",
            "screen",
            "show",
            "record",
            "notice",
            "last_answerer_first",
            "otherwise",
        ],
        Kind::Voicemail => &["kind", "prompt", "max_seconds", "notify"],
        Kind::Branch => &["kind", "on", "any_of", "then", "else"],
        Kind::Tag => &["kind", "tags"],
        Kind::GoTo => &["kind", "call_flow_id"],
        Kind::HangUp => &["kind", "text"],
    }
}

/// Reads a step; `None` with a mistake where it can't be one.
pub(super) fn read_step(reader: &mut Reader, value: &Value, place: String, depth: usize) -> Option<Step> {
    let Some(kind) = value.get("kind").and_then(Value::as_str).and_then(|word| word.parse::<Kind>().ok()) else {
        let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        reader.mistakes.add(format!("{place}.kind"), format!("Use one of {}.", words.join(", ")));
        return None;
    };
    let fields = Fields::of(value, place, settings(kind), &mut reader.mistakes)?;
    match kind {
        Kind::Greeting => reader.prompt_of(&fields).map(Step::Greeting),
        Kind::Menu => menu(reader, &fields, depth),
        Kind::Hours => Some(hours(reader, &fields, depth)),
        Kind::Ring => Some(ring(reader, &fields, depth)),
        Kind::Voicemail => voicemail(reader, &fields),
        Kind::Branch => branch(reader, &fields, depth),
        Kind::Tag => Some(Step::Tag(tags(reader, &fields, "tags", MAX_TAGS))),
        Kind::GoTo => {
            let sentence = "There is no such call flow. Choose one from the list.";
            fields.value("call_flow_id", sentence, &mut reader.mistakes).map(Step::GoTo)
        }
        Kind::HangUp => Some(Step::HangUp(fields.text("text", MAX_TEXT, &mut reader.mistakes))),
    }
}

fn menu(reader: &mut Reader, fields: &Fields<'_>, depth: usize) -> Option<Step> {
    let prompt = reader.prompt(fields, "prompt");
    let mut choices: Vec<Choice> = Vec::new();
    for (index, item) in fields.list("choices", 12, &mut reader.mistakes).iter().enumerate() {
        let place = format!("{}.{index}", fields.at("choices"));
        let Some(choice) = Fields::of(item, place, &["key", "label", "steps"], &mut reader.mistakes) else { continue };
        let label = choice.text("label", MAX_LABEL, &mut reader.mistakes).unwrap_or_default();
        let steps = reader.steps(choice.get("steps"), choice.at("steps"), depth + 1);
        let sentence = "Use a digit, * or #.";
        let key = choice.value::<char>("key", sentence, &mut reader.mistakes);
        let Some(key) = key else { continue };
        if !key.is_ascii_digit() && !matches!(key, '*' | '#') {
            reader.mistakes.add(choice.at("key"), sentence);
        } else if choices.iter().any(|other| other.key == key) {
            reader.mistakes.add(choice.at("key"), "This key is used twice. Choose another one.");
        } else {
            choices.push(Choice { key, label, steps });
        }
    }
    if !fields.has_items("choices") {
        reader.mistakes.add(fields.at("choices"), "Add a key.");
    }
    let otherwise = reader.steps(fields.get("otherwise"), fields.at("otherwise"), depth + 1);
    Some(Step::Menu(Menu {
        prompt: prompt?,
        choices,
        wait_seconds: fields.number("wait_seconds", 1..=MAX_WAIT_SECONDS, WAIT_SECONDS, &mut reader.mistakes),
        tries: fields.number("tries", 1..=MAX_MENU_TRIES, MENU_TRIES, &mut reader.mistakes),
        otherwise,
    }))
}

fn hours(reader: &mut Reader, fields: &Fields<'_>, depth: usize) -> Step {
    let mut weekly = Vec::new();
    for (index, item) in fields.list("weekly", MAX_SPANS, &mut reader.mistakes).iter().enumerate() {
        let place = format!("{}.{index}", fields.at("weekly"));
        let Some(span) = Fields::of(item, place, &["days", "from", "to"], &mut reader.mistakes) else { continue };
        let sentence = "Use a time of day like 09:00.";
        let ends =
            (span.value("from", sentence, &mut reader.mistakes), span.value("to", sentence, &mut reader.mistakes));
        let days: BTreeSet<u8> = span
            .list("days", 7, &mut reader.mistakes)
            .iter()
            .map(|day| day.as_u64().and_then(|day| u8::try_from(day).ok()).unwrap_or_default())
            .collect();
        let (Some(from), Some(to)) = ends else { continue };
        let hours = Hours { days, from, to };
        if hours.is_valid() {
            weekly.push(hours);
        } else {
            reader.mistakes.add(span.at("days"), "Choose days: Monday is 1, Sunday is 7.");
        }
    }
    let day = |typed: &str| {
        let date = typed.parse::<Date>().ok().filter(|date| date.to_string() == typed);
        date.ok_or_else(|| "Use a day like 2026-12-25.".to_owned())
    };
    let yearly = |typed: &str| {
        // 2028 is a leap year, so that 29 February is a day of it.
        let date = format!("2028-{typed}").parse::<Date>().ok().filter(|date| date.to_string().get(5..) == Some(typed));
        date.map(|date| (date.month(), date.day())).ok_or_else(|| "Use a month and day like 12-25.".to_owned())
    };
    Step::Hours(HoursStep {
        zone: reader.zone(fields, "time_zone"),
        weekly,
        closed_on: fields.texts("closed_on", MAX_CLOSED_DAYS, &mut reader.mistakes, day).into_iter().collect(),
        closed_yearly: fields
            .texts("closed_yearly", MAX_CLOSED_DAYS, &mut reader.mistakes, yearly)
            .into_iter()
            .collect(),
        open: reader.steps(fields.get("open"), fields.at("open"), depth + 1),
        closed: reader.steps(fields.get("closed"), fields.at("closed"), depth + 1),
    })
}

fn ring(reader: &mut Reader, fields: &Fields<'_>, depth: usize) -> Step {
    let mut targets: Vec<RingTarget> = Vec::new();
    let items = fields.list("targets", MAX_TARGETS, &mut reader.mistakes);
    for (index, item) in items.iter().enumerate() {
        let place = format!("{}.{index}", fields.at("targets"));
        let Some(target) = target(reader, item, place.clone()) else { continue };
        if targets.iter().any(|other| other.endpoint == target.endpoint) {
            reader.mistakes.add(place, "This target is in the list twice. Remove one of them.");
        } else {
            targets.push(target);
        }
    }
    if !fields.has_items("targets") {
        reader.mistakes.add(fields.at("targets"), "Add a phone number or SIP address to ring.");
    }
    let mobile = |target: &RingTarget| matches!(&target.endpoint, Endpoint::Number(number) if may_be_mobile(number));
    let screen = fields.flag("screen", &mut reader.mistakes);
    let order = match fields.get("order") {
        None => Order::All,
        Some(_) => {
            let sentence = "Use one of all, in_order, round_robin.";
            fields.value("order", sentence, &mut reader.mistakes).unwrap_or(Order::All)
        }
    };
    let show = match fields.get("show") {
        None => CallerId::Caller,
        Some(_) => fields.value("show", "Use one of caller, number.", &mut reader.mistakes).unwrap_or(CallerId::Caller),
    };
    Step::Ring(Ring {
        order,
        seconds: fields.number("seconds", MIN_RING_SECONDS..=MAX_RING_SECONDS, RING_SECONDS, &mut reader.mistakes),
        whisper: reader.optional_prompt(fields, "whisper"),
        screen: screen.unwrap_or_else(|| targets.iter().any(mobile)),
        show,
        record: fields.flag("record", &mut reader.mistakes).unwrap_or_default(),
        notice: reader.optional_prompt(fields, "notice"),
        last_answerer_first: fields.flag("last_answerer_first", &mut reader.mistakes).unwrap_or_default(),
        otherwise: reader.steps(fields.get("otherwise"), fields.at("otherwise"), depth + 1),
        targets,
    })
}

fn target(reader: &mut Reader, value: &Value, place: String) -> Option<RingTarget> {
    let known = ["phone_number", "sip", "name", "weight"];
    let fields = Fields::of(value, place.clone(), &known, &mut reader.mistakes)?;
    let endpoint = match (fields.get("phone_number"), fields.get("sip")) {
        (Some(_), None) => {
            let sentence = "Use a number with + and the country's code, like +12125550123.";
            fields.value::<PhoneNumber>("phone_number", sentence, &mut reader.mistakes).map(Endpoint::Number)
        }
        (None, Some(_)) => {
            let sentence = "Use a SIP address like sip:desk@pbx.example.";
            fields.value("sip", sentence, &mut reader.mistakes).map(Endpoint::Sip)
        }
        _ => {
            reader.mistakes.add(place, "Use either a phone number or a SIP address.");
            None
        }
    };
    let name = fields.text("name", MAX_LABEL, &mut reader.mistakes).unwrap_or_default();
    let weight = fields.number("weight", 1..=MAX_WEIGHT, 1, &mut reader.mistakes);
    Some(RingTarget { endpoint: endpoint?, name, weight })
}

fn voicemail(reader: &mut Reader, fields: &Fields<'_>) -> Option<Step> {
    let prompt = reader.prompt(fields, "prompt");
    let recipient = |typed: &str| match typed.parse() {
        Ok(member) => Ok(Recipient::Member(member)),
        Err(_) => match Email::read(typed) {
            Ok(email) => Ok(Recipient::Address(email.typed().to_owned())),
            Err(_) => Err("Use a member's id or an e-mail address.".to_owned()),
        },
    };
    let notify = fields.texts("notify", MAX_RECIPIENTS, &mut reader.mistakes, recipient);
    let max_seconds = fields.number("max_seconds", 1..=MAX_MESSAGE_SECONDS, MESSAGE_SECONDS, &mut reader.mistakes);
    Some(Step::Voicemail(Voicemail { prompt: prompt?, max_seconds, notify }))
}

fn branch(reader: &mut Reader, fields: &Fields<'_>, depth: usize) -> Option<Step> {
    let then = reader.steps(fields.get("then"), fields.at("then"), depth + 1);
    let otherwise = reader.steps(fields.get("else"), fields.at("else"), depth + 1);
    let prefix = |typed: &str| {
        let digits = typed.strip_prefix('+').filter(|digits| (1..=15).contains(&digits.len()));
        let is_prefix = digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let sentence = "Begin with + and the country's code, like +1212.";
        is_prefix.then(|| typed.to_owned()).ok_or_else(|| sentence.to_owned())
    };
    let number = |typed: &str| typed.parse::<PhoneNumber>().map_err(|_| "Choose a number from the list.".to_owned());
    let test = match fields.get("on").and_then(Value::as_str).unwrap_or_default() {
        "called_before" => Test::CalledBefore,
        "anonymous" => Test::Anonymous,
        "prefix" => Test::Prefix(fields.texts("any_of", MAX_COMPARED, &mut reader.mistakes, prefix)),
        "number" => Test::Number(fields.texts("any_of", MAX_COMPARED, &mut reader.mistakes, number)),
        "tag" => Test::Tag(tags(reader, fields, "any_of", MAX_COMPARED)),
        _ => {
            let sentence = "Use one of called_before, anonymous, prefix, number, tag.";
            reader.mistakes.add(fields.at("on"), sentence);
            return None;
        }
    };
    let needs_values = matches!(test, Test::Prefix(_) | Test::Number(_));
    if needs_values && !fields.has_items("any_of") {
        reader.mistakes.add(fields.at("any_of"), "Add a value to compare with.");
    }
    if !needs_values && !matches!(test, Test::Tag(_)) && fields.get("any_of").is_some() {
        reader.mistakes.add(fields.at("any_of"), "This question compares with no values. Leave them out.");
    }
    Some(Step::Branch(Branch { test, then, otherwise }))
}

fn tags(reader: &mut Reader, fields: &Fields<'_>, name: &str, max: usize) -> Vec<String> {
    if !fields.has_items(name) {
        reader.mistakes.add(fields.at(name), "Add a tag.");
    }
    fields
        .texts(name, max, &mut reader.mistakes, |typed| text::label(typed, MAX_TAG).map_err(|error| error.to_string()))
}
