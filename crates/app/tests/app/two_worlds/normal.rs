//! Answers as they read in either world: ids by what they name, and cursors by their order in the answer.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use serde_json::Value;

use crate::client::Answer;

/// The field that binds a form to the Log in as that it is shown under.
const PERIOD_FIELD: &str = "<input type=\"hidden\" name=\"logged_in_as\"";

/// The prefixes of all ids.
const PREFIXES: [&str; 21] = [
    "user", "biz", "mem", "job", "sess", "imp", "tok", "num", "grp", "call", "leg", "rec", "msg", "inv", "own", "aud",
    "tag", "note", "blk", "rpt", "view",
];

/// The names of a world's ids.
pub(crate) type Names = BTreeMap<String, String>;

/// An answer in words that are the same in either world: its status, headers and body.
pub(crate) fn answer(answer: &Answer, names: &Names) -> String {
    let mut text = format!("{}\n", answer.status.as_u16());
    for (name, value) in &answer.headers {
        // Each request has an id of its own.
        if name != "x-request-id" {
            text.push_str(&format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())));
        }
    }
    let media = answer.header("content-type");
    if media.contains("json") && !answer.body.is_empty() {
        let mut value = answer.json();
        sort_sets(&mut value, names);
        text.push_str(&format!("{value:#}"));
    } else if media.contains("spreadsheetml") {
        text.push_str(&workbook(&answer.body));
    } else {
        text.push_str(&String::from_utf8_lossy(&answer.body));
    }
    // An id may be longer in one world than in the other, and each Log in as has a random name for its forms.
    let lines = text.lines().filter(|line| !line.starts_with("content-length: ") && !line.contains(PERIOD_FIELD));
    self::text(&lines.collect::<Vec<_>>().join("\n"), names)
}

/// A text with its ids and cursors replaced.
pub(crate) fn text(text: &str, names: &Names) -> String {
    let mut unnamed = BTreeMap::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let is_word_start = out.chars().next_back().is_none_or(|last| !last.is_ascii_alphanumeric());
        let token = is_word_start.then(|| cursor_length(&out, rest).or_else(|| id_length(rest))).flatten();
        if let Some(length) = token {
            let (token, tail) = rest.split_at(length);
            let count = unnamed.len();
            match names.get(token) {
                Some(name) => out.push_str(name),
                None => out.push_str(unnamed.entry(token.to_owned()).or_insert_with(|| format!("<unnamed {count}>"))),
            }
            rest = tail;
        } else if let Some(first) = rest.chars().next() {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// The length of the id that a text begins with.
fn id_length(text: &str) -> Option<usize> {
    let (prefix, _) = text.split_once('_').filter(|(prefix, _)| PREFIXES.contains(prefix))?;
    let tail = text[prefix.len() + 1..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    (tail >= 6).then_some(prefix.len() + 1 + tail)
}

/// The length of the cursor that a text begins with, after `before`.
fn cursor_length(before: &str, text: &str) -> Option<usize> {
    let is_cursor = ["cursor=", "next_cursor\": \"", "previous_cursor\": \""].iter().any(|name| before.ends_with(name));
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~%+".contains(byte);
    is_cursor.then(|| text.bytes().take_while(is_part).count()).filter(|length| *length > 0)
}

/// Sorts the arrays of ids by what these name: a set has no order, and that of its ids differs between the worlds.
fn sort_sets(value: &mut Value, names: &Names) {
    match value {
        Value::Array(items) => {
            let is_id = |item: &Value| item.as_str().is_some_and(|text| id_length(text) == Some(text.len()));
            if items.iter().all(is_id) {
                items.sort_by_key(|item| item.as_str().and_then(|id| names.get(id)).cloned());
            }
            items.iter_mut().for_each(|item| sort_sets(item, names));
        }
        Value::Object(fields) => fields.values_mut().for_each(|field| sort_sets(field, names)),
        _ => {}
    }
}

/// The files of a workbook, which is a ZIP archive. One of them says when it was made, by the machine's clock.
fn workbook(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        if name != "docProps/core.xml" {
            all.push_str(&format!("{name}\n"));
            file.read_to_string(&mut all).unwrap();
        }
    }
    all
}

#[test]
fn ids_are_named_and_cursors_numbered() {
    let names = Names::from([("num_abcdefgh".to_owned(), "<number 0>".to_owned())]);
    let html = "href=\"/numbers/num_abcdefgh?cursor=d17~9\" call_ABCDEFGH call_ABCDEFGH recall_ABCDEFGH num_x";
    let expected = "href=\"/numbers/<number 0>?cursor=<unnamed 0>\" <unnamed 1> <unnamed 1> recall_ABCDEFGH num_x";
    assert_eq!(text(html, &names), expected);
}
