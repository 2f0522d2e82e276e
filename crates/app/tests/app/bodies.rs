//! A valid body for each route: the fields of its form, or its JSON.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::Method;
use serde_json::{Value, json};

/// A number that no earlier body has, for values that must be unique.
fn unique_number() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

fn phone_number() -> String {
    format!("+1212556{:04}", unique_number())
}

/// The fields of a route's form.
pub(crate) fn form(path: &str) -> Vec<(&'static str, String)> {
    let fields: &[(&str, &str)] = match path.strip_prefix("/b/{business}").unwrap_or(path) {
        "/numbers/new" => return vec![("phone_number", phone_number()), ("friendly_name", "New number".into())],
        "/numbers/{number}/edit" => &[("friendly_name", "Another name")],
        "/number-groups/new" | "/number-groups/{group}/edit" => {
            return vec![("name", format!("New group {}", unique_number()))];
        }
        "/invitations" => {
            return vec![
                ("name", "A Guest".into()),
                ("email", format!("one.{}@example.com", unique_number())),
                ("role", "viewer".into()),
                ("access", "all".into()),
            ];
        }
        "/invitations/{invitation}/edit" => {
            return vec![
                ("name", "Another Guest".into()),
                ("email", format!("corrected.{}@example.com", unique_number())),
                ("role", "viewer".into()),
                ("access", "all".into()),
            ];
        }
        "/invitations/many" => {
            return vec![
                ("rows", format!("A Guest,many.{}@example.com", unique_number())),
                ("role", "viewer".into()),
                ("access", "all".into()),
            ];
        }
        "/members/{member}/edit" => &[("name", "Another Name")],
        "/members/{member}/log-in-as" => &[("reason", "to see what they see")],
        "/settings/profile" => &[("name", "Another Name"), ("time_zone", "Europe/Berlin"), ("theme", "dark")],
        "/settings/profile/email" => &[("email", "not an address"), ("current_password", "not it at all")],
        "/settings/business/deletion" => &[("deleted_name", "Northline"), ("confirm_password", "not it at all")],
        "/settings/business/existing-accounts" => &[("existing_accounts", "ask")],
        "/settings/business" => &[("business_name", "Another Name"), ("time_zone", "Europe/Berlin"), ("country", "DE")],
        "/settings/carrier" => &[
            ("provider", "twilio"),
            ("account", "AC00000000000000000000000000000000"),
            ("secret", "0123456789abcdef0123456789abcdef"),
        ],
        "/calls/{call}/notes" | "/notes/{note}/edit" => &[("note_text", "Wants a quote")],
        "/settings/tags" | "/settings/tags/{tag}/edit" => {
            return vec![("tag_name", format!("New tag {}", unique_number())), ("colour", "green".into())];
        }
        "/settings/tags/{tag}/merge" => &[("into", "{into}")],
        "/settings/qualified-calls/new" | "/settings/qualified-calls/{rule}/edit" => {
            &[("matches", "all"), ("answered", "yes"), ("do", "preview")]
        }
        "/settings/qualified-calls/{rule}/place" => &[("place", "1")],
        "/reports/new" | "/reports/{report}/edit" => &[("name", "Sources of the week")],
        "/call-views/new" => &[("name", "Missed today")],
        "/call-views/{view}/edit" => &[("name", "Missed this week")],
        "/reports/{report}/recipients/new" => {
            return vec![("email", format!("outside.{}@example.com", unique_number())), ("access", "all".into())];
        }
        "/report-recipients/{recipient}/edit" => &[("name", "A Client"), ("access", "all")],
        "/reports/{report}/schedule" => &[("every", "day"), ("at", "08:00")],
        "/settings/blocked-callers" => return vec![("caller", phone_number())],
        "/settings/api/tokens" => &[("token_name", "A program")],
        _ => &[],
    };
    fields.iter().map(|&(name, value)| (name, value.to_owned())).collect()
}

/// The JSON of an API route.
pub(crate) fn json(method: &Method, path: &str) -> Value {
    match (method.as_str(), path) {
        ("POST", "/api/v1/numbers") => json!({"phone_number": phone_number(), "friendly_name": "New number"}),
        ("POST", "/api/v1/number-groups") => {
            json!({"name": format!("New group {}", unique_number()), "number_ids": []})
        }
        ("POST", "/api/v1/tags") => json!({ "name": format!("New tag {}", unique_number()) }),
        ("POST", "/api/v1/tags/{tag}/merge") => json!({ "into": "{into}" }),
        ("POST", "/api/v1/qualified-rules" | "/api/v1/qualified-rules/preview") => {
            json!({ "conditions": { "answered": true } })
        }
        ("POST", "/api/v1/reports") => {
            json!({ "name": "Sources of the week", "question": { "group_by": ["source"], "period": "last_7_days" } })
        }
        ("POST", "/api/v1/call-views") => {
            json!({ "name": "Missed this month", "question": { "outcome": "missed", "period": "this_month" } })
        }
        ("POST", "/api/v1/reports/{report}/recipients") => json!({
            "email": format!("outside.{}@example.com", unique_number()),
            "number_access": {"kind": "all"},
        }),
        ("POST", "/api/v1/blocked-callers") => json!({ "caller": phone_number() }),
        ("POST", "/api/v1/calls/{call}/notes") | ("PATCH", "/api/v1/notes/{note}") => json!({"text": "Wants a quote"}),
        ("PATCH", "/api/v1/invitations/{invitation}") => {
            json!({ "email": format!("corrected.{}@example.com", unique_number()) })
        }
        ("POST", "/api/v1/invitations") => json!({
            "name": "A Guest",
            "email": format!("api.{}@example.com", unique_number()),
            "role": "viewer",
            "number_access": {"kind": "all"},
        }),
        _ => json!({}),
    }
}
