//! Number access in the JSON API.

use crewline_core::members;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The numbers that a member sees: `{"kind":"all"}`, or `{"kind":"specific","number_ids":[…],"group_ids":[…]}`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum NumberAccess {
    /// All Numbers.
    All,
    /// Specific Numbers.
    Specific {
        /// Numbers.
        number_ids: Vec<String>,
        /// Number groups, including numbers that are added to them later.
        group_ids: Vec<String>,
    },
}

impl From<members::NumberAccess> for NumberAccess {
    fn from(access: members::NumberAccess) -> Self {
        match access {
            members::NumberAccess::All => Self::All,
            members::NumberAccess::Specific { numbers, groups } => Self::Specific {
                number_ids: numbers.iter().map(ToString::to_string).collect(),
                group_ids: groups.iter().map(ToString::to_string).collect(),
            },
        }
    }
}

/// The numbers that a member is to see: `{"kind":"all"}`, or `{"kind":"specific","number_ids":[…],"group_ids":[…]}` with at
/// least one of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum NumberAccessChange {
    /// All Numbers.
    All {},
    /// Specific Numbers.
    Specific {
        /// Numbers.
        #[serde(default)]
        number_ids: Vec<String>,
        /// Number groups, including numbers that are added to them later.
        #[serde(default)]
        group_ids: Vec<String>,
    },
}

impl From<NumberAccessChange> for members::AccessDraft {
    fn from(change: NumberAccessChange) -> Self {
        match change {
            NumberAccessChange::All {} => Self { kind: "all".into(), ..Self::default() },
            NumberAccessChange::Specific { number_ids, group_ids } => {
                Self { kind: "specific".into(), number_ids, group_ids }
            }
        }
    }
}
