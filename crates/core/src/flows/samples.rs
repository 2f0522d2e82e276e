//! Flows and facts for tests.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::{
    CallerId, Choice, Facts, Flow, HoursStep, Menu, Names, Order, Prompt, Recipient, Ring, RingTarget, Step, StepPlace,
    Voicemail,
};
use crate::carrier::caller::Caller;
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::twiml::Endpoint;
use crate::ids::{AudioId, CallFlowId, MemberId};
use crate::qualified_rules::Hours;
use crate::time::Timestamp;

pub(super) fn moment(text: &str) -> Timestamp {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

pub(super) fn hours(days: &[u8], from: &str, to: &str) -> Hours {
    Hours { days: days.iter().copied().collect(), from: from.parse().unwrap(), to: to.parse().unwrap() }
}

pub(super) fn flow_id(n: u128) -> CallFlowId {
    CallFlowId::new(n)
}

pub(super) fn greeting(text: &str) -> Step {
    Step::Greeting(Prompt::text(text))
}

pub(super) fn voicemail() -> Step {
    Step::Voicemail(Voicemail {
        prompt: Prompt::text("Please leave a message."),
        max_seconds: 120,
        notify: vec![Recipient::Member(MemberId::new(1)), Recipient::Address("desk@northline.example".to_owned())],
    })
}

pub(super) fn menu_of(choices: &[(char, Vec<Step>)]) -> Step {
    let choice = |(key, steps): &(char, Vec<Step>)| Choice { key: *key, label: String::new(), steps: steps.clone() };
    Step::Menu(Menu {
        prompt: Prompt::text("Choose."),
        choices: choices.iter().map(choice).collect(),
        wait_seconds: 5,
        tries: 2,
        otherwise: Vec::new(),
    })
}

/// A ring step of so many numbers from +12125550100 on, all at once.
pub(super) fn ring_of(count: usize) -> Ring {
    let target = |index: usize| RingTarget {
        endpoint: Endpoint::Number(format!("+121255501{index:02}").parse().unwrap()),
        name: String::new(),
        weight: 1,
    };
    Ring {
        targets: (0..count).map(target).collect(),
        order: Order::All,
        seconds: 20,
        whisper: None,
        screen: false,
        show: CallerId::Caller,
        record: false,
        notice: None,
        last_answerer_first: false,
        otherwise: Vec::new(),
    }
}

fn target(endpoint: &str, name: &str, weight: u8) -> RingTarget {
    let number = endpoint.parse().map(Endpoint::Number);
    let endpoint = number.unwrap_or_else(|_| Endpoint::Sip(endpoint.parse().unwrap()));
    RingTarget { endpoint, name: name.to_owned(), weight }
}

/// A flow with a step of nearly every kind.
pub(super) fn office() -> Flow {
    let sales = Ring {
        targets: vec![target("+12125550111", "Ana", 1), target("sip:desk@pbx.example", "", 1)],
        whisper: Some(Prompt::text("A call for sales.")),
        screen: true,
        record: true,
        notice: Some(Prompt::text("This call is recorded.")),
        ..ring_of(0)
    };
    let support = Ring {
        targets: vec![target("+12125550111", "Ana", 2), target("+12125550112", "", 1)],
        order: Order::RoundRobin,
        seconds: 15,
        show: CallerId::Number,
        otherwise: vec![greeting("Everybody is busy.")],
        ..ring_of(0)
    };
    let choice = |key, label: &str, steps| Choice { key, label: label.to_owned(), steps };
    let menu = Step::Menu(Menu {
        prompt: Prompt::text("For sales, press 1. For support, press 2."),
        choices: vec![
            choice('1', "Sales", vec![Step::Ring(sales)]),
            choice('2', "Support", vec![Step::Tag(vec!["Support".to_owned()]), Step::Ring(support)]),
        ],
        wait_seconds: 5,
        tries: 2,
        otherwise: Vec::new(),
    });
    let hours = HoursStep {
        zone: Some(TimeZone::get("America/New_York").unwrap()),
        weekly: vec![hours(&[1, 2, 3, 4, 5], "09:00", "17:00")],
        closed_on: [date(2026, 11, 24)].into(),
        closed_yearly: [(12, 25)].into(),
        open: vec![menu],
        closed: Vec::new(),
    };
    let last_words = Step::HangUp(Some("Goodbye, and thank you.".to_owned()));
    Flow { steps: vec![greeting("Thank you for calling Northline."), Step::Hours(hours), voicemail(), last_words] }
}

pub(super) fn names() -> Names {
    Names {
        flows: [(flow_id(1), "Main line".to_owned())].into(),
        members: [(MemberId::new(1), "Ana Ruiz".to_owned())].into(),
        audio: [(AudioId::new(1), "Welcome".to_owned())].into(),
    }
}

/// The facts of a call, owned.
pub(super) struct World {
    pub(super) now: Timestamp,
    pub(super) zone: TimeZone,
    pub(super) caller: Caller,
    pub(super) called: PhoneNumber,
    pub(super) called_before: bool,
    pub(super) tags: BTreeSet<String>,
    pub(super) last_answerer: Option<Endpoint>,
    pub(super) turns: BTreeMap<StepPlace, u64>,
    pub(super) fallback: Option<PhoneNumber>,
}

impl World {
    /// A call from +14155550100 to +18005551212 on a Monday at 10:00 in New York, with a fallback target.
    pub(super) fn new() -> Self {
        Self {
            now: moment("2026-03-02T15:00:00Z"),
            zone: TimeZone::get("America/New_York").unwrap(),
            caller: Caller::read("+14155550100"),
            called: "+18005551212".parse().unwrap(),
            called_before: false,
            tags: BTreeSet::new(),
            last_answerer: None,
            turns: BTreeMap::new(),
            fallback: Some("+12125550199".parse().unwrap()),
        }
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            now: self.now,
            zone: &self.zone,
            caller: &self.caller,
            called: &self.called,
            called_before: self.called_before,
            tags: &self.tags,
            last_answerer: self.last_answerer.as_ref(),
            turns: &self.turns,
            fallback: self.fallback.as_ref(),
        }
    }
}
