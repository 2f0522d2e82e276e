use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::*;
use crate::ids::{GroupId, MemberId, OutsideRecipientId};
use crate::visibility::visibility_path::MemberState;

const NUMBER: NumberId = NumberId::new(7);

/// A simple model that keeps its log and every past state.
struct Model {
    state: NumberState,
    log: Vec<AuditRecord>,
    states: Vec<NumberState>,
}

fn member_state(name: &str, role: Role, sees_all: bool, has_number: bool, groups: &[u128]) -> MemberState {
    let groups = groups.iter().copied().map(GroupId::new).collect();
    MemberState { name: name.into(), role, sees_all, has_number, groups }
}

fn to_audit_json(member: MemberId, state: &MemberState) -> Json {
    let numbers: BTreeSet<_> = state.has_number.then_some(NUMBER).into_iter().collect();
    let access = match state.sees_all {
        true => json!({"kind": "all"}),
        false => json!({"kind": "specific", "number_ids": numbers, "group_ids": state.groups}),
    };
    json!({"member_id": member, "name": state.name, "role": state.role, "number_access": access})
}

impl Model {
    fn new() -> Self {
        let (members, outside) = (BTreeMap::new(), BTreeMap::new());
        let state = NumberState { members, outside, exists: true, group: None, names: BTreeMap::new() };
        Self { states: vec![state.clone()], state, log: Vec::new() }
    }

    fn log(&mut self, action: &str, kind: &str, subject: &dyn std::fmt::Display, before: Json, after: Json) {
        let sequence = self.log.len() as i64 + 1;
        self.log.push(AuditRecord {
            sequence,
            at: Timestamp::from_millis(sequence * 1_000),
            action: action.into(),
            subject_kind: kind.into(),
            subject_id: subject.to_string(),
            subject_name: "a thing".into(),
            before,
            after,
        });
        self.states.push(self.state.clone());
    }

    fn set_member(&mut self, id: u128, now: Option<MemberState>) {
        let id = MemberId::new(id);
        let was = match now.clone() {
            Some(state) => self.state.members.insert(id, state),
            None => self.state.members.remove(&id),
        };
        let side = |state: &Option<MemberState>| state.as_ref().map_or(Json::Null, |state| to_audit_json(id, state));
        let action = match (&was, &now) {
            (None, _) => "member.added",
            (Some(_), Some(_)) => "member.edited",
            (Some(_), None) => "member.removed",
        };
        self.log(action, "member", &id, side(&was), side(&now));
    }

    fn set_outside(&mut self, id: u128, now: Option<MemberState>) {
        let id = OutsideRecipientId::new(id);
        let was = match now.clone() {
            Some(state) => self.state.outside.insert(id, state),
            None => self.state.outside.remove(&id),
        };
        let side = |state: &Option<MemberState>| {
            state.as_ref().map_or(Json::Null, |state| to_audit_json(MemberId::new(1), state))
        };
        let action = match (&was, &now) {
            (None, _) => "report.outside_added",
            (Some(_), Some(_)) => "report.outside_edited",
            (Some(_), None) => "report.outside_removed",
        };
        self.log(action, "outside_recipient", &id, side(&was), side(&now));
    }

    /// Adds the number to a group or takes it out, as the group's form does.
    fn set_in_group(&mut self, group: u128, is_in_group: bool) {
        let (id, was) = (GroupId::new(group), self.state.group);
        let ids = |is_in_group: bool| if is_in_group { vec![NUMBER] } else { vec![] };
        let mut before = json!({"name": "a thing", "number_ids": ids(was == Some(id))});
        if let (true, Some(was)) = (is_in_group, was.filter(|was| *was != id)) {
            before["moved_from_ids"] = json!({ (NUMBER.to_string()): was });
        }
        if is_in_group || was == Some(id) {
            self.state.group = is_in_group.then_some(id);
        }
        self.log("number_group.edited", "number_group", &id, before, json!({"number_ids": ids(is_in_group)}));
    }

