//! Editing a member: who may, what is kept, and what is revoked.

use crewline_core::access::{Refusal, Role, Rule, actions};
use crewline_core::calls;
use crewline_core::db::Kind;
use crewline_core::live::Change;
use crewline_core::members::{self, Draft, NumberAccess, Saving, add_by_operator, edit_access_many, effect};
use crewline_core::testing::number;
use crewline_core::{Error, audit, both_engines};
use serde_json::json;

use crate::team_fixture::{TeamFixture, all, field_sentence, role, specific};

async fn add_calls(team: &TeamFixture, number: &str, count: usize) {
    for at in 0..count {
        team.business
            .database
            .run(&format!(
                "insert into calls (business_id, number_id, carrier_id, direction, status, caller_kind, destination, source, started_at)
                select business_id, id, '{number} {at}', 'inbound', 'completed', 'unknown', phone_number, source, {at}
                from numbers where friendly_name = '{number}'"
            ))
            .await;
    }
}

#[both_engines]
async fn owners_and_admins_change_roles_below_their_own(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let admin = team.business.person("Adam Reyes", Role::Admin).await;
    let mut at = 0;
    for (actor, is_owner) in [(&team.business.owner, true), (&admin, false)] {
        for &was in Role::ALL {
            for &is in Role::ALL {
                at += 1;
                let member = team.business.person(&format!("Person {at}"), was).await.member();
                let answer = team.edit(actor, member, &role(is)).await;
                let about = format!("{} makes a {was} a {is}", actor.role());
                let below = |role: Role| matches!(role, Role::Manager | Role::Viewer);
                if is_owner || below(was) && below(is) {
                    assert_eq!(answer.unwrap().after.role, is, "{about}");
                } else {
                    let expected = if below(was) { Rule::Grant } else { Rule::Rank };
                    assert!(matches!(answer, Err(Error::Rule(rule)) if rule == expected), "{about}: {answer:?}");
                }
            }
        }
    }
    for other in [Role::Manager, Role::Viewer] {
        let person = team.business.person(&format!("Mere {other}"), other).await;
        assert_eq!(person.may::<actions::EditMembers>().err(), Some(Refusal::Forbidden));
        assert_eq!(person.may::<actions::RemoveMembers>().err(), Some(Refusal::Forbidden));
    }
}

#[both_engines]
async fn members_change_their_own_name_but_not_their_role_or_access(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let admin = team.business.person("Adam Reyes", Role::Admin).await;
    for person in [&team.business.owner, &admin] {
        for is in [Role::Manager, Role::Viewer] {
            let answer = team.edit(person, person.member(), &role(is)).await;
            assert!(matches!(answer, Err(Error::Rule(Rule::OwnMembership))), "{answer:?}");
        }
        let name = Draft {
            name: Some(format!("{} II", person.name())),
            role: Some(person.role().to_string()),
            access: Some(all()),
        };
        let edited = team.edit(person, person.member(), &name).await.unwrap();
        assert_eq!(
            (edited.after.name.as_str(), edited.after.role),
            (format!("{} II", person.name()).as_str(), person.role())
        );
    }
    let raised = team.edit(&admin, admin.member(), &role(Role::Owner)).await;
    assert!(matches!(raised, Err(Error::Rule(Rule::OwnMembership))), "{raised:?}");
}

#[both_engines]
async fn an_edit_that_changes_nothing_leaves_no_entry(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let one = team.business.number("One", "+12125550101").await;
    let viewer = team.business.viewer("Vera Kim", &[one], &[]).await.member();
    let owner = &team.business.owner;
    let same = Draft {
        name: Some(" Vera Kim ".into()),
        role: Some("viewer".into()),
        access: Some(specific(&[one.to_string()], &[])),
    };
    let (entries, mut changes) =
        (team.entries(100).await.len(), team.bus.watch(&owner.may::<actions::SeeUsers>().unwrap()));
    for draft in [&same, &Draft::default()] {
        let edited = team.edit(owner, viewer, draft).await.unwrap();
        assert!(!edited.changes_anything() && edited.after.name == "Vera Kim", "{edited:?}");
    }
    let name = Draft { name: Some("Vera K".into()), ..same };
    assert!(team.edit(owner, viewer, &name).await.unwrap().changes_anything());
    assert_eq!(changes.next().await, Change::Member(viewer));
    team.bus.publish(owner.business(), Change::Member(owner.member()));
    assert_eq!(changes.next().await, Change::Member(owner.member()), "notified once");
    assert_eq!(team.entries(100).await.len(), entries + 1);
    assert!(team.letters().await.is_empty());
}

