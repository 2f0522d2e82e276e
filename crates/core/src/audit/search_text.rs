//! The text by which an entry is found.

use serde_json::Value as Json;

use super::action::Action;
use super::entry::Event;
use crate::access::AuditActor;
use crate::text;

/// Everything of an entry that people read: who, what, on what, from where, and the values before and after. Folded.
pub(super) fn search_text(actor: &AuditActor, event: &Event) -> String {
    let words = Action::find(event.action).map_or(event.action, |action| action.words);
    let mut parts = vec![actor.name.as_str(), actor.as_name.as_deref().unwrap_or_default(), words, &event.subject_name];
    let mut numbers = Vec::new();
    for values in [&event.before, &event.after].into_iter().flatten() {
        add_values(values, &mut parts, &mut numbers);
    }
    parts.extend(numbers.iter().map(String::as_str));
    parts.extend(actor.address.as_deref());
    // A line break is in no typed search, so that none is found across two parts.
    text::fold_case(&parts.join("\n"))
}

/// Adds the texts and numbers inside a value, but no ids, which mean nothing to people.
fn add_values<'e>(value: &'e Json, parts: &mut Vec<&'e str>, numbers: &mut Vec<String>) {
    match value {
        Json::String(text) => parts.push(text),
        Json::Number(number) => numbers.push(number.to_string()),
        Json::Array(items) => items.iter().for_each(|item| add_values(item, parts, numbers)),
        Json::Object(fields) => {
            let named = fields.iter().filter(|(key, _)| !key.ends_with("_id") && !key.ends_with("_ids"));
            named.for_each(|(_, value)| add_values(value, parts, numbers));
        }
        Json::Null | Json::Bool(_) => {}
    }
}

/// The pattern for a typed search. A phone number is found however it is written; its digits stand together in entries.
pub(super) fn search_pattern(typed: Option<&str>) -> Option<String> {
    let typed = text::search_text(typed)?;
    let is_of_number = |c: char| c.is_ascii_digit() || " ()-+./".contains(c);
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_address = typed.matches('.').count() == 3;
    if digits.len() > 5 && typed.chars().all(is_of_number) && !is_address {
        return Some(text::containing(&digits));
    }
    text::search_pattern(Some(&typed))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_is_found_by_what_people_read() {
        let event = Event::of("number.edited", "number", "num_x", "Ads")
            .before(json!({"source": "Yelp", "group_id": "grp_x", "records_calls": false}))
            .after(json!({"numbers": ["+12125550123"], "seats": 12, "deep": {"name": "STRASSE"}}));
        let mut actor = AuditActor::with_name("Olga Marsh");
        actor.address = Some("192.0.2.1".into());
        let text = search_text(&actor, &event);
        for part in ["olga marsh", "number edited", "ads", "yelp", "+12125550123", "12", "strasse", "192.0.2.1"] {
            assert!(text.split('\n').any(|each| each == part), "{part}: {text}");
        }
        assert!(!text.contains("grp_x") && !text.contains("false"), "{text}");
    }

    #[test]
    fn a_phone_number_is_found_however_it_is_written() {
        for typed in ["(212) 555-0123", "212.555.0123", " +1 212 555 0123".trim_start_matches(" +1 "), "2125550123"] {
            assert_eq!(search_pattern(Some(typed)).as_deref(), Some("%2125550123%"), "{typed}");
        }
        assert_eq!(search_pattern(Some("192.0.2.100")).as_deref(), Some("%192.0.2.100%"));
        assert_eq!(search_pattern(Some("Vera_1")).as_deref(), Some("%vera\\_1%"));
        assert_eq!(search_pattern(Some("2026")).as_deref(), Some("%2026%"));
        assert_eq!(search_pattern(Some(" ")), None);
    }
}
