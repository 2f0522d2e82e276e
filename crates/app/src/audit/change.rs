use std::collections::BTreeSet;

use crewline_core::numbers::formatted;
use serde_json::{Map, Value as Json};

use crate::view::number_access;

/// One value that a change altered, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// The value's name, such as "Role".
    pub(crate) what: String,
    /// The value before; `None` means that there was none.
    pub(crate) before: Option<String>,
    /// The value after; `None` means that there is none.
    pub(crate) after: Option<String>,
    /// Whether the entry has both sides. Otherwise only one value is shown.
    pub(crate) is_from: bool,
}

/// The most items of a list that are named. The rest are counted.
const MAX_NAMED_ITEMS: usize = 8;

/// The differences between an entry's before and after, in words. Phone numbers are written as in the country.
pub(crate) fn changes(before: Option<&Json>, after: Option<&Json>, country: &str) -> Vec<Change> {
    let none = Map::new();
    let side = |json: Option<&Json>| json.and_then(Json::as_object).cloned().unwrap_or_else(|| none.clone());
    let (was, is) = (side(before), side(after));
    let keys: BTreeSet<&String> = was.keys().chain(is.keys()).filter(|key| !is_technical(key)).collect();
    let mut keys: Vec<&String> = keys.into_iter().collect();
    keys.sort_by_key(|key| (order(key), key.as_str()));
    let has_after = after.is_some_and(Json::is_object) && before.is_some_and(Json::is_object);
    let changed = keys.into_iter().filter(|key| was.get(*key) != is.get(*key)).map(|key| {
        let words = |value: Option<&Json>| value.and_then(|value| in_words(key, value, country));
        let (from, mut to) = (words(was.get(key)), words(is.get(key)));
        if key == "number_access"
            && let (Some(was), Some(is), Some(words)) = (was.get(key), is.get(key), &mut to)
            && let Some(moved) = set_change(was, is)
        {
            *words = format!("{words} ({moved})");
        }
        Change { what: label(key), before: from, after: to, is_from: has_after && was.contains_key(key) }
    });
    changed.filter(|change| change.before.is_some() || change.after.is_some()).collect()
}

impl Change {
    /// The change in one line: "Role: Viewer to Manager".
    pub(crate) fn sentence(&self) -> String {
        let none = || "none".to_owned();
        let (before, after) = (self.before.clone(), self.after.clone());
        match self.is_from {
            true => format!("{}: {} to {}", self.what, before.unwrap_or_else(none), after.unwrap_or_else(none)),
            false => format!("{}: {}", self.what, after.or(before).unwrap_or_else(none)),
        }
    }
}

/// Ids mean nothing to people. The log has the name of the thing beside each id.
fn is_technical(key: &str) -> bool {
    key.ends_with("_id") || key.ends_with("_ids")
}

/// The place of a key among the others: the most important keys come first.
fn order(key: &str) -> usize {
    ["name", "friendly_name", "role", "number_access", "phone_number", "numbers", "reason"]
        .iter()
        .position(|first| *first == key)
        .unwrap_or(99)
}

fn label(key: &str) -> String {
    let special = match key {
        "friendly_name" => "Name",
        "phone_number" => "Number",
        "forward_to" => "Forwards to",
        "records_calls" => "Recording",
        "access_of" => "Was the access of",
        "email" => "E-mail",
        "api_base" => "Address of its API",
        _ => "",
    };
    if !special.is_empty() {
        return special.to_owned();
    }
    let mut words = key.replace('_', " ");
    if let Some(first) = words.get(0..1).map(str::to_uppercase) {
        words.replace_range(0..1, &first);
    }
    words
}

/// A value in words; `None` for an empty one.
fn in_words(key: &str, value: &Json, country: &str) -> Option<String> {
    match (key, value) {
        (_, Json::Null) => None,
        (_, Json::String(text)) if text.is_empty() => None,
        ("records_calls" | "letters", Json::Bool(on)) => Some(if *on { "On" } else { "Off" }.to_owned()),
        ("role", Json::String(word)) => Some(
            word.parse::<crewline_core::access::Role>().map_or_else(|_| word.clone(), |role| role.title().to_owned()),
        ),
        ("number_access", access) => Some(access_in_words(access)),
        (_, Json::String(text)) if is_number(text) => Some(formatted(text, country).to_string()),
        (_, Json::String(text)) => Some(text.clone()),
        (_, Json::Bool(yes)) => Some(if *yes { "Yes" } else { "No" }.to_owned()),
        (_, Json::Number(number)) => Some(number.to_string()),
        (_, Json::Array(items)) => {
            let named: Vec<String> =
                items.iter().take(MAX_NAMED_ITEMS).filter_map(|item| in_words("", item, country)).collect();
            let rest = items.len().saturating_sub(MAX_NAMED_ITEMS);
            let mut words = named.join(", ");
            if rest > 0 {
                words = format!("{words} and {rest} more");
            }
            Some(words).filter(|words| !words.is_empty())
        }
        (_, Json::Object(fields)) => {
            let pairs = fields.iter().filter(|(key, _)| !is_technical(key)).filter_map(|(key, value)| {
                let key = if is_number(key) { formatted(key, country).to_string() } else { label(key) };
                in_words("", value, country).map(|value| format!("{key}: {value}"))
            });
            let words = pairs.take(MAX_NAMED_ITEMS).collect::<Vec<_>>().join(", ");
            Some(words).filter(|words| !words.is_empty())
        }
    }
}

