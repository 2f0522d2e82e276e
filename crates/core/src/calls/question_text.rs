//! The spelling of a kept question: the words and tags of its filters, and the form in which the audit log records it.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::TagId;

/// A tag, by the name that it had when the question was kept; with its id, so that a tag that is renamed or merged into another stays
/// in the filter.
#[derive(Serialize, Deserialize)]
pub(crate) struct TagText {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<TagId>,
}

/// The tags of these names.
pub(crate) fn tag_texts(names: &[String], ids: &BTreeMap<String, TagId>) -> Vec<TagText> {
    names.iter().map(|name| TagText { name: name.clone(), id: ids.get(name).copied() }).collect()
}

/// The names of tags, and the ids of those that have one.
pub(crate) fn tags_of_texts(tags: Vec<TagText>) -> (Vec<String>, BTreeMap<String, TagId>) {
    let ids = tags.iter().filter_map(|tag| Some((tag.name.clone(), tag.id?))).collect();
    (tags.into_iter().map(|tag| tag.name).collect(), ids)
}

/// The words of some values.
pub(crate) fn words<'w, T: Display + 'w>(values: impl IntoIterator<Item = &'w T>) -> Vec<String> {
    values.into_iter().map(ToString::to_string).collect()
}

/// The values of some words; `None` where one can't be read.
pub(crate) fn parse_words<T: FromStr>(words: &[String]) -> Option<Vec<T>> {
    words.iter().map(|word| word.parse().ok()).collect()
}

/// A question as the audit log records it: numbers and groups are counted, since their ids say nothing to a reader, and tags are named.
pub(crate) fn with_ids_counted(mut question: Value) -> Value {
    if let Some(tags) = question.get_mut("tag").and_then(Value::as_array_mut) {
        for tag in tags {
            *tag = tag["name"].take();
        }
    }
    for (ids, things) in [("number_id", "numbers"), ("group_id", "groups")] {
        let fields = question.as_object_mut();
        let chosen = fields.and_then(|fields| Some((fields.remove(ids)?.as_array()?.len(), fields)));
        if let Some((count, fields)) = chosen {
            fields.insert(things.to_owned(), count.into());
        }
    }
    question
}
