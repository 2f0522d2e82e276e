//! A rule in a plain sentence.

use std::collections::BTreeSet;

use super::names::{Names, sorted};
use super::{Conditions, Hours, Matches};

const DAY_NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// So many days in a row are named by the first and the last.
const MIN_RANGE: usize = 3;

/// "A call is qualified if it was answered, had a talk time of at least 60 seconds, and came from Google Ads or Yelp."
pub(super) fn sentence(matches: Matches, conditions: &Conditions, names: &Names) -> String {
    let parts = parts(conditions, names);
    match (parts.as_slice(), matches) {
        ([], _) => "No call is qualified by this rule, since its conditions can't be read.".to_owned(),
        ([one], _) => format!("A call is qualified if it {one}."),
        (parts, Matches::All) => format!("A call is qualified if it {}.", listed(parts, "and")),
        (parts, Matches::Any) => {
            format!("A call is qualified if at least one of these is true: it {}.", parts.join("; it "))
        }
    }
}

/// Each condition, to follow "it".
fn parts(conditions: &Conditions, names: &Names) -> Vec<String> {
    let Conditions { min_talk_seconds, first_time, answered, sources, group_ids, hours, tag_ids } = conditions;
    let mut parts = Vec::new();
    if *answered {
        parts.push("was answered".to_owned());
    }
    if let Some(least) = min_talk_seconds {
        let unit = if *least == 1 { "second" } else { "seconds" };
        parts.push(format!("had a talk time of at least {least} {unit}"));
    }
    if *first_time {
        parts.push("was the caller's first call to the number".to_owned());
    }
    if !sources.is_empty() {
        parts.push(format!("came from {}", listed(&sorted(sources.iter()), "or")));
    }
    if !group_ids.is_empty() {
        let mut known = sorted(group_ids.iter().filter_map(|id| names.group(*id)));
        known.extend((known.len() < group_ids.len()).then(|| "a group that was removed".to_owned()));
        parts.push(format!("came to a number of {}", listed(&known, "or")));
    }
    if let Some(hours) = hours {
        parts.push(format!("came {}", in_words(hours)));
    }
    if !tag_ids.is_empty() {
        let mut known = sorted(tag_ids.iter().filter_map(|id| names.tag(*id)));
        known.extend((known.len() < tag_ids.len()).then(|| "one that was removed".to_owned()));
        parts.push(format!("has the tag {}", listed(&known, "or")));
    }
    parts
}

/// "on Monday to Friday between 09:00 and 17:30".
pub(crate) fn in_words(hours: &Hours) -> String {
    let Hours { days, from, to } = hours;
    let days = if days.len() == DAY_NAMES.len() {
        "on any day".to_owned()
    } else {
        format!("on {}", listed(&day_ranges(days), "or"))
    };
    match from.cmp(to) {
        std::cmp::Ordering::Less => format!("{days} between {from} and {to}"),
        std::cmp::Ordering::Equal if from.to_string() == "00:00" => days,
        std::cmp::Ordering::Equal => format!("{days} from {from}, for 24 hours"),
        std::cmp::Ordering::Greater => format!("{days} between {from} and {to} of the next day"),
    }
}

/// Days by their names, long rows of them by the first and the last.
fn day_ranges(days: &BTreeSet<u8>) -> Vec<String> {
    let mut rows: Vec<Vec<u8>> = Vec::new();
    for day in days {
        match rows.last_mut() {
            Some(row) if row.last().is_some_and(|last| last + 1 == *day) => row.push(*day),
            _ => rows.push(vec![*day]),
        }
    }
    let name = |day: &u8| DAY_NAMES.get(usize::from(*day).wrapping_sub(1)).copied().unwrap_or("no day").to_owned();
    rows.iter()
        .flat_map(|row| match row.as_slice() {
            [first, .., last] if row.len() >= MIN_RANGE => vec![format!("{} to {}", name(first), name(last))],
            few => few.iter().map(name).collect(),
        })
        .collect()
}

/// "a", "a or b", "a, b, or c".
pub(crate) fn listed(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} {word} {two}"),
        [first @ .., last] => format!("{}, {word} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{GroupId, TagId};

    fn said(matches: Matches, conditions: &Conditions) -> String {
        let names = Names::sample(
            &[(GroupId::new(1), "Bay Plumbing"), (GroupId::new(2), "Vans")],
            &[(TagId::new(1), "New patient")],
        );
        sentence(matches, conditions, &names)
    }

    fn hours(days: &[u8], from: &str, to: &str) -> Conditions {
        let hours =
            Hours { days: days.iter().copied().collect(), from: from.parse().unwrap(), to: to.parse().unwrap() };
        Conditions { hours: Some(hours), ..Conditions::default() }
    }

    #[test]
    fn a_rule_is_said_in_a_plain_sentence() {
        let conditions = Conditions {
            answered: true,
            min_talk_seconds: Some(60),
            sources: ["Yelp", "Google Ads"].map(str::to_owned).into(),
            ..Conditions::default()
        };
        assert_eq!(
            said(Matches::All, &conditions),
            "A call is qualified if it was answered, had a talk time of at least 60 seconds, and came from Google Ads or Yelp."
        );
        assert_eq!(
            said(Matches::Any, &conditions),
            "A call is qualified if at least one of these is true: it was answered; it had a talk time of at least 60 seconds; \
             it came from Google Ads or Yelp."
        );
        let first =
            Conditions { first_time: true, tag_ids: [TagId::new(1), TagId::new(9)].into(), ..Conditions::default() };
        assert_eq!(
            said(Matches::All, &first),
            "A call is qualified if it was the caller's first call to the number and has the tag New patient or one that was \
             removed."
        );
        let groups = [GroupId::new(2), GroupId::new(1), GroupId::new(3)].into();
        assert_eq!(
            said(Matches::Any, &Conditions { group_ids: groups, ..Conditions::default() }),
            "A call is qualified if it came to a number of Bay Plumbing, Vans, or a group that was removed."
        );
        assert_eq!(
            said(Matches::All, &Conditions::default()),
            "No call is qualified by this rule, since its conditions can't be read."
        );
    }

    #[test]
    fn hours_are_said_by_days_and_times() {
        for (conditions, words) in [
            (hours(&[1, 2, 3, 4, 5], "09:00", "17:30"), "on Monday to Friday between 09:00 and 17:30"),
            (hours(&[1, 2, 6], "09:00", "12:00"), "on Monday, Tuesday, or Saturday between 09:00 and 12:00"),
            (hours(&[5], "22:00", "02:00"), "on Friday between 22:00 and 02:00 of the next day"),
            (hours(&[6, 7], "00:00", "00:00"), "on Saturday or Sunday"),
            (hours(&[1, 2, 3, 4, 5, 6, 7], "08:00", "08:00"), "on any day from 08:00, for 24 hours"),
        ] {
            assert_eq!(said(Matches::All, &conditions), format!("A call is qualified if it came {words}."));
        }
    }
}
