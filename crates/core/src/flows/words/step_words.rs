//! A step in a plain sentence, without its outcomes.

use super::super::{
    Branch, CallerId, HoursStep, Menu, Order, Outcome, Prompt, Recipient, Ring, RingTarget, Step, Test, Voicemail,
};
use super::Names;
use crate::qualified_rules::{in_words, listed};

/// A year with 29 February, for days of every year.
const LEAP_YEAR: i16 = 2028;

const LAST_ANSWERER_FIRST: &str = "The one of them who answered the caller last on this number is rung first.";

/// A step in a plain sentence, without its outcomes.
pub(super) fn step_words(step: &Step, names: &Names) -> String {
    match step {
        Step::Greeting(prompt) => format!("{}.", say(prompt, names)),
        Step::Menu(menu) => menu_words(menu, names),
        Step::Hours(hours) => hours_words(hours),
        Step::Ring(ring) => ring_words(ring, names),
        Step::Voicemail(voicemail) => voicemail_words(voicemail, names),
        Step::Branch(branch) => branch_words(branch),
        Step::Tag(tags) => format!("Tag the call {}.", quoted(tags, "and")),
        Step::GoTo(flow) => format!("Go to {}.", names.flow(*flow)),
        Step::HangUp(Some(text)) => format!("Say “{text}” and hang up."),
        Step::HangUp(None) => "Hang up.".to_owned(),
    }
}

/// An outcome, to stand above its steps.
pub(super) fn outcome_words(outcome: &Outcome<'_>, step: &Step) -> String {
    match (outcome, step) {
        (Outcome::Key(_, choice), _) if choice.label.is_empty() => format!("Key {}:", choice.key),
        (Outcome::Key(_, choice), _) => format!("Key {}, {}:", choice.key, choice.label),
        (Outcome::Otherwise, Step::Ring(_)) => "Nobody answers:".to_owned(),
        (Outcome::Otherwise, _) => "No key of these:".to_owned(),
        (Outcome::Open, _) => "Open:".to_owned(),
        (Outcome::Closed, _) => "Closed:".to_owned(),
        (Outcome::Then, _) => "Yes:".to_owned(),
        (Outcome::Else, _) => "No:".to_owned(),
    }
}

/// Words or sounds, to be followed by more or by a full stop.
fn say(prompt: &Prompt, names: &Names) -> String {
    match prompt {
        Prompt::Text { text, voice, language } => {
            let manner: Vec<String> = [
                language.as_ref().map(|language| format!("in {language}")),
                voice.as_ref().map(|voice| format!("by {voice}")),
            ]
            .into_iter()
            .flatten()
            .collect();
            if manner.is_empty() {
                format!("Say “{text}”")
            } else {
                format!("Say “{text}” ({})", manner.join(" "))
            }
        }
        Prompt::Audio(id) => format!("Play {}", names.audio(*id)),
    }
}

/// The same in the middle of a sentence.
fn hears(prompt: &Prompt, names: &Names) -> String {
    match prompt {
        Prompt::Text { text, .. } => format!("“{text}”"),
        Prompt::Audio(id) => names.audio(*id),
    }
}

fn menu_words(menu: &Menu, names: &Names) -> String {
    let Menu { prompt, wait_seconds, tries, .. } = menu;
    let wait = seconds(u32::from(*wait_seconds));
    let times = if *tries == 1 { "once".to_owned() } else { format!("up to {tries} times") };
    format!("{}, and wait {wait} for a key, {times}.", say(prompt, names))
}

fn hours_words(hours: &HoursStep) -> String {
    let HoursStep { zone, weekly, closed_on, closed_yearly, .. } = hours;
    let spans: Vec<String> = weekly.iter().map(in_words).collect();
    let open = if spans.is_empty() { "never".to_owned() } else { spans.join("; ") };
    let zone = zone.as_ref().and_then(|zone| zone.iana_name()).map(|zone| format!(", in {zone}")).unwrap_or_default();
    let days = closed_on.iter().map(|day| day.strftime("%-d %B %Y").to_string());
    let yearly = closed_yearly.iter().filter_map(|(month, day)| {
        let day = jiff::civil::Date::new(LEAP_YEAR, *month, *day).ok()?;
        Some(format!("every {}", day.strftime("%-d %B")))
    });
    let closed: Vec<String> = days.chain(yearly).collect();
    let except = if closed.is_empty() { String::new() } else { format!("; closed on {}", listed(&closed, "and")) };
    format!("Look at the time{zone}. It is open {open}{except}.")
}

