//! The changes of a call's annotations in the JSON API.

use crewline_core::access::{Viewpoint, actions};
use crewline_core::calls::{AnnotationChange, Changed, NewValue};
use crewline_core::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The member who wrote a note or made a change.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoteAuthor {
    pub(super) member_id: String,
    /// In this business.
    pub(super) name: String,
}

/// A change of a call's annotations.
#[derive(Serialize, ToSchema)]
#[schema(as = AnnotationChange)]
pub(crate) struct ShownChange {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The member who made it; null where the rules for qualified calls made it by themselves.
    #[schema(required)]
    author: Option<NoteAuthor>,
    /// Whether a rule says by this change that the call is qualified.
    by_rule: bool,
    /// That rule, which may be removed by now. Null to members who may not see the rules.
    #[schema(required)]
    rule_id: Option<String>,
    /// The values after it. What it did not change is left out.
    changed: ChangedValues,
}

/// The annotations that a change has changed, with their values after it.
#[derive(Serialize, ToSchema)]
struct ChangedValues {
    /// The names of the tags that the call got, as they were then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags_added: Vec<String>,
    /// The names of the tags that were taken off it, as they were then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags_removed: Vec<String>,
    /// Null: not said any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<bool>, required = false)]
    qualified: Option<Option<bool>>,
    /// Null: nothing said any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>, required = false)]
    value_cents: Option<Option<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool, required = false)]
    spam: Option<bool>,
}

impl ShownChange {
    /// The change for somebody who sees the call.
    pub(super) fn to(viewpoint: &Viewpoint, change: AnnotationChange) -> Self {
        let AnnotationChange { at, member, author, rule, changed } = change;
        let sees_rules = viewpoint.allows(actions::SeeQualifiedRules);
        Self {
            at,
            author: member.zip(author).map(|(member, name)| NoteAuthor { member_id: member.to_string(), name }),
            by_rule: rule.is_some(),
            rule_id: rule.filter(|_| sees_rules).map(|rule| rule.to_string()),
            changed: changed.into(),
        }
    }
}

impl From<Changed> for ChangedValues {
    fn from(changed: Changed) -> Self {
        let Changed { tags_added, tags_removed, qualified, value_cents, spam } = changed;
        Self {
            tags_added,
            tags_removed,
            qualified: qualified.map(NewValue::value),
            value_cents: value_cents.map(NewValue::value),
            spam,
        }
    }
}
