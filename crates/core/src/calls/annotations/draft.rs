//! A change of a call's annotations: as entered, then checked.

use std::collections::BTreeMap;

use crate::{Error, Fields, tags, text};

/// The most tags of one call.
pub const MAX_TAGS: usize = 20;

/// The greatest value of a call, in the hundredth part of the business's currency.
pub const MAX_VALUE_CENTS: i64 = 99_999_999_999;

/// A change of a call's annotations, as entered. A field that is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotation {
    /// Its tags.
    pub tags: Option<TagChange>,
    /// Whether it is qualified; `Some(None)` for not said.
    pub qualified: Option<Option<bool>>,
    /// Its value; `Some(None)` for nothing said.
    pub value_cents: Option<Option<i64>>,
    /// Whether it is spam.
    pub spam: Option<bool>,
}

/// A change of a call's tags, which are given by their names. Those that the business does not have yet are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagChange {
    /// The call has these tags and no others.
    Replace(Vec<String>),
    /// These are added to those that the call has, and these are taken away.
    Change {
        /// Added.
        add: Vec<String>,
        /// Taken away.
        remove: Vec<String>,
    },
}

/// A change that is checked. Names of tags are by what they are compared by.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    /// Whether the call loses the tags that are not added.
    pub(super) replaces_tags: bool,
    pub(super) added: BTreeMap<String, String>,
    pub(super) removed: BTreeMap<String, String>,
    pub(super) qualified: Option<Option<bool>>,
    pub(super) value_cents: Option<Option<i64>>,
    pub(super) spam: Option<bool>,
}

impl Annotation {
    pub(super) fn check(&self) -> Result<Checked, Error> {
        let mut fields = Fields::none();
        let none = Vec::new();
        let (replaces_tags, added, removed) = match &self.tags {
            None => (false, &none, &none),
            Some(TagChange::Replace(names)) => (true, names, &none),
            Some(TagChange::Change { add, remove }) => (false, add, remove),
        };
        let added = fields.checked("tags", names(added)).unwrap_or_default();
        let removed = fields.checked("tags", names(removed)).unwrap_or_default();
        if added.len() > MAX_TAGS {
            fields.add("tags", too_many_tags());
        }
        if self.value_cents.flatten().is_some_and(|value| !(0..=MAX_VALUE_CENTS).contains(&value)) {
            fields.add("value_cents", "Use a value from 0 to 999,999,999.99.");
        }
        fields.into_result()?;
        Ok(Checked {
            replaces_tags,
            added,
            removed,
            qualified: self.qualified,
            value_cents: self.value_cents,
            spam: self.spam,
        })
    }
}

/// The checked names by what they are compared by, so that a name given twice is one tag.
fn names(typed: &[String]) -> Result<BTreeMap<String, String>, String> {
    // More than a call may have are not looked at.
    let checked = typed.iter().take(MAX_TAGS + 1).map(|typed| {
        let name = tags::checked_name(typed).map_err(|error| match typed.trim() {
            "" => error.to_string(),
            typed => format!("{}: {error}", typed.chars().take(tags::MAX_NAME).collect::<String>()),
        })?;
        Ok((text::fold_case(&name), name))
    });
    checked.collect()
}

/// A call would have more tags than it may.
pub(super) fn too_many_tags() -> String {
    format!("A call has {MAX_TAGS} tags at most.")
}
