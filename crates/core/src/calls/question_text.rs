//! The spelling of a kept question: the words of its filters, and the form in which the audit log records it.

use std::fmt::Display;
use std::str::FromStr;

use serde_json::Value;

/// The words of some values.
pub(crate) fn words<'w, T: Display + 'w>(values: impl IntoIterator<Item = &'w T>) -> Vec<String> {
    values.into_iter().map(ToString::to_string).collect()
}

/// The values of some words; `None` where one can't be read.
pub(crate) fn parse_words<T: FromStr>(words: &[String]) -> Option<Vec<T>> {
    words.iter().map(|word| word.parse().ok()).collect()
}

/// A question as the audit log records it: numbers and groups are counted, since their ids say nothing to a reader.
pub(crate) fn with_ids_counted(mut question: Value) -> Value {
    for (ids, things) in [("number_id", "numbers"), ("group_id", "groups")] {
        let fields = question.as_object_mut();
        let chosen = fields.and_then(|fields| Some((fields.remove(ids)?.as_array()?.len(), fields)));
        if let Some((count, fields)) = chosen {
            fields.insert(things.to_owned(), count.into());
        }
    }
    question
}
