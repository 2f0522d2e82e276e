//! A JSON body that can't be read, in the API's words: what is wrong, and in which field.

use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use super::api_failure::ApiFailure;

/// Reads a body.
///
/// # Errors
/// Returns a failure that names the field, or the line and column.
pub(crate) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiFailure> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (path, error) = (error.path().clone(), error.into_inner());
        failure(&path, &error)
    })?;
    reader.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

fn failure(path: &Path, error: &serde_json::Error) -> ApiFailure {
    match error.classify() {
        Category::Data => {}
        Category::Eof => return invalid("The body ends too early: it is not complete JSON.".to_owned()),
        Category::Syntax | Category::Io => return not_json(error),
    }
    let text = error.to_string();
    let quoted = |after: &str| text.strip_prefix(after)?.split('`').next().map(str::to_owned);
    let inside = field_path(path);
    let named = |name: &str| if inside.is_empty() { name.to_owned() } else { format!("{inside}.{name}") };
    if let Some(name) = quoted("unknown field `") {
        // The path of an unknown field names it already.
        let path = if inside.rsplit('.').next() == Some(name.as_str()) { inside } else { named(&name) };
        return ApiFailure::field(&path, "There is no such field. Leave it out.");
    }
    if let Some(name) = quoted("missing field `") {
        return ApiFailure::field(&named(&name), "This field is required.");
    }
    if let Some(name) = quoted("duplicate field `") {
        return ApiFailure::field(&named(&name), "This field occurs twice.");
    }
    let sentence = match text.strip_prefix("unknown variant `").and_then(|rest| rest.split_once("expected ")) {
        Some((_, choices)) => format!("Use {}.", choices_in_words(choices)),
        None => format!("Send {}.", expected_in_words(&text)),
    };
    if inside.is_empty() {
        return invalid("The body must be a JSON object.".to_owned());
    }
    ApiFailure::field(&inside, sentence)
}

fn not_json(error: &serde_json::Error) -> ApiFailure {
    invalid(format!("The body is not valid JSON: see line {}, column {}.", error.line(), error.column()))
}

fn invalid(sentence: String) -> ApiFailure {
    ApiFailure::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", sentence)
}

/// The path of a field as the API writes it: `access.number_ids.0`.
fn field_path(path: &Path) -> String {
    let names = path.iter().filter_map(|segment| match segment {
        Segment::Map { key } => Some(key.clone()),
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// `` one of `add`, `ask` at line 1 column 9 `` in words.
fn choices_in_words(choices: &str) -> String {
    let names: Vec<&str> = choices.split('`').skip(1).step_by(2).collect();
    match names.as_slice() {
        [] => "another value".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The kind of value that is expected. The library may name a type of ours, which says nothing to a caller.
fn expected_in_words(text: &str) -> &'static str {
    let expected = text.split_once("expected ").map_or("", |(_, expected)| expected);
    let is = |beginnings: &[&str]| beginnings.iter().any(|beginning| expected.starts_with(beginning));
    if is(&["struct ", "a map", "map"]) {
        "an object"
    } else if is(&["a string", "a borrowed string", "string", "str"]) {
        "a text"
    } else if is(&["a boolean"]) {
        "true or false"
    } else if is(&["a sequence", "an array"]) {
        "a list"
    } else if is(&["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize"]) {
        "a whole number within its range"
    } else if is(&["f32", "f64"]) {
        "a number"
    } else {
        "another value: /api/v1/openapi.json says what it may be"
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        All,
        Specific,
        None,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tested")]
    struct Access {
        kind: Kind,
        #[serde(default)]
        number_ids: Vec<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tested")]
    struct SecretStructName {
        name: String,
        #[serde(default)]
        seats: u32,
        #[serde(default)]
        changes: bool,
        access: Option<Access>,
    }

    #[test]
    fn a_body_that_can_not_be_read_is_refused_in_the_apis_words() {
        for (body, field, sentence) in [
            ("[]", "", "must be a JSON object"),
            ("7", "", "must be a JSON object"),
            ("null", "", "must be a JSON object"),
            ("", "", "ends too early"),
            ("{\"name\":", "", "ends too early"),
            ("{name}", "", "not valid JSON: see line 1, column 2"),
            ("{\"name\":\"a\"} x", "", "not valid JSON"),
            ("{}", "name", "required"),
            ("{\"name\":7}", "name", "Send a text."),
            ("{\"name\":null}", "name", "Send a text."),
            ("{\"name\":\"a\",\"colour\":1}", "colour", "no such field"),
            ("{\"name\":\"a\",\"name\":\"b\"}", "name", "twice"),
            ("{\"name\":\"a\",\"seats\":-1}", "seats", "Send a whole number within its range."),
            ("{\"name\":\"a\",\"seats\":\"3\"}", "seats", "Send a whole number within its range."),
            ("{\"name\":\"a\",\"changes\":\"yes\"}", "changes", "Send true or false."),
            ("{\"name\":\"a\",\"access\":[]}", "access", "Send "),
            ("{\"name\":\"a\",\"access\":\"all\"}", "access", "Send an object."),
            ("{\"name\":\"a\",\"access\":{}}", "access.kind", "required"),
            ("{\"name\":\"a\",\"access\":{\"kind\":\"some\"}}", "access.kind", "Use all, specific or none."),
            (
                "{\"name\":\"a\",\"access\":{\"kind\":\"all\",\"number_ids\":[1]}}",
                "access.number_ids.0",
                "Send a text.",
            ),
        ] {
            let failure = read_json::<SecretStructName>(body.as_bytes()).expect_err(body);
            let text = format!("{failure:?}");
            for word in ["SecretStructName", "Access", "struct", "enum", "variant", "expected"] {
                assert!(!text.contains(word), "{body}: {text}");
            }
            assert!(
                text.contains(sentence) && text.contains(&format!("\"{field}\"")) | field.is_empty(),
                "{body}: {text}"
            );
        }
    }
}
