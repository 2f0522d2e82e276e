//! The annotations that one change has changed, with their values after it.

use serde::{Deserialize, Serialize};

/// A value after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewValue<T> {
    /// It is this.
    Set(T),
    /// There is none any more.
    Cleared,
}

impl<T> NewValue<T> {
    /// The value; `None` where there is none any more.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Cleared => None,
        }
    }
}

impl<T> From<Option<T>> for NewValue<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Cleared, Self::Set)
    }
}

/// The annotations that one change has changed. The rest stayed as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The names of the tags that the call got, as they were then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags_added: Vec<String>,
    /// The names of the tags that were taken off it, as they were then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags_removed: Vec<String>,
    /// Whether it is qualified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualified: Option<NewValue<bool>>,
    /// Its value, in the hundredth part of the business's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_cents: Option<NewValue<i64>>,
    /// Whether it is spam.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spam: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_reads_back_as_itself_and_names_only_what_changed() {
        let full = Changed {
            tags_added: vec!["Lead".into()],
            tags_removed: vec!["Wrong \"number\"".into()],
            qualified: Some(NewValue::Set(false)),
            value_cents: Some(NewValue::Cleared),
            spam: Some(true),
        };
        for (changed, text) in [
            (Changed::default(), "{}"),
            (Changed { value_cents: Some(None.into()), ..Changed::default() }, r#"{"value_cents":"cleared"}"#),
            (Changed { qualified: Some(Some(true).into()), ..Changed::default() }, r#"{"qualified":{"set":true}}"#),
        ] {
            assert_eq!(serde_json::to_string(&changed).unwrap(), text);
        }
        assert_eq!(serde_json::from_str::<Changed>(&serde_json::to_string(&full).unwrap()).unwrap(), full);
    }
}
