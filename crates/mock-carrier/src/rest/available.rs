//! Numbers that can be bought: made up from the ranges that are kept for fiction.

use std::sync::Arc;

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::answer::{self, Parameters};
use super::without_extension;
use crate::carrier::Carrier;

/// The cities of some area codes; others have none.
const PLACES: [(&str, &str, &str); 6] = [
    ("212", "New York", "NY"),
    ("303", "Denver", "CO"),
    ("312", "Chicago", "IL"),
    ("415", "San Francisco", "CA"),
    ("617", "Boston", "MA"),
    ("702", "Las Vegas", "NV"),
];

pub(super) async fn index(
    State(carrier): State<Arc<Carrier>>,
    Path((_, country, kind)): Path<(String, String, String)>,
    Query(parameters): Query<Parameters>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let kind = without_extension(&kind);
    if !matches!(kind, "Local" | "TollFree" | "Mobile") {
        return answer::not_found(uri.path());
    }
    let area = parameters.get("AreaCode").map(String::as_str);
    if area.is_some_and(|area| area.len() != 3 || !area.bytes().all(|digit| digit.is_ascii_digit())) {
        return answer::refusal(StatusCode::BAD_REQUEST, 21401, "AreaCode is three digits");
    }
    let Some(numbers) = candidates(&country, kind, area) else {
        return answer::not_found(uri.path());
    };
    let size = parameters.get("PageSize").and_then(|size| size.parse().ok()).unwrap_or(30);
    let pattern = parameters.get("Contains").map(String::as_str);
    let free: Vec<Value> = {
        let data = carrier.data();
        numbers
            .into_iter()
            .filter(|(number, _, _)| data.number(number).is_none())
            .filter(|(number, _, _)| pattern.is_none_or(|pattern| contains(number, pattern)))
            .filter(|(_, place, _)| parameters.get("InLocality").is_none_or(|name| name == place))
            .filter(|(_, _, region)| parameters.get("InRegion").is_none_or(|name| name == region))
            .take(size)
            .map(|(number, place, region)| json(&country, kind, &number, place, region))
            .collect()
    };
    let body = json!({
        "uri": format!("{}/AvailablePhoneNumbers/{country}/{kind}.json", carrier.account_path()),
        "available_phone_numbers": free,
    });
    axum::response::IntoResponse::into_response(axum::Json(body))
}

/// The first free number of an area.
pub(super) fn first_available(carrier: &Carrier, area: &str) -> Option<String> {
    let data = carrier.data();
    candidates("US", "Local", Some(area))?
        .into_iter()
        .map(|(number, _, _)| number)
        .find(|number| data.number(number).is_none())
}

type Candidate = (String, &'static str, &'static str);

/// All numbers for sale, including bought ones. `None` for a country without numbers.
pub(super) fn candidates(country: &str, kind: &str, area: Option<&str>) -> Option<Vec<Candidate>> {
    let lines = 100..200;
    match (country, kind) {
        ("US" | "CA", "TollFree") => Some(lines.map(|line| (format!("+1800555{line:04}"), "", "")).collect()),
        ("US" | "CA", "Local") => {
            let areas: Vec<&str> =
                area.map_or_else(|| PLACES.iter().map(|(area, ..)| *area).collect(), |area| vec![area]);
            let city_of = |area: &str| {
                let entry = PLACES.iter().find(|(code, ..)| *code == area);
                entry.map_or(("", ""), |(_, place, region)| (*place, *region))
            };
            let numbers = areas.iter().flat_map(|area| {
                let (place, region) = city_of(area);
                lines.clone().map(move |line| (format!("+1{area}555{line:04}"), place, region))
            });
            Some(numbers.collect())
        }
        ("GB", "Local") => Some((0..1_000).map(|line| (format!("+441632960{line:03}"), "", "")).collect()),
        ("GB", "Mobile") => Some((0..1_000).map(|line| (format!("+447700900{line:03}"), "", "")).collect()),
        ("US" | "CA" | "GB", _) => Some(Vec::new()),
        _ => None,
    }
}

/// Whether the digits occur in the number; `*` matches any digit.
fn contains(number: &str, pattern: &str) -> bool {
    let number = number.as_bytes();
    let pattern = pattern.trim_start_matches('+').as_bytes();
    number
        .windows(pattern.len().max(1))
        .any(|part| pattern.iter().zip(part).all(|(wanted, digit)| *wanted == b'*' || wanted == digit))
}

fn json(country: &str, kind: &str, number: &str, place: &str, region: &str) -> Value {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "friendly_name": number,
        "phone_number": number,
        "iso_country": country,
        "locality": text(place),
        "region": text(region),
        "rate_center": null,
        "lata": null,
        "latitude": null,
        "longitude": null,
        "postal_code": null,
        "address_requirements": if country == "GB" { "any" } else { "none" },
        "beta": false,
        "capabilities": {"voice": true, "SMS": kind != "TollFree", "MMS": kind != "TollFree", "fax": false},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_anywhere_and_a_star_any_digit() {
        assert!(contains("+14155550123", "555"));
        assert!(contains("+14155550123", "415****123"));
        assert!(contains("+14155550123", ""));
        assert!(!contains("+14155550123", "999"));
        assert!(!contains("+14155550123", "0123*"));
    }
}
