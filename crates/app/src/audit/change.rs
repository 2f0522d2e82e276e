use std::borrow::Cow;
use std::collections::BTreeSet;

use crewline_core::members::Amount;
use crewline_core::numbers::formatted;
use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json};

use crate::view::{counted, effect_sentence, invitation_sentences, number_access, outside_name};

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

/// The most characters of a value in the line that sums an entry up.
const MAX_BRIEF: usize = 100;

/// How a reader writes phone numbers and moments.
#[derive(Clone, Copy)]
pub(crate) struct Locale<'a> {
    /// The business's country.
    pub(crate) country: &'a str,
    /// The person's time zone.
    pub(crate) zone: &'a TimeZone,
}

/// The differences between an entry's before and after, in words.
pub(crate) fn changes(before: Option<&Json>, after: Option<&Json>, locale: Locale<'_>) -> Vec<Change> {
    let none = Map::new();
    let side = |json: Option<&Json>| json.and_then(Json::as_object).cloned().unwrap_or_else(|| none.clone());
    let (was, is) = (side(before), side(after));
    let keys: BTreeSet<&String> = was.keys().chain(is.keys()).filter(|key| !is_technical(key)).collect();
    let mut keys: Vec<&String> = keys.into_iter().collect();
    keys.sort_by_key(|key| (order(key), key.as_str()));
    let has_after = after.is_some_and(Json::is_object) && before.is_some_and(Json::is_object);
    let changed = keys.into_iter().filter(|key| was.get(*key) != is.get(*key)).map(|key| {
        // A count of nothing is news only where it was another.
        let is_news = |value: &Json| has_after || !is_zero(value);
        let words = |value: Option<&Json>| value.filter(|value| is_news(value)).and_then(|v| in_words(key, v, locale));
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
    /// The value before, for a line.
    pub(crate) fn brief_before(&self) -> Option<Cow<'_, str>> {
        self.before.as_deref().map(brief)
    }

    /// The value after, for a line.
    pub(crate) fn brief_after(&self) -> Option<Cow<'_, str>> {
        self.after.as_deref().map(brief)
    }

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

/// A value, cut where it is too long for a line.
pub(super) fn brief(words: &str) -> Cow<'_, str> {
    match words.char_indices().nth(MAX_BRIEF) {
        Some((end, _)) => format!("{}…", &words[..end]).into(),
        None => words.into(),
    }
}

