//! Undoes an entry of the audit log: computes the state before it.
//!
//! Undoing assigns the entry's `before` values. So it does no harm to undo an entry twice, or one whose change is not in the
//! state yet.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::visibility_path::{MemberState, NumberState};
use crate::access::Role;
use crate::ids::{GroupId, MemberId, NumberId, OutsideRecipientId};
use crate::time::Timestamp;

/// The parts of an audit entry that can affect visibility.
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

/// The entry lacks the data to undo it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IncompleteRecord;

fn parse_id<T: std::str::FromStr>(value: &Json) -> Option<T> {
    value.as_str()?.parse().ok()
}

fn parse_ids<T: std::str::FromStr + Ord>(value: &Json) -> Option<BTreeSet<T>> {
    value.as_array()?.iter().map(parse_id).collect()
}

impl NumberState {
    /// Changes this to the state before the entry.
    pub(super) fn undo(&mut self, number: NumberId, record: &AuditRecord) -> Result<(), IncompleteRecord> {
        match record.subject_kind.as_str() {
            "number" => self.undo_number(number, record),
            "number_group" => self.undo_group(number, record),
            "outside_recipient" => self.undo_outside(number, record),
            _ => self.undo_members(number, record),
        }
    }

    /// A member that the entry names only in `after` did not exist before. A member in `before` had the values there.
    fn undo_members(&mut self, number: NumberId, record: &AuditRecord) -> Result<(), IncompleteRecord> {
        // The `before` of an accepted invitation is not a membership.
        let is_arrival = matches!(record.action.as_str(), "member.added" | "invitation.accepted" | "business.founded");
        let before = if is_arrival { Vec::new() } else { record.members(&record.before) };
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
        for (member, json) in before {
            let state = read_member(json, self.members.get(&member), number).ok_or(IncompleteRecord)?;
            self.members.insert(member, state);
        }
        Ok(())
    }

    /// An outside recipient that the entry names only in `after` was added by it.
    fn undo_outside(&mut self, number: NumberId, record: &AuditRecord) -> Result<(), IncompleteRecord> {
        let recipient: OutsideRecipientId = record.subject_id.parse().map_err(|_| IncompleteRecord)?;
        if record.action == "report.outside_added" {
            self.outside.remove(&recipient);
            return Ok(());
        }
        let (sees_all, has_number, groups) =
            read_access(&record.before["number_access"], number).ok_or(IncompleteRecord)?;
        let name = record.subject_name.clone();
        let state = MemberState { name, role: Role::Viewer, sees_all, has_number, groups };
        self.outside.insert(recipient, state);
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
                self.group = parse_id(before);
                if let (Some(group), Some(name)) = (self.group, record.before["group"].as_str()) {
                    self.names.insert(group, name.to_owned());
                }
            }
            // A released number stays in its group and in its members' access.
            _ => {}
        }
        Ok(())
    }

    fn undo_group(&mut self, number: NumberId, record: &AuditRecord) -> Result<(), IncompleteRecord> {
        let group: GroupId = record.subject_id.parse().map_err(|_| IncompleteRecord)?;
        let before: Option<BTreeSet<NumberId>> = parse_ids(&record.before["number_ids"]);
        let after: Option<BTreeSet<NumberId>> = parse_ids(&record.after["number_ids"]);
        let (before, after) = match record.action.as_str() {
            "number_group.created" => (BTreeSet::new(), after.ok_or(IncompleteRecord)?),
            "number_group.deleted" => (before.ok_or(IncompleteRecord)?, BTreeSet::new()),
            _ => (before.ok_or(IncompleteRecord)?, after.ok_or(IncompleteRecord)?),
        };
        let name = record.before["name"].as_str().unwrap_or(&record.subject_name);
        self.names.insert(group, name.to_owned());
        match (before.contains(&number), after.contains(&number)) {
            (true, false) => self.group = Some(group),
            (false, true) => self.group = self.moved_from(number, record),
            _ => {}
        }
        for member in parse_ids::<MemberId>(&record.before["access_of_ids"]).unwrap_or_default() {
            if let Some(state) = self.members.get_mut(&member) {
                state.groups.insert(group);
            }
        }
        for recipient in parse_ids::<OutsideRecipientId>(&record.before["outside_access_of_ids"]).unwrap_or_default() {
            if let Some(state) = self.outside.get_mut(&recipient) {
                state.groups.insert(group);
            }
        }
        Ok(())
    }

    /// The group that a number was moved from.
    fn moved_from(&mut self, number: NumberId, record: &AuditRecord) -> Option<GroupId> {
        parse_id(&record.before["moved_from_ids"][number.to_string()])
    }
}

impl AuditRecord {
    /// The members on one side of the entry.
    fn members<'t>(&self, side: &'t Json) -> Vec<(MemberId, &'t Json)> {
        if let Some(list) = side["members"].as_array() {
            return list.iter().filter_map(|json| Some((parse_id(&json["member_id"])?, json))).collect();
        }
        let subject = || (self.subject_kind == "member").then(|| self.subject_id.parse().ok()).flatten();
        let member = parse_id(&side["member_id"]).or_else(subject).filter(|_| side.is_object());
        member.map(|member| vec![(member, side)]).unwrap_or_default()
    }
}

/// Whether a number access in an entry is All Numbers, whether it has the number itself, and its groups; `None` where it is missing
/// or can't be read.
fn read_access(access: &Json, number: NumberId) -> Option<(bool, bool, BTreeSet<GroupId>)> {
    match access["kind"].as_str()? {
        "all" => Some((true, false, BTreeSet::new())),
        "specific" => {
            let numbers: BTreeSet<NumberId> = parse_ids(&access["number_ids"])?;
            Some((false, numbers.contains(&number), parse_ids(&access["group_ids"])?))
        }
        _ => None,
    }
}

/// Reads a member from an entry. A missing value is taken from `known`.
fn read_member(json: &Json, known: Option<&MemberState>, number: NumberId) -> Option<MemberState> {
    let role = json["role"].as_str().and_then(|role| role.parse::<Role>().ok());
    let name = json["name"].as_str().map(str::to_owned);
    let access = match json["number_access"]["kind"].is_string() {
        true => Some(read_access(&json["number_access"], number)?),
        false => None,
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
