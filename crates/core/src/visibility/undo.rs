//! An entry of the audit log, undone: how things stood before it.
//!
//! Undoing is assigning what an entry says of before, so that undoing an entry whose change was not seen yet, or was
//! undone already, does no harm.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::visibility_path::{MemberState, NumberState};
use crate::access::Role;
use crate::ids::{GroupId, MemberId, NumberId};
use crate::time::Timestamp;

/// An entry, as far as it can matter.
#[derive(Clone, Debug)]
pub(super) struct AuditRecord {
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
pub(super) struct IncompleteRecord;

fn id<T: std::str::FromStr>(value: &Json) -> Option<T> {
    value.as_str()?.parse().ok()
}

fn ids<T: std::str::FromStr + Ord>(value: &Json) -> Option<BTreeSet<T>> {
    value.as_array()?.iter().map(id).collect()
}

impl NumberState {
    /// How things stood before the entry.
    pub(super) fn undo(&mut self, number: NumberId, record: &AuditRecord) -> Result<(), IncompleteRecord> {
        match record.subject_kind.as_str() {
            "number" => self.undo_number(number, record),
            "number_group" => self.undo_group(number, record),
            _ => self.undo_members(number, record),
        }
    }

    /// Whoever an entry tells of only after it was not there before; whoever it tells of before was as it says.
    fn undo_members(&mut self, number: NumberId, record: &AuditRecord) -> Result<(), IncompleteRecord> {
        // What somebody was invited as is no membership yet.
        let arrives = matches!(record.action.as_str(), "member.added" | "invitation.accepted" | "business.founded");
        let before = if arrives { Vec::new() } else { record.members(&record.before) };
        let after = record.members(&record.after);
        if before.is_empty() && (after.is_empty() || matches!(record.action.as_str(), "member.removed" | "member.left"))
        {
            return Err(IncompleteRecord);
        }
        for (member, _) in after {
            if !before.iter().any(|(other, _)| *other == member) {
                self.members.remove(&member);
            }
        }
        for (member, said) in before {
            let standing = read_member(said, self.members.get(&member), number).ok_or(IncompleteRecord)?;
            self.members.insert(member, standing);
        }
        Ok(())
    }

    fn undo_number(&mut self, number: NumberId, record: &AuditRecord) -> Result<(), IncompleteRecord> {
        if record.subject_id != number.to_string() {
            return Ok(());
        }
        match record.action.as_str() {
            "number.added" => self.exists = false,
            "number.edited" => {
                let before = record.before.get("group_id").ok_or(IncompleteRecord)?;
                self.group = id(before);
                if let (Some(group), Some(name)) = (self.group, record.before["group"].as_str()) {
                    self.names.insert(group, name.to_owned());
                }
            }
            // A released number stays in its group, and in the access of who had it.
            _ => {}
        }
        Ok(())
    }

    fn undo_group(&mut self, number: NumberId, record: &AuditRecord) -> Result<(), IncompleteRecord> {
        let group: GroupId = record.subject_id.parse().map_err(|_| IncompleteRecord)?;
        let had: Option<BTreeSet<NumberId>> = ids(&record.before["number_ids"]);
        let got: Option<BTreeSet<NumberId>> = ids(&record.after["number_ids"]);
        let (had, got) = match record.action.as_str() {
            "number_group.created" => (BTreeSet::new(), got.ok_or(IncompleteRecord)?),
            "number_group.deleted" => (had.ok_or(IncompleteRecord)?, BTreeSet::new()),
            _ => (had.ok_or(IncompleteRecord)?, got.ok_or(IncompleteRecord)?),
        };
        let name = record.before["name"].as_str().unwrap_or(&record.subject_name);
        self.names.insert(group, name.to_owned());
        match (had.contains(&number), got.contains(&number)) {
            (true, false) => self.group = Some(group),
            (false, true) => self.group = self.moved_from(number, record),
            _ => {}
        }
        for member in ids::<MemberId>(&record.before["access_of_ids"]).unwrap_or_default() {
            if let Some(standing) = self.members.get_mut(&member) {
                standing.groups.insert(group);
            }
        }
        Ok(())
    }

    /// The group that a number was in before it came into another one.
    fn moved_from(&mut self, number: NumberId, record: &AuditRecord) -> Option<GroupId> {
        id(&record.before["moved_from_ids"][number.to_string()])
    }
}

impl AuditRecord {
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
fn read_member(said: &Json, known: Option<&MemberState>, number: NumberId) -> Option<MemberState> {
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
    Some(MemberState {
        name: name.or_else(|| known.map(|known| known.name.clone()))?,
        role: role.or_else(|| known.map(|known| known.role))?,
        sees_all,
        has_number,
        groups,
    })
}
