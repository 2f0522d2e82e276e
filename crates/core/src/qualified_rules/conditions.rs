//! The conditions of a rule, and whether a call meets them.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Hours;
use crate::db::words;
use crate::ids::{GroupId, TagId};
use crate::time::Timestamp;

words! {
    /// How many of its conditions a rule asks for.
    pub enum Matches {
        /// All of them.
        All = "all",
        /// At least one of them.
        Any = "any",
    }
}

/// The conditions of a rule. One that is `None`, false or empty is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    /// The two sides talked at least so long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_talk_seconds: Option<i64>,
    /// It is the caller's first call to the number.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub first_time: bool,
    /// The two sides talked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub answered: bool,
    /// It came by one of these sources.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub sources: BTreeSet<String>,
    /// Its number is in one of these groups.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub group_ids: BTreeSet<GroupId>,
    /// It came in these hours, by the clocks of the business's time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// It carries one of these tags.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub tag_ids: BTreeSet<TagId>,
}

/// The facts of a call that rules look at. The call has ended, and is neither spam nor of a blocked caller.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'c> {
    /// When it came.
    pub started_at: Timestamp,
    /// Whether the two sides talked.
    pub is_answered: bool,
    /// How long they talked.
    pub talk_seconds: i64,
    /// Whether it is the caller's first call to the number.
    pub first_time: bool,
    /// The number's source when it came.
    pub source: &'c str,
    /// The group that its number is in now.
    pub group: Option<GroupId>,
    /// Its tags.
    pub tags: &'c BTreeSet<TagId>,
}

impl Conditions {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether they are such as a rule may have.
    pub(super) fn are_valid(&self) -> bool {
        !self.is_empty()
            && self.min_talk_seconds.is_none_or(|least| least > 0)
            && self.hours.as_ref().is_none_or(Hours::is_valid)
    }

