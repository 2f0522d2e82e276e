//! Number access, as the API writes and reads it.

use crewline_core::members;
use serde::Serialize;
use utoipa::ToSchema;

/// Which numbers a member sees: `{"kind":"all"}`, or `{"kind":"specific","number_ids":[…],"group_ids":[…]}`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum NumberAccess {
    /// All Numbers.
    All,
    /// Specific Numbers.
    Specific {
        /// Numbers.
        number_ids: Vec<String>,
        /// Number groups, with the numbers that come into them later.
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