#[both_engines]
async fn omitted_fields_stay_under_concurrent_edits(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (one, two) =
        (team.business.number("One", "+12125550101").await, team.business.number("Two", "+12125550102").await);
    let viewer = team.business.viewer("Vera Kim", &[one], &[]).await.member();
    for turn in 0..8 {
        let name = Draft { name: Some(format!("Vera {turn}")), ..Draft::default() };
        let number = if turn % 2 == 0 { two } else { one };
        let access = Draft { access: Some(specific(&[number.to_string()], &[])), ..Draft::default() };
        let owner = &team.business.owner;
        let (named, moved) = tokio::join!(team.edit(owner, viewer, &name), team.edit(owner, viewer, &access));
        named.unwrap();
        moved.unwrap();
        let now = team.hold::<actions::EditMembers>(owner, viewer).await.unwrap();
        assert_eq!((&now.name, now.role), (&format!("Vera {turn}"), Role::Viewer));
        assert_eq!(now.access, NumberAccess::Specific { numbers: [number].into(), groups: [].into() });
    }
}

#[both_engines]
async fn number_access_is_set_for_viewers_only(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let one = team.business.number("One", "+12125550101").await.to_string();
    let viewer = team.business.viewer("Vera Kim", &[one.parse().unwrap()], &[]).await.member();
    let manager = team.business.person("Max Rivera", Role::Manager).await.member();
    let with = |access| Draft { access: Some(access), ..Draft::default() };
    let no_access = Draft { role: Some("viewer".into()), ..Draft::default() };
    assert!(field_sentence(team.edit(owner, manager, &no_access).await, "number_access").contains("Specific Numbers"));
    assert!(
        field_sentence(
            team.edit(owner, manager, &with(specific(std::slice::from_ref(&one), &[]))).await,
            "number_access"
        )
        .contains("Viewers")
    );
    for (access, part) in [
        (specific(&[], &[]), "at least one"),
        (specific(&["num_x".into()], &[]), "from the list"),
        (specific(&["num_0UnknownUnknownUnknown".into()], &[]), "from the list"),
        (members::AccessDraft { kind: "everything".into(), ..all() }, "All Numbers"),
    ] {
        let answer = team.edit(owner, viewer, &with(access)).await;
        assert!(field_sentence(answer, "number_access").contains(part), "{part}");
    }
    for (draft, field) in [
        (Draft { role: Some("king".into()), ..Draft::default() }, "role"),
        (Draft { name: Some("\u{202e}evil".into()), ..Draft::default() }, "name"),
        (Draft { name: Some("x".repeat(1_000_000)), ..Draft::default() }, "name"),
        (Draft { name: Some(" ".into()), ..Draft::default() }, "name"),
    ] {
        field_sentence(team.edit(owner, viewer, &draft).await, field);
    }
    let raised = team.edit(owner, viewer, &Draft { role: Some("manager".into()), ..Draft::default() }).await.unwrap();
    assert_eq!(raised.after.access, NumberAccess::All);
    assert_eq!(team.count("select count(*) from number_grants").await, 0);
}

