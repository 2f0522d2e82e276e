//! Resolves random steps about calls in the current world.

use super::act::Deed;
use super::calls::{AnnotationChange, Call, End, Rule, TAGS};
use super::resolve::{SOURCES, one_of, pick};
use super::step::{Pick, RandomAnnotation};
use super::world::Business;

/// The most rules of a business.
const MAX_RULES: usize = 5;

impl Business {
    /// A call and its end: mostly of one that goes on; sometimes the carrier says late that the two sides of another talked.
    pub(crate) fn pick_report(&self, call: Pick, end: Pick) -> Option<(usize, End)> {
        let that = |matches: fn(&Call) -> bool| (0..self.calls.len()).filter(|id| matches(&self.calls[*id])).collect();
        let running: Vec<usize> = that(|call| call.end.is_none());
        let without_talk: Vec<usize> =
            that(|call| !call.is_blocked && matches!(call.end, Some(End::Missed | End::Busy | End::Failed)));
        let talk = End::Talk(1 + i64::from(end));
        if running.is_empty() || call >= 200 {
            return Some((one_of(call, without_talk)?, talk));
        }
        let ends = [End::Missed, End::Busy, End::Failed, talk, talk];
        Some((one_of(call, running)?, ends[pick(end, ends.len())?]))
    }

    pub(crate) fn pick_annotation(&self, random: &RandomAnnotation) -> Option<Deed> {
        let RandomAnnotation { call, tags, qualified, value_cents, is_spam } = random;
        let of_picks = |picks: &Vec<Pick>| picks.iter().filter_map(|at| pick(*at, TAGS.len())).collect();
        let change = AnnotationChange {
            tags: tags.as_ref().map(of_picks),
            qualified: *qualified,
            value_cents: value_cents.map(|value| value.map(|at| 100 * i64::from(at))),
            is_spam: *is_spam,
        };
        Some(Deed::Annotate { call: pick(*call, self.calls.len())?, change })
    }

    pub(crate) fn pick_rule(&self, kind: Pick, of: Pick) -> Option<Rule> {
        if self.rules.len() >= MAX_RULES {
            return None;
        }
        Some(match kind % 4 {
            0 => Rule::FirstTime,
            1 => Rule::LongTalk,
            2 => Rule::Source(pick(of, SOURCES)?),
            _ => Rule::Tag(pick(of, TAGS.len())?),
        })
    }
}
