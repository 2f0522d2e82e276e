//! The calls of the last days: a few callers wait to be called back, and people's newest words are still to be said.

use std::collections::BTreeSet;

use crewline_core::carrier::caller::Caller;
use crewline_core::demo::PastCall;
use crewline_core::time::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;

use super::desk::{Desk, Words};

/// How many callers wait to be called back.
const MAX_WAITING: usize = 11;
/// How long ago their calls may have come.
const WAITING_SECONDS: i64 = 2 * 86_400;
/// They are among the newest calls that nobody answered: pages look at some hundreds of those.
const MAX_CANDIDATES: usize = 150;
/// How many of the newest words are said in the product itself, so that the audit log has them.
const MAX_SAID: usize = 40;
/// Callers to call back are listed for so long.
pub(super) const CALL_BACK_SECONDS: i64 = 32 * 86_400;

/// A call, and what is drawn of it.
#[derive(Debug)]
pub(super) struct DrawnCall {
    pub(super) past: PastCall,
    pub(super) words: Option<Words>,
    /// Nobody talked to the caller, who is known and no spam.
    pub(super) is_open: bool,
}

/// A call that is to be written, and the words that a person then says on it.
#[derive(Debug)]
pub(super) struct DemoCall {
    pub(super) past: PastCall,
    pub(super) later: Option<Words>,
}

impl DrawnCall {
    /// A call whose caller somebody has called back, and all of whose words are said.
    pub(super) fn closed(mut self, desk: Option<&Desk>, now: Timestamp, random: &mut StdRng) -> DemoCall {
        if let Some(desk) = desk {
            if let Some(words) = &self.words {
                self.past.annotation = desk.annotation(words);
            }
            if self.is_open && now.seconds_since(self.past.started_at) < CALL_BACK_SECONDS {
                self.mark(desk, now, random);
            }
        }
        DemoCall { past: self.past, later: None }
    }

    fn mark(&mut self, desk: &Desk, now: Timestamp, random: &mut StdRng) {
        let latest = now.seconds_since(self.past.started_at).clamp(2, 20 * 3_600);
        let at = self.past.started_at.plus_seconds(random.random_range(latest / 2..latest));
        let annotator = desk.draw_annotator(at, now, random).or(desk.annotators.first().copied());
        self.past.annotation.called_back = annotator.map(|annotator| (annotator.member, at));
    }
}

/// Settles the calls of the last days, in the order of time.
pub(super) fn settle(calls: Vec<DrawnCall>, desk: Option<&Desk>, now: Timestamp, random: &mut StdRng) -> Vec<DemoCall> {
    let waiting = waiting(&calls, now);
    let with_words: Vec<usize> = (0..calls.len()).rev().filter(|place| calls[*place].words.is_some()).collect();
    let said: BTreeSet<usize> = with_words.into_iter().take(MAX_SAID).collect();
    let settle = |(place, call): (usize, DrawnCall)| {
        let is_open = call.is_open && !waiting.contains(&place);
        let later = call.words.clone().filter(|_| said.contains(&place));
        let words = call.words.clone().filter(|_| later.is_none());
        DemoCall { later, ..DrawnCall { words, is_open, ..call }.closed(desk, now, random) }
    };
    calls.into_iter().enumerate().map(settle).collect()
}

/// The calls whose callers wait, spread over the last days.
fn waiting(calls: &[DrawnCall], now: Timestamp) -> BTreeSet<usize> {
    let mut called_later: BTreeSet<Option<String>> = BTreeSet::new();
    let mut candidates = Vec::new();
    let mut open = 0;
    for (place, call) in calls.iter().enumerate().rev() {
        let is_last = call.past.from != Caller::Anonymous && called_later.insert(call.past.from.address());
        open += usize::from(call.is_open);
        if open > MAX_CANDIDATES || now.seconds_since(call.past.started_at) > WAITING_SECONDS {
            break;
        }
        if is_last && call.is_open {
            candidates.push(place);
        }
    }
    let count = candidates.len().min(MAX_WAITING);
    (0..count).map(|rank| candidates[rank * candidates.len() / count]).collect()
}