fn is_zero(value: &Json) -> bool {
    value.as_i64() == Some(0)
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
        "expires_at" => "Expires",
        "removal_at" => "Removed for good",
        "effect" => "Who sees more or less",
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
fn in_words(key: &str, value: &Json, locale: Locale<'_>) -> Option<String> {
    match (key, value) {
        (_, Json::Null) => None,
        (_, Json::String(text)) if text.is_empty() => None,
        ("records_calls" | "letters", Json::Bool(on)) => Some(if *on { "On" } else { "Off" }.to_owned()),
        ("role", Json::String(word)) => Some(
            word.parse::<crewline_core::access::Role>().map_or_else(|_| word.clone(), |role| role.title().to_owned()),
        ),
        ("number_access", access) => Some(access_in_words(access)),
        ("effect", effect) => Some(effect_in_words(effect)).filter(|words| !words.is_empty()),
        (_, Json::String(text)) if is_number(text) => Some(formatted(text, locale.country).to_string()),
        (key, Json::String(text)) if is_moment(key) => Some(moment(text, locale.zone)),
        (_, Json::String(text)) => Some(text.clone()),
        (_, Json::Bool(yes)) => Some(if *yes { "Yes" } else { "No" }.to_owned()),
        (_, Json::Number(number)) => Some(number.to_string()),
        (_, Json::Array(items)) => {
            let named: Vec<String> = items.iter().filter_map(|item| in_words("", item, locale)).collect();
            Some(named.join(", ")).filter(|words| !words.is_empty())
        }
        (_, Json::Object(fields)) => {
            let mut fields: Vec<_> =
                fields.iter().filter(|(key, value)| !is_technical(key) && !is_zero(value)).collect();
            // Whether a map keeps the order of the text depends on how the program was built.
            fields.sort_by_key(|(key, _)| *key);
            let pairs = fields.into_iter().filter_map(|(key, value)| match (counted_things(key), value.as_i64()) {
                (Some([one, _]), Some(1)) => Some(format!("1 {one}")),
                (Some([_, many]), Some(count)) => Some(format!("{count} {many}")),
                _ => {
                    let label = if is_number(key) { formatted(key, locale.country).to_string() } else { label(key) };
                    in_words(key, value, locale).map(|value| format!("{label}: {value}"))
                }
            });
            let words = pairs.collect::<Vec<_>>().join(", ");
            Some(words).filter(|words| !words.is_empty())
        }
    }
}

/// Things that entries count, as one and as many.
fn counted_things(key: &str) -> Option<[&'static str; 2]> {
    Some(match key {
        "sessions" => ["session", "sessions"],
        "tokens" => ["API token", "API tokens"],
        "invitations" => ["invitation", "invitations"],
        "impersonations" => ["period of Log in as", "periods of Log in as"],
        _ => return None,
    })
}

/// Whether a key's values are moments.
fn is_moment(key: &str) -> bool {
    key.ends_with("_at") || key == "until"
}

/// A moment in the person's time zone; another text as it is.
fn moment(text: &str, zone: &TimeZone) -> String {
    match text.parse::<jiff::Timestamp>() {
        Ok(at) => at.to_zoned_datetime(zone.clone()).strftime("%-d %b %Y, %H:%M %Z").to_string(),
        Err(_) => text.to_owned(),
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

/// "Dana Whitfield gains 1 number and its 214 past calls; 1 pending invitation gives more numbers".
fn effect_in_words(effect: &Json) -> String {
    let amount = |amount: &Json| Amount {
        numbers: amount["numbers"].as_u64().and_then(|count| count.try_into().ok()).unwrap_or(0),
        calls: amount["calls"].as_i64().unwrap_or(0),
        has_more_calls: amount["more_calls"] == true,
    };
    let list = |key: &str| effect[key].as_array().map_or(&[][..], Vec::as_slice);
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let sentence = |name: &str, each: &Json| effect_sentence(name, amount(&each["gains"]), amount(&each["loses"]));
    let count = |key: &str| effect[key].as_i64().unwrap_or(0);
    let mut parts: Vec<String> = list("members").iter().map(|each| sentence(&text(&each["name"]), each)).collect();
    if count("more_members") > 0 {
        parts.push(counted(count("more_members"), "more member", "more members"));
    }
    let outside = list("outside_recipients").iter();
    parts.extend(outside.map(|each| sentence(&outside_name(&text(&each["email"])), each)));
    if count("more_outside_recipients") > 0 {
        parts.push(counted(count("more_outside_recipients"), "more address outside", "more addresses outside"));
    }
    parts.extend(invitation_sentences(count("invitations_widened"), count("invitations_narrowed")));
    parts.join("; ")
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

    fn lines(before: Option<&Json>, after: Option<&Json>) -> Vec<String> {
        let zone = TimeZone::get("America/New_York").unwrap();
        changes(before, after, Locale { country: "US", zone: &zone }).iter().map(Change::sentence).collect()
    }

    fn sentences(before: Json, after: Json) -> Vec<String> {
        lines(Some(&before), Some(&after))
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
        assert_eq!(lines(None, Some(&after)), ["Name: Vans", "Numbers: (212) 555-0101, (212) 555-0102"]);
        assert_eq!(lines(Some(&after), None), ["Name: Vans", "Numbers: (212) 555-0101, (212) 555-0102"]);
        assert_eq!(lines(None, None), [""; 0]);
    }

    #[test]
    fn those_who_see_more_or_less_are_named() {
        let amount = |numbers, calls| json!({"numbers": numbers, "calls": calls});
        let member = |name, gains, loses| json!({"member_id": "mem_1", "name": name, "gains": gains, "loses": loses});
        let effect = json!({
            "members": [
                member("Dana Whitfield", amount(1, 214), amount(0, 0)),
                member("Vera Kim", amount(0, 0), amount(2, 0)),
            ],
            "more_members": 0, "more_outside_recipients": 2, "invitations_widened": 1, "invitations_narrowed": 0,
            "outside_recipients": [{"email": "a@bay.example", "gains": amount(1, 0), "loses": amount(0, 0)}],
        });
        assert_eq!(
            sentences(json!({"group": "Vans"}), json!({"group": "Vans", "effect": effect})),
            ["Who sees more or less: Dana Whitfield gains 1 number and its 214 past calls; Vera Kim loses 2 numbers; \
                 a@bay.example (outside the team) gains 1 number; 2 more addresses outside; 1 pending invitation gives more numbers"]
        );
    }

    #[test]
    fn an_unknown_key_is_described_too() {
        let numbers: Vec<String> = (0..10).map(|at| format!("item {at}")).collect();
        let after = json!({"strange_key": {"deep": {"x_id": 1}, "is_on": true, "sessions": 2}, "é": 1.5, "many": numbers, "nothing": []});
        assert_eq!(
            sentences(json!("text"), after),
            [
                "Many: item 0, item 1, item 2, item 3, item 4, item 5, item 6, item 7, item 8, item 9",
                "Strange key: Is on: Yes, 2 sessions",
                "é: 1.5",
            ]
        );
    }

    #[test]
    fn moments_are_in_the_persons_zone() {
        let before = json!({"status": "expired", "expires_at": "2026-03-02T04:30:00Z"});
        let after = json!({"status": "pending", "expires_at": "2026-07-09T12:00:00.250Z"});
        let expected = ["Expires: 1 Mar 2026, 23:30 EST to 9 Jul 2026, 08:00 EDT", "Status: expired to pending"];
        assert_eq!(sentences(before, after), expected);
        let after = json!({"reason": "2026-03-02T04:30:00Z", "until": "2026-03-02T12:00:00Z", "ended_at": "noon"});
        let expected = ["Reason: 2026-03-02T04:30:00Z", "Ended at: noon", "Until: 2 Mar 2026, 07:00 EST"];
        assert_eq!(lines(None, Some(&after)), expected, "a text that a person typed stays as it is");
    }

    #[test]
    fn a_count_of_nothing_is_left_out_unless_it_was_another() {
        let ended = |sessions, tokens, invitations, impersonations| json!({"ended": {"sessions": sessions, "tokens": tokens, "invitations": invitations, "impersonations": impersonations}});
        assert_eq!(lines(None, Some(&ended(0, 0, 0, 0))), [""; 0]);
        let some = ["Ended: 1 period of Log in as, 2 invitations, 3 sessions, 1 API token"];
        assert_eq!(lines(None, Some(&ended(3, 1, 2, 1))), some);
        assert_eq!(lines(None, Some(&json!({"sessions_ended": 0}))), [""; 0]);
        assert_eq!(sentences(json!({"seats": 3}), json!({"seats": 0})), ["Seats: 3 to 0"]);
    }

    #[test]
    fn a_long_value_is_cut_in_the_line_only() {
        assert_eq!(brief("Ads"), "Ads");
        assert_eq!(brief(&"é".repeat(101)), format!("{}…", "é".repeat(100)));
        let numbers: Vec<String> = (0..50).map(|at| format!("+121255501{at:02}")).collect();
        assert!(lines(None, Some(&json!({ "numbers": numbers })))[0].ends_with("(212) 555-0149"));
    }
}