    /// Whether a call meets all or any of them, by the clocks of a time zone. A call meets no conditions where there are none.
    pub fn match_call(&self, matches: Matches, facts: &Facts<'_>, zone: &TimeZone) -> bool {
        let Self { min_talk_seconds, first_time, answered, sources, group_ids, hours, tag_ids } = self;
        let each = [
            min_talk_seconds.map(|least| facts.talk_seconds >= least),
            first_time.then_some(facts.first_time),
            answered.then_some(facts.is_answered),
            (!sources.is_empty()).then(|| sources.contains(facts.source)),
            (!group_ids.is_empty()).then(|| facts.group.is_some_and(|group| group_ids.contains(&group))),
            hours.as_ref().map(|hours| hours.contain(facts.started_at, zone)),
            (!tag_ids.is_empty()).then(|| !tag_ids.is_disjoint(facts.tags)),
        ];
        let mut met = each.into_iter().flatten().peekable();
        match matches {
            Matches::All => met.peek().is_some() && met.all(|is_met| is_met),
            Matches::Any => met.any(|is_met| is_met),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(n: u128) -> GroupId {
        GroupId::new(n)
    }

    /// A call of a minute on a Monday at 9:00 in New York, with a tag.
    fn call(tags: &BTreeSet<TagId>) -> Facts<'_> {
        Facts {
            started_at: "2026-03-02T14:00:00Z".parse::<jiff::Timestamp>().unwrap().into(),
            is_answered: true,
            talk_seconds: 60,
            first_time: true,
            source: "Google Ads",
            group: Some(group(7)),
            tags,
        }
    }

    fn hours(days: &[u8]) -> Option<Hours> {
        let [from, to] = ["09:00", "17:00"].map(|time| time.parse().unwrap());
        Some(Hours { days: days.iter().copied().collect(), from, to })
    }

    /// Each condition, as the call meets it and as it does not.
    fn each() -> Vec<(Conditions, Conditions)> {
        let none = Conditions::default;
        let sources = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        vec![
            (Conditions { min_talk_seconds: Some(60), ..none() }, Conditions { min_talk_seconds: Some(61), ..none() }),
            (
                Conditions { sources: sources(&["Yelp", "Google Ads"]), ..none() },
                Conditions { sources: sources(&["Yelp", "google ads"]), ..none() },
            ),
            (
                Conditions { group_ids: [group(7), group(8)].into(), ..none() },
                Conditions { group_ids: [group(8)].into(), ..none() },
            ),
            (Conditions { hours: hours(&[1]), ..none() }, Conditions { hours: hours(&[2]), ..none() }),
            (
                Conditions { tag_ids: [TagId::new(1), TagId::new(2)].into(), ..none() },
                Conditions { tag_ids: [TagId::new(1)].into(), ..none() },
            ),
        ]
    }

    fn matches(conditions: &Conditions, matches: Matches, facts: &Facts<'_>) -> bool {
        conditions.match_call(matches, facts, &TimeZone::get("America/New_York").unwrap())
    }

    #[test]
    fn a_single_condition_decides_alone() {
        let tags = BTreeSet::from([TagId::new(2)]);
        for how in Matches::ALL {
            for (met, unmet) in each() {
                assert!(matches(&met, *how, &call(&tags)), "{met:?}");
                assert!(!matches(&unmet, *how, &call(&tags)), "{unmet:?}");
            }
            let answered = Conditions { answered: true, ..Conditions::default() };
            let first = Conditions { first_time: true, ..Conditions::default() };
            let missed = Facts { is_answered: false, talk_seconds: 0, ..call(&tags) };
            let again = Facts { first_time: false, ..call(&tags) };
            assert!(matches(&answered, *how, &call(&tags)) && !matches(&answered, *how, &missed));
            assert!(matches(&first, *how, &call(&tags)) && !matches(&first, *how, &again));
            assert!(!matches(&Conditions::default(), *how, &call(&tags)), "no condition is met by nothing");
            let ungrouped = Facts { group: None, ..call(&tags) };
            assert!(!matches(&each()[2].0, *how, &ungrouped));
        }
    }

    #[test]
    fn all_asks_for_each_condition_and_any_for_one() {
        let tags = BTreeSet::from([TagId::new(2)]);
        let both = |met: &Conditions, unmet: &Conditions| Conditions {
            min_talk_seconds: met.min_talk_seconds.or(unmet.min_talk_seconds),
            first_time: true,
            sources: &met.sources | &unmet.sources,
            ..met.clone()
        };
        let (met, unmet) = (&each()[1].0, &each()[0].1);
        let mixed = both(met, unmet);
        assert!(!matches(&mixed, Matches::All, &call(&tags)), "the talk is too short");
        assert!(matches(&mixed, Matches::Any, &call(&tags)));
        let all = Conditions { min_talk_seconds: Some(60), ..mixed.clone() };
        assert!(matches(&all, Matches::All, &call(&tags)));
        let other = Facts { source: "Yelp ads", first_time: false, ..call(&tags) };
        assert!(!matches(&mixed, Matches::Any, &other), "none is met");
    }

    #[test]
    fn conditions_read_back_as_written() {
        for (met, unmet) in each() {
            for conditions in [met, unmet] {
                let text = serde_json::to_string(&conditions).unwrap();
                assert_eq!(serde_json::from_str::<Conditions>(&text).unwrap(), conditions, "{text}");
                assert!(conditions.are_valid());
            }
        }
        let mut wrong =
            [Conditions::default(), Conditions { min_talk_seconds: Some(0), ..Conditions::default() }].to_vec();
        wrong.extend([&[][..], &[0], &[8]].map(|days| Conditions { hours: hours(days), ..Conditions::default() }));
        for conditions in wrong {
            assert!(!conditions.are_valid(), "{conditions:?}");
        }
        assert!(serde_json::from_str::<Conditions>("{\"colour\":\"red\"}").is_err());
    }
}
