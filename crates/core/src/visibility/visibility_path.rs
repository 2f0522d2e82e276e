//! The reasons why a member sees a number.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Role;
use crate::db::{Error, FromRow, Row};
use crate::ids::{GroupId, MemberId};

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

/// A business's members and a number, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NumberState {
    pub(super) members: BTreeMap<MemberId, MemberState>,
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

/// A member's id and state.
pub(super) struct MemberStateRow(pub(super) MemberId, pub(super) MemberState);

impl FromRow for MemberStateRow {
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