fn is_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|rest| rest.len() > 5 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn access_in_words(access: &Json) -> String {
    let count = |key: &str| access[key].as_array().map_or(0, Vec::len);
    let is_specific = access["kind"] == "specific" || access == "specific";
    number_access(is_specific.then(|| (count("number_ids"), count("group_ids"))))
}

/// The difference between two sets of numbers and groups: "1 added, 2 removed".
fn set_change(was: &Json, is: &Json) -> Option<String> {
    let ids = |access: &Json| -> Option<BTreeSet<String>> {
        let list = |key: &str| access[key].as_array().cloned().unwrap_or_default();
        (access["kind"] == "specific").then(|| {
            let all = list("number_ids").into_iter().chain(list("group_ids"));
            all.filter_map(|id| id.as_str().map(str::to_owned)).collect()
        })
    };
    let (was, is) = (ids(was)?, ids(is)?);
    let (added, removed) = (is.difference(&was).count(), was.difference(&is).count());
    let parts = [(added, "added"), (removed, "removed")];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    Some(parts.join(", ")).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sentences(before: Json, after: Json) -> Vec<String> {
        changes(Some(&before), Some(&after), "US").iter().map(Change::sentence).collect()
    }

    #[test]
    fn a_members_change_is_described_in_words() {
        let before = json!({"role": "viewer", "name": "Vera", "number_access": {"kind": "specific", "number_ids": ["a", "b", "c"], "group_ids": ["g"]}});
        let after = json!({"role": "manager", "name": "Vera", "number_access": {"kind": "all"}});
        assert_eq!(
            sentences(before.clone(), after),
            ["Role: Viewer to Manager", "Number access: 3 numbers, 1 group to All numbers"]
        );
        let narrowed = json!({"role": "viewer", "name": "Vera", "number_access": {"kind": "specific", "number_ids": ["a", "d"], "group_ids": ["g"]}});
        assert_eq!(
            sentences(before.clone(), narrowed),
            ["Number access: 3 numbers, 1 group to 2 numbers, 1 group (1 added, 2 removed)"]
        );
        assert_eq!(sentences(before.clone(), before), [""; 0]);
    }

    #[test]
    fn a_numbers_change_is_described_in_words() {
        let before = json!({"phone_number": "+12125550123", "friendly_name": "Ads", "source": "", "forward_to": null, "records_calls": false, "group_id": "grp_1", "group": "Vans"});
        let after = json!({"phone_number": "+12125550123", "friendly_name": "Summer ads", "source": "Google", "forward_to": "+13125550100", "records_calls": true, "group_id": null, "group": null});
        assert_eq!(
            sentences(before, after),
            [
                "Name: Ads to Summer ads",
                "Forwards to: none to (312) 555-0100",
                "Group: Vans to none",
                "Recording: Off to On",
                "Source: none to Google",
            ]
        );
    }

    #[test]
    fn a_value_only_before_or_only_after_is_described() {
        let after = json!({"name": "Vans", "numbers": ["+12125550101", "+12125550102"], "number_ids": ["x", "y"]});
        let lines: Vec<_> = changes(None, Some(&after), "US").iter().map(Change::sentence).collect();
        assert_eq!(lines, ["Name: Vans", "Numbers: (212) 555-0101, (212) 555-0102"]);
        let lines: Vec<_> = changes(Some(&after), None, "US").iter().map(Change::sentence).collect();
        assert_eq!(lines, ["Name: Vans", "Numbers: (212) 555-0101, (212) 555-0102"]);
        assert_eq!(changes(None, None, "US"), []);
    }

    #[test]
    fn an_unknown_key_is_described_too() {
        let numbers: Vec<String> = (0..10).map(|at| format!("item {at}")).collect();
        let after = json!({"strange_key": {"deep": {"x_id": 1}, "is_on": true, "sessions": 2}, "é": 1.5, "many": numbers, "nothing": []});
        assert_eq!(
            sentences(json!("text"), after),
            [
                "Many: item 0, item 1, item 2, item 3, item 4, item 5, item 6, item 7 and 2 more",
                "Strange key: Is on: Yes, Sessions: 2",
                "é: 1.5",
            ]
        );
    }
}
