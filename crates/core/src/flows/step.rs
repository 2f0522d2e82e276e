//! The steps of a flow.

use super::{HoursStep, Prompt, Ring, Voicemail};
use crate::carrier::phone_number::PhoneNumber;
use crate::db::words;
use crate::ids::CallFlowId;

words! {
    /// The kind of a step.
    pub enum Kind {
        /// Words or sounds for the caller.
        Greeting = "greeting",
        /// A choice by a key.
        Menu = "menu",
        /// A choice by the time of the week.
        Hours = "hours",
        /// People are rung.
        Ring = "ring",
        /// A message is taken.
        Voicemail = "voicemail",
        /// A choice by the caller or the number.
        Branch = "branch",
        /// The call gets tags.
        Tag = "tag",
        /// The call goes to another flow.
        GoTo = "go_to",
        /// The call ends.
        HangUp = "hang_up",
    }
}

/// A step of a flow.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The caller hears words or sounds.
    Greeting(Prompt),
    /// The caller chooses by a key.
    Menu(Menu),
    /// The time of the week decides.
    Hours(HoursStep),
    /// People are rung.
    Ring(Ring),
    /// A message is taken.
    Voicemail(Voicemail),
    /// The caller or the number decides.
    Branch(Branch),
    /// The call gets these tags.
    Tag(Vec<String>),
    /// The call goes to another flow, and does not come back.
    GoTo(CallFlowId),
    /// The call ends, with a last sentence.
    HangUp(Option<String>),
}

/// The caller chooses by a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    /// The words that name the keys.
    pub prompt: Prompt,
    /// The keys.
    pub choices: Vec<Choice>,
    /// How long to wait for a key, in seconds.
    pub wait_seconds: u16,
    /// How often the prompt is heard at most.
    pub tries: u8,
    /// The steps when no key of these was pressed.
    pub otherwise: Vec<Step>,
}

/// A key of a menu.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The key: a digit, `*` or `#`.
    pub key: char,
    /// Its name for people; empty for none.
    pub label: String,
    /// The steps after the key.
    pub steps: Vec<Step>,
}

/// The caller or the number decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// The question.
    pub test: Test,
    /// The steps when it is true.
    pub then: Vec<Step>,
    /// The steps when it is not.
    pub otherwise: Vec<Step>,
}

/// The question of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The caller has called this number before.
    CalledBefore,
    /// The caller hides the number.
    Anonymous,
    /// The caller's number begins with one of these, each with its plus sign.
    Prefix(Vec<String>),
    /// One of these numbers was called.
    Number(Vec<PhoneNumber>),
    /// The conversation carries one of these tags.
    Tag(Vec<String>),
}

/// An outcome of a step that branches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome<'s> {
    /// A key of a menu, with its place in the list of keys.
    Key(usize, &'s Choice),
    /// None of the others.
    Otherwise,
    /// The hours are open.
    Open,
    /// The hours are closed.
    Closed,
    /// The question of a branch is true.
    Then,
    /// The question of a branch is not true.
    Else,
}

impl Outcome<'_> {
    /// The outcome's part of a place, such as `choices.1.steps`.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Key(index, _) => format!("choices.{index}.steps"),
            Self::Otherwise => "otherwise".to_owned(),
            Self::Open => "open".to_owned(),
            Self::Closed => "closed".to_owned(),
            Self::Then => "then".to_owned(),
            Self::Else => "else".to_owned(),
        }
    }
}

impl Step {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Greeting(_) => Kind::Greeting,
            Self::Menu(_) => Kind::Menu,
            Self::Hours(_) => Kind::Hours,
            Self::Ring(_) => Kind::Ring,
            Self::Voicemail(_) => Kind::Voicemail,
            Self::Branch(_) => Kind::Branch,
            Self::Tag(_) => Kind::Tag,
            Self::GoTo(_) => Kind::GoTo,
            Self::HangUp(_) => Kind::HangUp,
        }
    }

    /// An outcome with its steps, by its place among the outcomes. The keys of a menu come first, in their order.
    pub fn outcome(&self, index: usize) -> Option<(Outcome<'_>, &[Step])> {
        Some(match (self, index) {
            (Self::Menu(menu), index) if index < menu.choices.len() => {
                let choice = menu.choices.get(index)?;
                (Outcome::Key(index, choice), choice.steps.as_slice())
            }
            (Self::Menu(menu), index) if index == menu.choices.len() => (Outcome::Otherwise, menu.otherwise.as_slice()),
            (Self::Hours(hours), 0) => (Outcome::Open, hours.open.as_slice()),
            (Self::Hours(hours), 1) => (Outcome::Closed, hours.closed.as_slice()),
            (Self::Ring(ring), 0) => (Outcome::Otherwise, ring.otherwise.as_slice()),
            (Self::Branch(branch), 0) => (Outcome::Then, branch.then.as_slice()),
            (Self::Branch(branch), 1) => (Outcome::Else, branch.otherwise.as_slice()),
            _ => return None,
        })
    }

    /// Its outcomes with their steps, in order.
    pub fn outcomes(&self) -> impl Iterator<Item = (Outcome<'_>, &[Step])> {
        (0..).map_while(move |index| self.outcome(index))
    }
}
