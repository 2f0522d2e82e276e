use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::*;
use crate::ids::GroupId;
use crate::visibility::visibility_path::MemberState;

const NUMBER: NumberId = NumberId::new(7);

/// A plain house that keeps both its log and every state that it was in.
struct PlainModel {
    state: NumberState,
    log: Vec<AuditRecord>,
    states: Vec<NumberState>,
}

fn member_state(name: &str, role: Role, sees_all: bool, has_number: bool, groups: &[i64]) -> MemberState {
    let groups = groups.iter().copied().map(GroupId::new).collect();
    MemberState { name: name.into(), role, sees_all, has_number, groups }
}

fn to_audit_json(member: MemberId, standing: &MemberState) -> Json {
    let numbers: BTreeSet<_> = standing.has_number.then_some(NUMBER).into_iter().collect();
    let access = match standing.sees_all {
        true => json!({"kind": "all"}),
        false => json!({"kind": "specific", "number_ids": numbers, "group_ids": standing.groups}),
    };
    json!({"member_id": member, "name": standing.name, "role": standing.role, "number_access": access})
}

impl PlainModel {
    fn new() -> Self {
        let state = NumberState { members: BTreeMap::new(), exists: true, group: None, names: BTreeMap::new() };
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

    fn member(&mut self, id: i64, now: Option<MemberState>) {
        let id = MemberId::new(id);
        let was = match now.clone() {
            Some(standing) => self.state.members.insert(id, standing),
            None => self.state.members.remove(&id),
        };
        let side = |standing: &Option<MemberState>| standing.as_ref().map_or(Json::Null, |of| to_audit_json(id, of));
        let action = match (&was, &now) {
            (None, _) => "member.added",
            (Some(_), Some(_)) => "member.edited",
            (Some(_), None) => "member.removed",
        };
        self.log(action, "member", &id, side(&was), side(&now));
    }

    /// Moves the number by way of a group's form.
    fn group(&mut self, group: i64, holds: bool) {
        let (id, was) = (GroupId::new(group), self.state.group);
        let ids = |holds: bool| if holds { vec![NUMBER] } else { vec![] };
        let mut before = json!({"name": "a thing", "number_ids": ids(was == Some(id))});
        if let (true, Some(was)) = (holds, was.filter(|was| *was != id)) {
            before["moved_from_ids"] = json!({ (NUMBER.to_string()): was });
        }
        if holds || was == Some(id) {
            self.state.group = holds.then_some(id);
        }
        self.log("number_group.edited", "number_group", &id, before, json!({"number_ids": ids(holds)}));
    }

    fn delete_group(&mut self, group: i64) {
        let (id, was) = (GroupId::new(group), self.state.group);
        let held: Vec<_> = (was == Some(id)).then_some(NUMBER).into_iter().collect();
        let mut of = Vec::new();
        for (member, standing) in &mut self.state.members {
            if standing.groups.remove(&id) {
                of.push(*member);
            }
        }
        self.state.group = was.filter(|was| *was != id);
        let before = json!({"name": "a thing", "number_ids": held, "access_of_ids": of});
        self.log("number_group.deleted", "number_group", &id, before, Json::Null);
    }

    /// Who is found for a day that holds the entries from one place on, before another.
    fn viewers_between(&self, first: i64, end: i64) -> (Vec<NumberViewer>, i64) {
        let mut replay = Replay::from(self.state.clone(), NUMBER, end);
        self.log.iter().rev().filter(|record| record.sequence >= first).for_each(|record| replay.undo(record));
        replay.finish()
    }
}

/// So many changes, each by the next digits of a small generator.
fn random_model(seed: u64, count: usize) -> PlainModel {
    let mut plain = PlainModel::new();
    let mut state = seed;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..count {
        let id = next(5) as i64 + 1;
        match next(8) {
            0..=3 => {
                let role = Role::ALL[next(4) as usize];
                let groups: Vec<_> = (1..4).filter(|_| next(2) == 0).collect();
                let all = role != Role::Viewer || next(4) == 0;
                plain.member(
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
            4 if plain.state.members.contains_key(&MemberId::new(id)) => plain.member(id, None),
            5 | 6 => plain.group(next(3) as i64 + 1, next(2) == 0),
            7 => plain.delete_group(next(3) as i64 + 1),
            _ => {}
        }
    }
    plain
}

fn roles_of(watchers: &[NumberViewer]) -> Vec<(MemberId, Role)> {
    watchers.iter().map(|watcher| (watcher.id, watcher.role)).collect()
}

#[test]
fn replaying_the_log_restores_every_state() {
    for seed in 0..200 {
        let plain = random_model(seed, 40);
        let last = plain.log.len() as i64;
        for place in 0..=last {
            // A day without entries: from behind one to before the next.
            let (found, gaps) = plain.viewers_between(place + 1, place + 1);
            let then = viewers_at(&plain.states[place as usize]);
            assert_eq!((roles_of(&found), gaps), (roles_of(&then), 0), "seed {seed}, after entry {place}");
        }
    }
}

#[test]
fn a_day_lists_every_viewer_at_any_time_of_it() {
    for seed in 0..200 {
        let plain = random_model(seed, 30);
        let last = plain.log.len() as i64;
        for (first, end) in [(1, last + 1), (last / 3 + 1, 2 * last / 3 + 1)] {
            let (found, _) = plain.viewers_between(first, end);
            let found: BTreeSet<_> = found.iter().map(|watcher| watcher.id).collect();
            let states = &plain.states[first as usize - 1..end as usize];
            let wanted: BTreeSet<_> = states.iter().flat_map(viewers_at).map(|watcher| watcher.id).collect();
            assert_eq!(found, wanted, "seed {seed}");
        }
    }
}

#[test]
fn a_viewer_has_since_and_until_times() {
    let mut plain = PlainModel::new();
    plain.member(1, Some(member_state("Vera", Role::Viewer, false, true, &[])));
    plain.member(2, Some(member_state("Ada", Role::Admin, true, false, &[])));
    plain.member(1, Some(member_state("Vera", Role::Viewer, false, false, &[])));
    let (found, _) = plain.viewers_between(1, 4);
    let at = |seconds: i64| Some(Timestamp::from_millis(seconds * 1_000));
    let viewers: Vec<_> = found.iter().map(|watcher| (watcher.name.as_str(), watcher.since, watcher.until)).collect();
    assert_eq!(viewers, [("Ada", at(2), None), ("Vera", at(1), at(3))]);
    let (found, _) = plain.viewers_between(2, 3);
    let viewers: Vec<_> = found.iter().map(|watcher| (watcher.name.as_str(), watcher.since, watcher.until)).collect();
    assert_eq!(viewers, [("Ada", at(2), None), ("Vera", None, None)]);
}

#[test]
fn every_path_has_the_groups_name_at_the_time() {
    let mut plain = PlainModel::new();
    plain.member(1, Some(member_state("Vera", Role::Viewer, false, true, &[3])));
    plain.group(3, true);
    plain.delete_group(3);
    let (found, _) = plain.viewers_between(3, 3);
    assert_eq!(found[0].paths, [VisibilityPath::ThisNumber, VisibilityPath::Group(Some("a thing".into()))]);
    let (found, _) = plain.viewers_between(4, 4);
    assert_eq!(found[0].paths, [VisibilityPath::ThisNumber]);
}

#[test]
fn nobody_sees_a_number_before_it_was_added() {
    let mut plain = PlainModel::new();
    plain.member(1, Some(member_state("Ada", Role::Admin, true, false, &[])));
    plain.log("number.added", "number", &NUMBER, Json::Null, json!({}));
    assert_eq!(plain.viewers_between(2, 2).0, []);
    assert_eq!(plain.viewers_between(3, 3).0.len(), 1);
}

#[test]
fn an_incomplete_entry_is_counted() {
    let mut plain = PlainModel::new();
    plain.member(1, Some(member_state("Vera", Role::Viewer, false, true, &[])));
    let member = MemberId::new(1);
    plain.log("member.removed", "member", &member, Json::Null, Json::Null);
    plain.log("member.edited", "member", &MemberId::new(9), json!({"name": "Noah"}), json!({"name": "Noa"}));
    plain.log("number_group.edited", "number_group", &GroupId::new(1), json!({"numbers": []}), json!({}));
    plain.log("number.edited", "number", &NUMBER, json!({"group": "A"}), json!({"group": null}));
    assert_eq!(plain.viewers_between(1, 1).1, 4);
}

#[test]
fn a_value_missing_from_an_entry_is_unchanged() {
    let mut plain = PlainModel::new();
    plain.member(1, Some(member_state("Vera", Role::Viewer, false, true, &[])));
    plain.log("member.edited", "member", &MemberId::new(1), json!({"name": "Vera B"}), json!({"name": "Vera"}));
    let (found, gaps) = plain.viewers_between(2, 2);
    assert_eq!((found[0].name.as_str(), &found[0].paths[..], gaps), ("Vera B", &[VisibilityPath::ThisNumber][..], 0));
}

#[test]
fn one_entry_may_change_several_members() {
    let mut plain = PlainModel::new();
    plain.state.members.insert(MemberId::new(1), member_state("Olga", Role::Admin, true, false, &[]));
    plain.state.members.insert(MemberId::new(2), member_state("Vera", Role::Owner, true, false, &[]));
    let before = json!({"members": [
        to_audit_json(MemberId::new(1), &member_state("Olga", Role::Owner, true, false, &[])),
        to_audit_json(MemberId::new(2), &member_state("Vera", Role::Viewer, false, true, &[])),
    ]});
    plain.log("ownership.accepted", "member", &MemberId::new(2), before, json!({"members": []}));
    let (found, _) = plain.viewers_between(1, 1);
    assert_eq!(roles_of(&found), [(MemberId::new(1), Role::Owner), (MemberId::new(2), Role::Viewer)]);
}

#[test]
fn an_invited_person_was_no_member_before_accepting() {
    let mut plain = PlainModel::new();
    let id = MemberId::new(1);
    plain.state.members.insert(id, member_state("Vera", Role::Viewer, true, false, &[]));
    let said = to_audit_json(id, &plain.state.members[&id]);
    plain.log("invitation.accepted", "member", &id, said.clone(), said);
    assert_eq!(plain.viewers_between(1, 1), (vec![], 0));
    assert_eq!(plain.viewers_between(2, 2).0.len(), 1);
}
