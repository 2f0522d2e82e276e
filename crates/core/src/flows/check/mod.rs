//! Checks a flow before it is published.

mod circles;
mod coverage;
mod prefixes;
mod quiet;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::{Flow, Mistakes, Prompt, Recipient, Ring, Step};
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::twiml::Endpoint;
use crate::ids::{AudioId, CallFlowId, MemberId};

pub use prefixes::AllowedPrefixes;

/// The things of a business that a flow may name.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'s> {
    /// The flow's own id; `None` for a new one.
    pub own: Option<CallFlowId>,
    /// The other flows as they are live.
    pub others: &'s BTreeMap<CallFlowId, Flow>,
    /// The business's active numbers.
    pub our_numbers: &'s BTreeSet<PhoneNumber>,
    /// The numbers that may be rung.
    pub prefixes: &'s AllowedPrefixes,
    /// The sound files.
    pub audio: &'s BTreeSet<AudioId>,
    /// The active members.
    pub members: &'s BTreeSet<MemberId>,
    /// The business's time zone.
    pub zone: &'s TimeZone,
}

/// The findings of a check, each with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Mistakes for which the flow can't be published.
    pub refusals: Mistakes,
    /// Places to look at before it is published.
    pub warnings: Mistakes,
}

/// Checks a flow before it is published.
pub fn check(flow: &Flow, surroundings: &Surroundings<'_>) -> Findings {
    let mut findings = Findings::default();
    check_steps(&flow.steps, "steps", surroundings, &mut findings.refusals);
    circles::check(flow, surroundings, &mut findings.refusals);
    coverage::check(flow, surroundings, &mut findings.warnings);
    quiet::check(flow, &mut findings.warnings);
    findings
}

fn check_steps(steps: &[Step], place: &str, surroundings: &Surroundings<'_>, refusals: &mut Mistakes) {
    for (index, step) in steps.iter().enumerate() {
        let place = format!("{place}.{index}");
        check_step(step, &place, surroundings, refusals);
        for (outcome, steps) in step.outcomes() {
            check_steps(steps, &format!("{place}.{}", outcome.place()), surroundings, refusals);
        }
    }
}

fn check_step(step: &Step, place: &str, surroundings: &Surroundings<'_>, refusals: &mut Mistakes) {
    for (setting, prompt) in prompts(step) {
        if let Prompt::Audio(id) = prompt
            && !surroundings.audio.contains(id)
        {
            let place = if setting.is_empty() { place.to_owned() } else { format!("{place}.{setting}") };
            refusals.add(format!("{place}.audio_id"), "This recording is gone. Choose another one, or type a text.");
        }
    }
    match step {
        Step::Menu(menu) => {
            for (index, choice) in menu.choices.iter().enumerate().filter(|(_, choice)| choice.steps.is_empty()) {
                let sentence = format!("Key {} has no steps. Add one, or remove the key.", choice.key);
                refusals.add(format!("{place}.choices.{index}.steps"), sentence);
            }
        }
        Step::Ring(ring) => check_targets(ring, place, surroundings, refusals),
        Step::Voicemail(voicemail) => {
            for (index, recipient) in voicemail.notify.iter().enumerate() {
                if let Recipient::Member(member) = recipient
                    && !surroundings.members.contains(member)
                {
                    let sentence = "This member is not in the business any more. Take them off the list.";
                    refusals.add(format!("{place}.notify.{index}"), sentence);
                }
            }
        }
        Step::GoTo(id) if !surroundings.others.contains_key(id) && Some(*id) != surroundings.own => {
            let sentence = "There is no such call flow any more. Choose another one.";
            refusals.add(format!("{place}.call_flow_id"), sentence);
        }
        _ => {}
    }
}

fn check_targets(ring: &Ring, place: &str, surroundings: &Surroundings<'_>, refusals: &mut Mistakes) {
    for (index, target) in ring.targets.iter().enumerate() {
        let Endpoint::Number(number) = &target.endpoint else { continue };
        let sentence = if surroundings.our_numbers.contains(number) {
            "This is one of your own numbers, so the call would come back. Ring a person's number, or use Go to."
        } else if !surroundings.prefixes.allow(number) {
            "Numbers that begin like this may not be rung here. Choose another one, or ask who runs this Crewline to allow them."
        } else {
            continue;
        };
        refusals.add(format!("{place}.targets.{index}"), sentence);
    }
}

/// The prompts of a step with their settings; an empty one for a greeting, which is a prompt itself.
fn prompts(step: &Step) -> Vec<(&'static str, &Prompt)> {
    match step {
        Step::Greeting(prompt) => vec![("", prompt)],
        Step::Menu(menu) => vec![("prompt", &menu.prompt)],
        Step::Ring(ring) => {
            let whisper = ring.whisper.iter().map(|prompt| ("whisper", prompt));
            whisper.chain(ring.notice.iter().map(|prompt| ("notice", prompt))).collect()
        }
        Step::Voicemail(voicemail) => vec![("prompt", &voicemail.prompt)],
        Step::Hours(_) | Step::Branch(_) | Step::Tag(_) | Step::GoTo(_) | Step::HangUp(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