    fn delete_group(&mut self, group: u128) {
        let (id, was) = (GroupId::new(group), self.state.group);
        let numbers: Vec<_> = (was == Some(id)).then_some(NUMBER).into_iter().collect();
        let mut members = Vec::new();
        for (member, state) in &mut self.state.members {
            if state.groups.remove(&id) {
                members.push(*member);
            }
        }
        let mut outside = Vec::new();
        for (recipient, state) in &mut self.state.outside {
            if state.groups.remove(&id) {
                outside.push(*recipient);
            }
        }
        self.state.group = was.filter(|was| *was != id);
        let before = json!({
            "name": "a thing", "number_ids": numbers, "access_of_ids": members, "outside_access_of_ids": outside,
        });
        self.log("number_group.deleted", "number_group", &id, before, Json::Null);
    }

    /// The viewers of a day whose entries are numbered from `first` to before `end`.
    fn viewers_between(&self, first: i64, end: i64) -> (Vec<NumberViewer>, i64) {
        let mut replay = Replay::from(self.state.clone(), NUMBER, end);
        self.log.iter().rev().filter(|record| record.sequence >= first).for_each(|record| replay.undo(record));
        replay.finish()
    }
}

/// A model after `count` pseudo-random changes.
fn random_model(seed: u64, count: usize) -> Model {
    let mut model = Model::new();
    let mut state = seed;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..count {
        let id = next(5) as u128 + 1;
        match next(10) {
            8 => {
                let (all, has_number) = (next(4) == 0, next(2) == 0);
                let groups: Vec<_> = (1..4).filter(|_| !all && next(2) == 0).collect();
                model.set_outside(id, Some(member_state("a thing", Role::Viewer, all, has_number && !all, &groups)));
            }
            9 if model.state.outside.contains_key(&OutsideRecipientId::new(id)) => model.set_outside(id, None),
            0..=3 => {
                let role = Role::ALL[next(4) as usize];
                let groups: Vec<_> = (1..4).filter(|_| next(2) == 0).collect();
                let all = role != Role::Viewer || next(4) == 0;
                model.set_member(
                    id,
                    Some(member_state(
                        &format!("Member {id}"),
                        role,
                        all,
                        next(2) == 0 && !all,
                        if all { &[] } else { &groups },
                    )),
                );
            }
            4 if model.state.members.contains_key(&MemberId::new(id)) => model.set_member(id, None),
            5 | 6 => model.set_in_group(next(3) as u128 + 1, next(2) == 0),
            7 => model.delete_group(next(3) as u128 + 1),
            _ => {}
        }
    }
    model
}

fn roles_of(viewers: &[NumberViewer]) -> Vec<(ViewerId, Role)> {
    viewers.iter().map(|viewer| (viewer.id, viewer.role)).collect()
}

#[test]
fn replaying_the_log_restores_every_state() {
    for seed in 0..200 {
        let model = random_model(seed, 40);
        let last = model.log.len() as i64;
        for index in 0..=last {
            // A day without entries, between two of them.
            let (viewers, incomplete) = model.viewers_between(index + 1, index + 1);
            let then = viewers_at(&model.states[index as usize]);
            assert_eq!((roles_of(&viewers), incomplete), (roles_of(&then), 0), "seed {seed}, after entry {index}");
        }
    }
}

#[test]
fn a_day_lists_every_viewer_at_any_time_of_it() {
    for seed in 0..200 {
        let model = random_model(seed, 30);
        let last = model.log.len() as i64;
        for (first, end) in [(1, last + 1), (last / 3 + 1, 2 * last / 3 + 1)] {
            let (viewers, _) = model.viewers_between(first, end);
            let viewers: BTreeSet<_> = viewers.iter().map(|viewer| viewer.id).collect();
            let states = &model.states[first as usize - 1..end as usize];
            let expected: BTreeSet<_> = states.iter().flat_map(viewers_at).map(|viewer| viewer.id).collect();
            assert_eq!(viewers, expected, "seed {seed}");
        }
    }
}

#[test]
fn a_viewer_has_since_and_until_times() {
    let mut model = Model::new();
    model.set_member(1, Some(member_state("Vera", Role::Viewer, false, true, &[])));
    model.set_member(2, Some(member_state("Ada", Role::Admin, true, false, &[])));
    model.set_member(1, Some(member_state("Vera", Role::Viewer, false, false, &[])));
    let (viewers, _) = model.viewers_between(1, 4);
    let at = |seconds: i64| Some(Timestamp::from_millis(seconds * 1_000));
    let times: Vec<_> = viewers.iter().map(|viewer| (viewer.name.as_str(), viewer.since, viewer.until)).collect();
    assert_eq!(times, [("Ada", at(2), None), ("Vera", at(1), at(3))]);
    let (viewers, _) = model.viewers_between(2, 3);
    let times: Vec<_> = viewers.iter().map(|viewer| (viewer.name.as_str(), viewer.since, viewer.until)).collect();
    assert_eq!(times, [("Ada", at(2), None), ("Vera", None, None)]);
}