#[both_engines]
async fn foreign_numbers_are_refused_and_released_ones_kept_but_not_granted(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let (_, neighbour) = team.business.neighbour().await;
    let theirs = number(team.db(), &neighbour, "Theirs", "+12125550109").await.to_string();
    let their_group = crewline_core::testing::group(team.db(), &neighbour, "Theirs", &[]).await.to_string();
    let one = team.business.number("One", "+12125550101").await;
    let two = team.business.number("Two", "+12125550102").await;
    let viewer = team.business.viewer("Vera Kim", &[one], &[]).await.member();
    let other = team.business.viewer("Otto Berg", &[two], &[]).await.member();
    let with = |access| Draft { access: Some(access), ..Draft::default() };
    assert!(
        field_sentence(team.edit(owner, viewer, &with(specific(&[theirs], &[]))).await, "number_access")
            .contains("from the list")
    );
    assert!(
        field_sentence(team.edit(owner, viewer, &with(specific(&[], &[their_group]))).await, "number_access")
            .contains("from the list")
    );
    team.business
        .database
        .run("update numbers set status = 'released', released_at = 1 where friendly_name = 'One'")
        .await;
    let both = with(specific(&[one.to_string(), two.to_string()], &[]));
    assert_eq!(
        team.edit(owner, viewer, &both).await.unwrap().after.access,
        NumberAccess::Specific { numbers: [one, two].into(), groups: [].into() }
    );
    field_sentence(team.edit(owner, other, &both).await, "number_access");
    let now = team.hold::<actions::EditMembers>(owner, other).await.unwrap();
    assert_eq!(
        now.access,
        NumberAccess::Specific { numbers: [two].into(), groups: [].into() },
        "a refused change changes nothing"
    );
}

#[both_engines]
async fn a_request_fails_if_its_sender_is_demoted_or_removed_meanwhile(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let manager = team.business.person("Max Rivera", Role::Manager).await.member();
    let admin = team.business.person("Adam Reyes", Role::Admin).await;
    team.edit(&team.business.owner, admin.member(), &role(Role::Manager)).await.unwrap();
    let late = team.edit(&admin, manager, &role(Role::Viewer)).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::Forbidden))), "{late:?}");
    let late = team.remove(&admin, manager).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::Forbidden))), "{late:?}");
    team.remove(&team.business.owner, admin.member()).await.unwrap();
    let late = team.edit(&admin, manager, &role(Role::Viewer)).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{late:?}");
    assert_eq!(team.roles().await, [("Max Rivera".into(), Role::Manager), ("Olga Marsh".into(), Role::Owner)]);
}

#[both_engines]
async fn two_owners_who_demote_each_other_leave_one_owner(kind: Kind) {
    for _ in 0..6 {
        let team = TeamFixture::new(kind).await;
        let (olga, otto) = (team.business.owner.clone(), team.business.person("Otto Berg", Role::Owner).await);
        let demoted = role(Role::Admin);
        let (one, two) =
            tokio::join!(team.edit(&olga, otto.member(), &demoted), team.edit(&otto, olga.member(), &demoted),);
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
        let owners = team.roles().await.into_iter().filter(|(_, role)| *role == Role::Owner).count();
        assert_eq!(owners, 1);
    }
}

