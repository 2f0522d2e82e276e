//! An entry of the audit log, undone: how things stood before it.
//!
//! Undoing is assigning what an entry says of before, so that undoing an entry whose change was not seen yet, or was
//! undone already, does no harm.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::standing::{Standing, State};
use crate::access::Role;
use crate::ids::{GroupId, MemberId, NumberId};
use crate::time::Timestamp;

/// An entry, as far as it can matter.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) sequence: i64,
    pub(super) at: Timestamp,
    pub(super) action: String,
    pub(super) subject_kind: String,
    pub(super) subject_id: String,
    pub(super) subject_name: String,
    pub(super) before: Json,
    pub(super) after: Json,
}

/// The entry does not say what would be needed to undo it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap;

fn id<T: std::str::FromStr>(value: &Json) -> Option<T> {
    value.as_str()?.parse().ok()
}

fn ids<T: std::str::FromStr + Ord>(value: &Json) -> Option<BTreeSet<T>> {
    value.as_array()?.iter().map(id).collect()
}

impl State {
    /// How things stood before the entry.
    pub(super) fn undo(&mut self, number: NumberId, told: &Told) -> Result<(), Gap> {
        match told.subject_kind.as_str() {
            "number" => self.undo_number(number, told),
            "number_group" => self.undo_group(number, told),
            _ => self.undo_members(number, told),
        }
    }

    /// Whoever an entry tells of only after it was not there before; whoever it tells of before was as it says.
    fn undo_members(&mut self, number: NumberId, told: &Told) -> Result<(), Gap> {
        // What somebody was invited as is no membership yet.
        let arrives = matches!(told.action.as_str(), "member.added" | "invitation.accepted" | "business.founded");
        let before = if arrives { Vec::new() } else { told.members(&told.before) };
        let after = told.members(&told.after);
        if before.is_empty() && (after.is_empty() || matches!(told.action.as_str(), "member.removed" | "member.left")) {
            return Err(Gap);
        }
        for (member, _) in after {
            if !before.iter().any(|(other, _)| *other == member) {
                self.members.remove(&member);
            }
        }
        for (member, said) in before {
            let standing = read(said, self.members.get(&member), number).ok_or(Gap)?;
            self.members.insert(member, standing);
        }
        Ok(())
    }

    fn undo_number(&mut self, number: NumberId, told: &Told) -> Result<(), Gap> {
        if told.subject_id != number.to_string() {
            return Ok(());
        }
        match told.action.as_str() {
            "number.added" => self.exists = false,
            "number.edited" => {
                let before = told.before.get("group_id").ok_or(Gap)?;
                self.group = id(before);
                if let (Some(group), Some(name)) = (self.group, told.before["group"].as_str()) {
                    self.names.insert(group, name.to_owned());
                }
            }
            // A released number stays in its group, and in the access of who had it.
            _ => {}
        }
        Ok(())
    }

    fn undo_group(&mut self, number: NumberId, told: &Told) -> Result<(), Gap> {
        let group: GroupId = told.subject_id.parse().map_err(|_| Gap)?;
        let had: Option<BTreeSet<NumberId>> = ids(&told.before["number_ids"]);
        let got: Option<BTreeSet<NumberId>> = ids(&told.after["number_ids"]);
        let (had, got) = match told.action.as_str() {
            "number_group.created" => (BTreeSet::new(), got.ok_or(Gap)?),
            "number_group.deleted" => (had.ok_or(Gap)?, BTreeSet::new()),
            _ => (had.ok_or(Gap)?, got.ok_or(Gap)?),
        };
        let name = told.before["name"].as_str().unwrap_or(&told.subject_name);
        self.names.insert(group, name.to_owned());
        match (had.contains(&number), got.contains(&number)) {
            (true, false) => self.group = Some(group),
            (false, true) => self.group = self.moved_from(number, told),
            _ => {}
        }
        for member in ids::<MemberId>(&told.before["access_of_ids"]).unwrap_or_default() {
            if let Some(standing) = self.members.get_mut(&member) {
                standing.groups.insert(group);
            }
        }
        Ok(())
    }

    /// The group that a number was in before it came into another one.
    fn moved_from(&mut self, number: NumberId, told: &Told) -> Option<GroupId> {
        id(&told.before["moved_from_ids"][number.to_string()])
    }
}

impl Told {
    /// The members that one side of the entry tells of.
    fn members<'t>(&self, side: &'t Json) -> Vec<(MemberId, &'t Json)> {
        if let Some(list) = side["members"].as_array() {
            return list.iter().filter_map(|said| Some((id(&said["member_id"])?, said))).collect();
        }
        let subject = || (self.subject_kind == "member").then(|| self.subject_id.parse().ok()).flatten();
        let member = id(&side["member_id"]).or_else(subject).filter(|_| side.is_object());
        member.map(|member| vec![(member, side)]).unwrap_or_default()
    }
}

/// What is said of a member; what is not said is as it was.
fn read(said: &Json, known: Option<&Standing>, number: NumberId) -> Option<Standing> {
    let role = said["role"].as_str().and_then(|role| role.parse::<Role>().ok());
    let name = said["name"].as_str().map(str::to_owned);
    let access = match said["number_access"]["kind"].as_str() {
        Some("all") => Some((true, false, BTreeSet::new())),
        Some("specific") => {
            let numbers: BTreeSet<NumberId> = ids(&said["number_access"]["number_ids"])?;
            Some((false, numbers.contains(&number), ids(&said["number_access"]["group_ids"])?))
        }
        _ => None,
    };
    let (sees_all, has_number, groups) =
        access.or_else(|| known.map(|known| (known.sees_all, known.has_number, known.groups.clone())))?;
    Some(Standing {
        name: name.or_else(|| known.map(|known| known.name.clone()))?,
        role: role.or_else(|| known.map(|known| known.role))?,
        sees_all,
        has_number,
        groups,
    })
}
