//! How a member stands to one number: by which ways they see it.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Role;
use crate::db::{Error, FromRow, Row};
use crate::ids::{GroupId, MemberId};

/// Through what a member sees a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisibilityPath {
    /// Their role sees every number.
    Role,
    /// All Numbers.
    AllNumbers,
    /// This number was chosen for them.
    ThisNumber,
    /// A group that was chosen for them, by its name; `None` where that is not known any more.
    Group(Option<String>),
}

/// What a member is, as far as it matters for one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MemberState {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) sees_all: bool,
    /// The number itself was chosen for them.
    pub(super) has_number: bool,
    /// The groups that were chosen for them.
    pub(super) groups: BTreeSet<GroupId>,
}

/// A business's members and a number, as they stand at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NumberState {
    pub(super) members: BTreeMap<MemberId, MemberState>,
    /// The business has had the number by then.
    pub(super) exists: bool,
    /// The number's group.
    pub(super) group: Option<GroupId>,
    /// What groups are called.
    pub(super) names: BTreeMap<GroupId, String>,
}

impl NumberState {
    /// Through what a member sees the number; nothing, if they don't.
    pub(super) fn paths(&self, standing: &MemberState) -> Vec<VisibilityPath> {
        if !self.exists {
            return Vec::new();
        }
        if standing.role != Role::Viewer {
            return vec![VisibilityPath::Role];
        }
        if standing.sees_all {
            return vec![VisibilityPath::AllNumbers];
        }
        let own = standing.has_number.then_some(VisibilityPath::ThisNumber);
        let group = self.group.filter(|group| standing.groups.contains(group));
        own.into_iter().chain(group.map(|group| VisibilityPath::Group(self.names.get(&group).cloned()))).collect()
    }
}

/// A row of who stands how.
pub(super) struct MemberStateRow(pub(super) MemberId, pub(super) MemberState);

impl FromRow for MemberStateRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let standing = MemberState {
            name: row.get(1)?,
            role: row.get(2)?,
            sees_all: row.get::<String>(3)? == "all",
            has_number: row.get(4)?,
            groups: row.get_set(5, GroupId::new)?,
        };
        Ok(Self(row.get(0)?, standing))
    }
}