#[both_engines]
async fn the_predicted_effect_is_what_happens(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let mut numbers = Vec::new();
    for (at, name) in ["One", "Two", "Three", "Four"].into_iter().enumerate() {
        numbers.push(team.business.number(name, &format!("+1212555010{at}")).await);
        add_calls(&team, name, at + 1).await;
    }
    let group = team.business.group("Client A", &numbers[2..4]).await;
    let viewer = team.business.viewer("Vera Kim", &numbers[..2], &[]).await;
    let seen = async || {
        let may = team.business.viewpoint(viewer.email()).await.unwrap().may().unwrap();
        let page = calls::list(team.db(), &may, &calls::Filter::default(), None, 100).await.unwrap();
        page.calls.len() as i64
    };
    for (access, lost, gained) in [
        (specific(&[numbers[1].to_string()], &[group.to_string()]), (1, 1), (2, 7)),
        (specific(&[numbers[0].to_string()], &[]), (3, 9), (1, 1)),
        (all(), (0, 0), (3, 9)),
        (specific(&[numbers[3].to_string()], &[]), (3, 6), (0, 0)),
    ] {
        let held = team.hold(owner, viewer.member()).await.unwrap();
        let draft = Draft { access: Some(access), ..Draft::default() };
        let predicted = effect(team.db(), &held, &draft).await.unwrap().access;
        let [member] = &predicted.members[..] else { panic!("{predicted:?}") };
        assert_eq!(
            ((member.loses.numbers, member.loses.calls), (member.gains.numbers, member.gains.calls)),
            (lost, gained)
        );
        let before = seen().await;
        team.edit(owner, viewer.member(), &draft).await.unwrap();
        assert_eq!(seen().await - before, gained.1 - lost.1);
    }
    let held = team.hold(owner, viewer.member()).await.unwrap();
    let raised = effect(team.db(), &held, &role(Role::Manager)).await.unwrap();
    let gains = raised.access.members[0].gains;
    assert_eq!((raised.role, gains.numbers, gains.calls), (Some((Role::Viewer, Role::Manager)), 3, 6));
    assert!(raised.sessions > 0);
    let named = Draft { name: Some("V".into()), ..Draft::default() };
    let nothing = effect(team.db(), &held, &named).await.unwrap();
    assert!(nothing.access.is_empty() && nothing.access.digest().is_empty(), "{nothing:?}");
    assert_eq!((nothing.role, nothing.impersonations, nothing.invitations), (None, 0, 0));
    assert_eq!(team.letters().await, [], "a prediction sends no letter");
    let own = team.hold(owner, owner.member()).await.unwrap();
    assert!(matches!(effect(team.db(), &own, &role(Role::Admin)).await, Err(Error::Rule(Rule::OwnMembership))));
}

#[both_engines]
async fn a_demotion_withdraws_ungrantable_invitations_and_keeps_tokens(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let otto = team.business.person("Otto Berg", Role::Owner).await;
    let token = crewline_core::testing::api_token(team.db(), &otto.may().unwrap(), "reports").await;
    assert!(token.is_ok());
    for (at, &to) in Role::ALL.iter().enumerate() {
        team.invitation(&otto, &format!("{at}@example.com"), to).await;
    }
    let held = team.hold(owner, otto.member()).await.unwrap();
    assert_eq!(effect(team.db(), &held, &role(Role::Admin)).await.unwrap().invitations, 2);
    assert_eq!(team.edit(owner, otto.member(), &role(Role::Admin)).await.unwrap().ended.invitations, 2);
    assert_eq!(team.pending_emails().await, ["2@example.com", "3@example.com"]);
    team.edit(owner, otto.member(), &role(Role::Manager)).await.unwrap();
    assert_eq!(team.pending_emails().await, ["3@example.com"]);
    team.edit(owner, otto.member(), &role(Role::Viewer)).await.unwrap();
    assert!(team.pending_emails().await.is_empty());
    assert_eq!(team.count("select count(*) from api_tokens").await, 1, "a token has no more rights than its member");
    assert_eq!(team.count("select count(*) from invitations where status = 'cancelled'").await, 4);
}

#[both_engines]
async fn an_expired_invitation_is_not_cancelled_with_its_inviter(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let otto = team.business.person("Otto Berg", Role::Owner).await;
    team.invitation(&otto, "late@example.com", Role::Owner).await;
    team.db().clock().advance_seconds(86_400);
    team.invitation(&otto, "live@example.com", Role::Owner).await;
    let held = team.hold(owner, otto.member()).await.unwrap();
    assert_eq!(effect(team.db(), &held, &role(Role::Admin)).await.unwrap().invitations, 1);
    assert_eq!(team.edit(owner, otto.member(), &role(Role::Admin)).await.unwrap().ended.invitations, 1);
    let cancelled = team.business.database.rows("select email from invitations where status = 'cancelled'").await;
    assert_eq!(cancelled, [[Some("live@example.com".to_owned())]], "the expired one can still be resent");
    assert_eq!(team.remove(owner, otto.member()).await.unwrap().invitations, 0);
}