fn ring_words(ring: &Ring, names: &Names) -> String {
    let Ring {
        targets, order, seconds: ring_seconds, whisper, screen, show, record, notice, last_answerer_first, ..
    } = ring;
    let is_weighted = *order == Order::RoundRobin && targets.iter().any(|target| target.weight != 1);
    let lines: Vec<String> = targets.iter().map(|target| target_words(target, is_weighted)).collect();
    let lines = if lines.is_empty() { "nobody".to_owned() } else { listed(&lines, "and") };
    let manner = match (order, targets.len()) {
        (_, 0 | 1) => "",
        (Order::All, _) => ", all at once",
        (Order::InOrder, _) => ", one after the other",
        (Order::RoundRobin, _) => ", one after the other, in turns",
    };
    let each = if targets.len() > 1 && *order != Order::All { " each" } else { "" };
    let mut sentences = vec![format!("Ring {lines}{manner}, for {}{each}.", seconds(u32::from(*ring_seconds)))];
    if *last_answerer_first {
        sentences.push(LAST_ANSWERER_FIRST.to_owned());
    }
    if let CallerId::Number = show {
        sentences.push("They see the number that was called.".to_owned());
    }
    if let Some(whisper) = whisper {
        sentences.push(format!("The one who answers hears {}.", hears(whisper, names)));
    }
    if *screen {
        sentences.push("The one who answers presses 1 to take the call.".to_owned());
    }
    match (record, notice) {
        (true, Some(notice)) => {
            sentences.push(format!("The talk is recorded, and the caller hears {} before.", hears(notice, names)));
        }
        (true, None) => sentences.push("The talk is recorded.".to_owned()),
        (false, _) => {}
    }
    sentences.join(" ")
}

fn target_words(target: &RingTarget, is_weighted: bool) -> String {
    let RingTarget { endpoint, name, weight } = target;
    let line = if name.is_empty() { endpoint.to_string() } else { format!("{name} ({endpoint})") };
    if is_weighted { format!("{line} with weight {weight}") } else { line }
}

fn voicemail_words(voicemail: &Voicemail, names: &Names) -> String {
    let Voicemail { prompt, max_seconds, notify } = voicemail;
    let recipient = |recipient: &Recipient| match recipient {
        Recipient::Member(member) => names.member(*member),
        Recipient::Address(address) => address.clone(),
    };
    let notify: Vec<String> = notify.iter().map(recipient).collect();
    let mail = if notify.is_empty() { String::new() } else { format!(" A letter goes to {}.", listed(&notify, "and")) };
    format!("{}, and take a message of up to {}.{mail}", say(prompt, names), seconds(u32::from(*max_seconds)))
}

fn branch_words(branch: &Branch) -> String {
    match &branch.test {
        Test::CalledBefore => "Has the caller called this number before?".to_owned(),
        Test::Anonymous => "Does the caller hide the number?".to_owned(),
        Test::Prefix(prefixes) => format!("Does the caller's number begin with {}?", listed(prefixes, "or")),
        Test::Number(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            format!("Was {} called?", listed(&numbers, "or"))
        }
        Test::Tag(tags) => format!("Does the conversation carry the tag {}?", quoted(tags, "or")),
    }
}

fn quoted(words: &[String], word: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
    listed(&quoted, word)
}

/// "1 second", "90 seconds", "2 minutes".
fn seconds(count: u32) -> String {
    match count {
        1 => "1 second".to_owned(),
        count if count >= 120 && count % 60 == 0 => format!("{} minutes", count / 60),
        count => format!("{count} seconds"),
    }
}
