//! The reasons why a member sees a number.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Role;
use crate::db::value::Column;
use crate::db::{Error, FromRow, Row};
use crate::ids::{GroupId, MemberId, NotAnId, OutsideRecipientId};

/// A reason why a member sees a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisibilityPath {
    /// Their role sees every number.
    Role,
    /// All Numbers.
    AllNumbers,
    /// This number was chosen for them.
    ThisNumber,
    /// A group that was chosen for them, with its name; `None` when the name is no longer known.
    Group(Option<String>),
}

/// A member, or an address outside the team to which a report is mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ViewerId {
    /// A member.
    Member(MemberId),
    /// An address outside the team.
    Outside(OutsideRecipientId),
}

impl std::fmt::Display for ViewerId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Member(id) => write!(f, "{id}"),
            Self::Outside(id) => write!(f, "{id}"),
        }
    }
}

impl std::str::FromStr for ViewerId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        text.parse().map(Self::Member).or_else(|_| text.parse().map(Self::Outside))
    }
}

/// The parts of a member that decide whether they see one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MemberState {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) sees_all: bool,
    /// Whether the number itself was chosen for them.
    pub(super) has_number: bool,
    /// The groups that were chosen for them.
    pub(super) groups: BTreeSet<GroupId>,
}

/// A business's members, the outside recipients of its reports, and a number, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NumberState {
    pub(super) members: BTreeMap<MemberId, MemberState>,
    /// The outside recipients, as viewers who are named by their address.
    pub(super) outside: BTreeMap<OutsideRecipientId, MemberState>,
    /// Whether the business had already added the number.
    pub(super) exists: bool,
    /// The number's group.
    pub(super) group: Option<GroupId>,
    /// The names of the groups.
    pub(super) names: BTreeMap<GroupId, String>,
}

impl NumberState {
    /// The reasons why a member sees the number; empty when they don't.
    pub(super) fn paths(&self, member: &MemberState) -> Vec<VisibilityPath> {
        if !self.exists {
            return Vec::new();
        }
        if member.role != Role::Viewer {
            return vec![VisibilityPath::Role];
        }
        if member.sees_all {
            return vec![VisibilityPath::AllNumbers];
        }
        let own = member.has_number.then_some(VisibilityPath::ThisNumber);
        let group = self.group.filter(|group| member.groups.contains(group));
        own.into_iter().chain(group.map(|group| VisibilityPath::Group(self.names.get(&group).cloned()))).collect()
    }
}

/// The id and state of a member or of an outside recipient.
pub(super) struct StateRow<I>(pub(super) I, pub(super) MemberState);

impl<I: Column> FromRow for StateRow<I> {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let state = MemberState {
            name: row.get(1)?,
            role: row.get(2)?,
            sees_all: row.get::<String>(3)? == "all",
            has_number: row.get(4)?,
            groups: row.get_set(5)?,
        };
        Ok(Self(row.get(0)?, state))
    }
}
