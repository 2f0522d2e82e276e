//! The people who listen to the agency's calls, and their words on them.

use std::collections::BTreeMap;

use crewline_core::calls::{Annotation, TagChange};
use crewline_core::demo::{PastAnnotation, PastNote};
use crewline_core::ids::{MemberId, TagId};
use crewline_core::time::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;

use super::agency::Trade;
use super::agency_tags as tags;
use super::market::SourceShares;
use super::notes::{self, About};
use super::outcome::CallOutcome;
use super::people::Person;

/// In the last weeks nearly each answered call is rated; before, people had less of a habit.
const HABIT_SECONDS: i64 = 70 * 86_400;
const SHARE_BY_HABIT: f64 = 0.92;
const SHARE_BEFORE: f64 = 0.55;

/// A member who rates calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Annotator {
    pub(super) member: MemberId,
    pub(super) person: Person,
    /// When they joined.
    pub(super) since: Timestamp,
}

/// The people who rate the agency's calls, and their means.
#[derive(Clone, Debug, Default)]
pub(super) struct Desk {
    pub(super) annotators: Vec<Annotator>,
    pub(super) tags: BTreeMap<&'static str, TagId>,
    /// The blocked callers, and when each was blocked.
    pub(super) blocked: Vec<(&'static str, Timestamp)>,
}

/// A call as a person hears it.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeardCall {
    pub(super) trade: Trade,
    pub(super) source: &'static str,
    pub(super) outcome: CallOutcome,
    pub(super) is_spam: bool,
    /// Whether the caller has called before.
    pub(super) is_known: bool,
    pub(super) ended_at: Timestamp,
}

/// The words of one member on a call.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) annotator: Annotator,
    pub(super) at: Timestamp,
    qualified: Option<bool>,
    value_cents: Option<i64>,
    pub(super) is_spam: bool,
    tags: Vec<&'static str>,
    pub(super) note: Option<&'static str>,
}

impl Desk {
    /// When a caller was blocked.
    pub(super) fn blocked_since(&self, digits: &str) -> Option<Timestamp> {
        self.blocked.iter().find(|(blocked, _)| *blocked == digits).map(|(_, since)| *since)
    }

    /// Draws a member who was there at a moment, and was active after it.
    pub(super) fn draw_annotator(&self, at: Timestamp, now: Timestamp, random: &mut StdRng) -> Option<Annotator> {
        let is_there = |annotator: &&Annotator| {
            annotator.since <= at && now.seconds_since(at) >= annotator.person.idle_minutes * 60
        };
        let there: Vec<&Annotator> = self.annotators.iter().filter(is_there).collect();
        (!there.is_empty()).then(|| *there[random.random_range(0..there.len())])
    }

    /// Draws a member's words on a call, if it has any by now.
    pub(super) fn draw_words(&self, call: HeardCall, now: Timestamp, random: &mut StdRng) -> Option<Words> {
        let at = call.ended_at.plus_seconds(random.random_range(150..5_400));
        let share = if now.seconds_since(at) < HABIT_SECONDS { SHARE_BY_HABIT } else { SHARE_BEFORE };
        let is_rated = random.random_bool(share);
        let annotator = self.draw_annotator(at, now, random)?;
        let mut words = Words {
            annotator,
            at,
            qualified: None,
            value_cents: None,
            is_spam: call.is_spam,
            tags: Vec::new(),
            note: None,
        };
        if call.is_spam {
            return (call.outcome != CallOutcome::Blocked).then_some(words);
        }
        match call.outcome {
            CallOutcome::Answered if is_rated => words.rate(call, random),
            CallOutcome::Voicemail if random.random_bool(0.3) => {
                words.tags.push(tags::FOLLOW_UP);
                words.note = random.random_bool(0.2).then(|| notes::sentence(About::Message, call.trade, random));
            }
            _ => return None,
        }
        Some(words)
    }

    /// The words as they are written with a call of the past.
    pub(super) fn annotation(&self, words: &Words) -> PastAnnotation {
        let author = words.annotator.member;
        let notes = words.note.map(|text| PastNote { author, text: text.to_owned(), at: words.at });
        let tag = |name: &&'static str| self.tags.get(name).map(|id| (*id, (*name).to_owned()));
        let mut tags: Vec<(TagId, String)> = words.tags.iter().filter_map(tag).collect();
        tags.sort_by(|(_, one), (_, other)| one.cmp(other));
        PastAnnotation {
            qualified: words.qualified,
            value_cents: words.value_cents,
            spam: words.is_spam,
            tags,
            said: Some((author, words.at)),
            notes: notes.into_iter().collect(),
            called_back: None,
        }
    }
}

impl Words {
    fn rate(&mut self, call: HeardCall, random: &mut StdRng) {
        let is_qualified = random.random_bool(SourceShares::of(call.source).qualified);
        let is_booked = is_qualified && random.random_bool(call.trade.booked_share());
        self.qualified = Some(is_qualified);
        let about = match (is_booked, is_qualified) {
            (true, _) => About::Booked,
            (false, true) => About::Good,
            (false, false) => About::Other,
        };
        if is_booked {
            self.tags.push(tags::BOOKED);
            self.value_cents = Some(call.trade.price_cents(random));
        }
        if is_qualified {
            self.tags.extend(good_tags(call, is_booked, random));
        } else {
            let other = [tags::PRICE_QUESTION, tags::WRONG_NUMBER, tags::JOB_SEEKER, tags::EXISTING_CUSTOMER];
            let drawn = random.random_range(0..7);
            self.tags.extend(other.get(drawn).copied());
        }
        let note_share = if is_booked { 0.16 } else { 0.07 };
        self.note = random.random_bool(note_share).then(|| notes::sentence(about, call.trade, random));
    }

    /// The same as the form of a call's page says it.
    pub(super) fn to_change(&self) -> Annotation {
        Annotation {
            tags: Some(TagChange::Replace(self.tags.iter().map(|name| (*name).to_owned()).collect())),
            qualified: self.qualified.map(Some),
            value_cents: self.value_cents.map(Some),
            spam: self.is_spam.then_some(true),
        }
    }
}

/// Tags of a qualified call.
fn good_tags(call: HeardCall, is_booked: bool, random: &mut StdRng) -> Vec<&'static str> {
    let mut all = Vec::new();
    match (call.is_known, call.trade) {
        (true, _) => all.push(tags::EXISTING_CUSTOMER),
        (false, Trade::Dental) => all.push(tags::NEW_PATIENT),
        (false, _) => all.push(tags::NEW_LEAD),
    }
    let (of_trade, share) = match call.trade {
        Trade::Plumbing => (tags::EMERGENCY, 0.22),
        Trade::Roofing => (tags::STORM_DAMAGE, 0.3),
        Trade::Dental => (tags::INSURANCE, 0.24),
        Trade::Agency => (tags::FOLLOW_UP, 0.4),
    };
    if random.random_bool(share) {
        all.push(of_trade);
    }
    if !is_booked && random.random_bool(0.45) {
        all.push(tags::QUOTE_SENT);
    }
    all
}