#[both_engines]
async fn an_edit_is_logged_and_mailed(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let one = team.business.number("One", "+12125550101").await;
    let viewer = team.business.viewer("Vera Kim", &[one], &[]).await;
    let held = team.hold(owner, viewer.member()).await.unwrap();
    let draft = Draft { role: Some("manager".into()), name: Some("Vera K".into()), access: None };
    members::edit(team.db(), &held, &draft, &team.composer()).await.unwrap();
    let (action, actor, before, after) = team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("member.edited", "Olga Marsh"));
    assert_eq!(
        before,
        json!({"name": "Vera Kim", "role": "viewer", "number_access": {"kind": "specific", "number_ids": [one], "group_ids": []}})
    );
    assert_eq!(after, json!({"name": "Vera K", "role": "manager", "number_access": {"kind": "all"}}));
    assert_eq!(team.letters().await, [("member_edited".into(), viewer.email().to_owned())]);
    let held = team.hold(owner, viewer.member()).await.unwrap();
    let named = Draft { name: Some("Vera".into()), ..Draft::default() };
    members::edit(team.db(), &held, &named, &team.composer()).await.unwrap();
    assert_eq!(team.letters().await.len(), 1, "a new name alone sends no email");
    assert!(audit::verify(team.db(), &team.business.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn a_bulk_edit_answers_each_member(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (one, two) =
        (team.business.number("One", "+12125550101").await, team.business.number("Two", "+12125550102").await);
    let vera = team.business.viewer("Vera Kim", &[one], &[]).await.member();
    let max = team.business.person("Max Rivera", Role::Manager).await.member();
    let admin = team.business.person("Adam Reyes", Role::Admin).await;
    let access = specific(&[two.to_string()], &[]);
    let ids = [vera, max, team.business.owner.member()];
    let (may, composer) = (admin.may().unwrap(), team.composer());
    let tried = edit_access_many(team.db(), &may, &ids, &access, &composer, |_| Saving::DryRun).await;
    let changed = tried[0].1.as_ref().unwrap();
    let (gains, loses) = (changed.effect.members[0].gains.numbers, changed.effect.members[0].loses.numbers);
    assert_eq!((changed.is_saved, gains, loses), (false, 1, 1));
    let shown = changed.effect.digest().to_owned();
    let by_digest = |digest: String| move |_| Saving::IfShown { shown: digest.clone(), confirmed: digest.clone() };
    let other = edit_access_many(team.db(), &may, &ids, &access, &composer, by_digest("other".into())).await;
    assert!(!other[0].1.as_ref().unwrap().is_saved, "its effect was not shown");
    let answers = edit_access_many(team.db(), &may, &ids, &access, &composer, by_digest(shown)).await;
    assert_eq!(answers.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids);
    let saved = answers[0].1.as_ref().unwrap();
    assert!(saved.is_saved);
    assert_eq!(saved.thing.after.access, NumberAccess::Specific { numbers: [two].into(), groups: [].into() });
    assert_eq!(team.letters().await.len(), 1, "nothing is sent for what is not saved");
    assert!(matches!(answers[1].1, Err(Error::Fields(_))), "{:?}", answers[1].1);
    assert!(answers[2].1.is_err(), "{:?}", answers[2].1);
}

#[both_engines]
async fn a_member_of_another_business_is_not_found(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (operator, neighbour) = team.business.neighbour().await;
    let theirs = crewline_core::members::NewMember {
        email: crewline_core::accounts::Email::read("ned@neighbour.example").unwrap(),
        name: "Ned".into(),
        role: Role::Viewer,
        access: NumberAccess::All,
        password_hash: None,
    };
    let (ned, _) = add_by_operator(team.db(), &operator, theirs).await.unwrap();
    for member in [ned, neighbour.member()] {
        let answer = team.edit(&team.business.owner, member, &role(Role::Manager)).await;
        assert!(matches!(answer, Err(Error::Refused(Refusal::NotFound))), "{answer:?}");
        let answer = team.remove(&team.business.owner, member).await;
        assert!(matches!(answer, Err(Error::Refused(Refusal::NotFound))), "{answer:?}");
    }
}