#[test]
fn every_path_has_the_groups_name_at_the_time() {
    let mut model = Model::new();
    model.set_member(1, Some(member_state("Vera", Role::Viewer, false, true, &[3])));
    model.set_in_group(3, true);
    model.delete_group(3);
    let (viewers, _) = model.viewers_between(3, 3);
    assert_eq!(viewers[0].paths, [VisibilityPath::ThisNumber, VisibilityPath::Group(Some("a thing".into()))]);
    let (viewers, _) = model.viewers_between(4, 4);
    assert_eq!(viewers[0].paths, [VisibilityPath::ThisNumber]);
}

#[test]
fn nobody_sees_a_number_before_it_was_added() {
    let mut model = Model::new();
    model.set_member(1, Some(member_state("Ada", Role::Admin, true, false, &[])));
    model.log("number.added", "number", &NUMBER, Json::Null, json!({}));
    assert_eq!(model.viewers_between(2, 2).0, []);
    assert_eq!(model.viewers_between(3, 3).0.len(), 1);
}

#[test]
fn an_incomplete_entry_is_counted() {
    let mut model = Model::new();
    model.set_member(1, Some(member_state("Vera", Role::Viewer, false, true, &[])));
    let member = MemberId::new(1);
    model.log("member.removed", "member", &member, Json::Null, Json::Null);
    model.log("member.edited", "member", &MemberId::new(9), json!({"name": "Noah"}), json!({"name": "Noa"}));
    model.log("number_group.edited", "number_group", &GroupId::new(1), json!({"numbers": []}), json!({}));
    model.log("number.edited", "number", &NUMBER, json!({"group": "A"}), json!({"group": null}));
    assert_eq!(model.viewers_between(1, 1).1, 4);
}

#[test]
fn a_value_missing_from_an_entry_is_unchanged() {
    let mut model = Model::new();
    model.set_member(1, Some(member_state("Vera", Role::Viewer, false, true, &[])));
    model.log("member.edited", "member", &MemberId::new(1), json!({"name": "Vera B"}), json!({"name": "Vera"}));
    let (viewers, count) = model.viewers_between(2, 2);
    assert_eq!(
        (viewers[0].name.as_str(), &viewers[0].paths[..], count),
        ("Vera B", &[VisibilityPath::ThisNumber][..], 0)
    );
}

#[test]
fn one_entry_may_change_several_members() {
    let mut model = Model::new();
    model.state.members.insert(MemberId::new(1), member_state("Olga", Role::Admin, true, false, &[]));
    model.state.members.insert(MemberId::new(2), member_state("Vera", Role::Owner, true, false, &[]));
    let before = json!({"members": [
        to_audit_json(MemberId::new(1), &member_state("Olga", Role::Owner, true, false, &[])),
        to_audit_json(MemberId::new(2), &member_state("Vera", Role::Viewer, false, true, &[])),
    ]});
    model.log("ownership.accepted", "member", &MemberId::new(2), before, json!({"members": []}));
    let (viewers, _) = model.viewers_between(1, 1);
    let member = |id| ViewerId::Member(MemberId::new(id));
    assert_eq!(roles_of(&viewers), [(member(1), Role::Owner), (member(2), Role::Viewer)]);
}

#[test]
fn an_invited_person_was_no_member_before_accepting() {
    let mut model = Model::new();
    let id = MemberId::new(1);
    model.state.members.insert(id, member_state("Vera", Role::Viewer, true, false, &[]));
    let json = to_audit_json(id, &model.state.members[&id]);
    model.log("invitation.accepted", "member", &id, json.clone(), json);
    assert_eq!(model.viewers_between(1, 1), (vec![], 0));
    assert_eq!(model.viewers_between(2, 2).0.len(), 1);
}
