//! Calls in the model: how they end, what people say of them, and what the rules for qualified calls say.

use std::collections::BTreeSet;

use super::world::Business;

/// The callers who do not hide their number.
pub(crate) const CALLERS: [&str; 4] = ["+14155550120", "+14155550121", "+14155550122", "+14155550123"];

/// The tags of each business.
pub(crate) const TAGS: [&str; 3] = ["Callback", "Lead", "Wrong number"];

/// The time zones that a business moves between. It begins in the first.
pub(crate) const ZONES: [&str; 3] = ["America/New_York", "Pacific/Chatham", "Asia/Kolkata"];

/// A talk of so many seconds is a long one for a rule.
pub(crate) const LONG_TALK: i64 = 60;

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) number: usize,
    pub(crate) source: usize,
    /// The caller, by their index in [`CALLERS`]; `None` for one who hides the number.
    pub(crate) caller: Option<usize>,
    /// Whether it has a recording that can be heard.
    pub(crate) is_recorded: bool,
    /// How it ended; `None` while it goes on.
    pub(crate) end: Option<End>,
    /// Whether it is its caller's first call to the number.
    pub(crate) is_first: bool,
    /// Whether its caller was blocked when it came.
    pub(crate) is_blocked: bool,
    pub(crate) annotations: Annotations,
    /// Whether a rule says that it is qualified; never where a person has said anything of that.
    pub(crate) is_qualified_by_rule: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The caller hung up.
    Missed,
    Busy,
    Failed,
    /// The caller left a message.
    Voicemail,
    /// The two sides talked for so many seconds.
    Talk(i64),
}

/// The words of people on a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Annotations {
    /// By their index in [`TAGS`].
    pub(crate) tags: BTreeSet<usize>,
    pub(crate) qualified: Option<bool>,
    pub(crate) value_cents: Option<i64>,
    pub(crate) is_spam: bool,
}

/// A change of them. A field that is `None` stays as it is.
#[derive(Clone, Debug)]
pub(crate) struct AnnotationChange {
    pub(crate) tags: Option<BTreeSet<usize>>,
    pub(crate) qualified: Option<Option<bool>>,
    pub(crate) value_cents: Option<Option<i64>>,
    pub(crate) is_spam: Option<bool>,
}

/// A rule for qualified calls, with one condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    FirstTime,
    /// A talk of [`LONG_TALK`] seconds.
    LongTalk,
    Source(usize),
    Tag(usize),
}

impl Rule {
    fn matches(self, call: &Call) -> bool {
        match self {
            Self::FirstTime => call.is_first,
            Self::LongTalk => matches!(call.end, Some(End::Talk(seconds)) if seconds >= LONG_TALK),
            Self::Source(source) => call.source == source,
            Self::Tag(tag) => call.annotations.tags.contains(&tag),
        }
    }
}

impl Call {
    /// Whether it counts as qualified, and whether a person says so.
    pub(crate) fn qualified(&self) -> (Option<bool>, Option<bool>) {
        match (self.annotations.qualified, self.is_qualified_by_rule) {
            (Some(word), _) => (Some(word), Some(true)),
            (None, true) => (Some(true), Some(false)),
            (None, false) => (None, None),
        }
    }
}

impl Business {
    /// A call comes. One whose caller is blocked is over at once.
    pub(crate) fn ring(&mut self, number: usize, caller: Option<usize>) {
        let is_blocked = caller.is_some_and(|caller| self.blocked.contains(&caller));
        self.add_call(number, caller, is_blocked.then_some(End::Failed), is_blocked);
    }

    /// A message of somebody who hides the number, with a recording.
    pub(crate) fn leave_message(&mut self, number: usize) {
        self.add_call(number, None, Some(End::Voicemail), false);
    }

    fn add_call(&mut self, number: usize, caller: Option<usize>, end: Option<End>, is_blocked: bool) {
        let has_called = self.calls.iter().any(|call| call.number == number && call.caller == caller);
        self.calls.push(Call {
            number,
            source: self.numbers[number].source,
            caller,
            is_recorded: end == Some(End::Voicemail),
            end,
            is_first: caller.is_some() && !has_called,
            is_blocked,
            annotations: Annotations::default(),
            is_qualified_by_rule: false,
        });
        self.judge(self.calls.len() - 1);
    }

    /// The carrier reports an end: of a call that goes on, or late that the two sides talked after all.
    pub(crate) fn report(&mut self, call: usize, end: End) {
        self.calls[call].end = Some(end);
        self.judge(call);
    }

    pub(crate) fn annotate(&mut self, at: usize, change: &AnnotationChange) {
        let call = &mut self.calls[at];
        let before = call.annotations.clone();
        let AnnotationChange { tags, qualified, value_cents, is_spam } = change;
        call.annotations = Annotations {
            tags: tags.clone().unwrap_or_else(|| before.tags.clone()),
            qualified: qualified.unwrap_or(before.qualified),
            value_cents: value_cents.unwrap_or(before.value_cents),
            is_spam: is_spam.unwrap_or(before.is_spam),
        };
        // The rules are not asked about a change that changes nothing. To say of a call what a rule has said, or that nobody says
        // anything, is one.
        let replaces_rule = qualified.is_some() && call.is_qualified_by_rule;
        if call.annotations != before || replaces_rule {
            call.is_qualified_by_rule &= call.annotations.qualified.is_none();
            self.judge(at);
        }
    }

    /// Asks the rules about every call.
    pub(crate) fn review(&mut self) {
        (0..self.calls.len()).for_each(|call| self.judge(call));
    }

    /// Asks the rules about a call that has ended, unless a person has said whether it is qualified.
    fn judge(&mut self, at: usize) {
        let call = &self.calls[at];
        if call.end.is_some() && !call.is_blocked && call.annotations.qualified.is_none() {
            let is_matched = self.rules.iter().any(|rule| rule.matches(call));
            let is_spam = call.annotations.is_spam;
            self.calls[at].is_qualified_by_rule = is_matched && !is_spam;
        }
    }
}
