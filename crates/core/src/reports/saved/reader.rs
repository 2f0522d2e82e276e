//! The readers of a report's letters.

use serde::{Deserialize, Serialize};

use crate::ids::{MemberId, NotAnId, OutsideRecipientId};

/// The reader of a report's letters, as a job's payload and the token of a letter's link name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reader {
    /// A member.
    Member(MemberId),
    /// An address outside the team.
    Outside(OutsideRecipientId),
}

impl std::fmt::Display for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Member(id) => write!(f, "{id}"),
            Self::Outside(id) => write!(f, "{id}"),
        }
    }
}

impl std::str::FromStr for Reader {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        text.parse().map(Self::Member).or_else(|_| text.parse().map(Self::Outside))
    }
}
