//! Coming in by an invitation: what is checked then, whoever comes, however often.

use crewline_core::access::{Role, Sees, Thing, actions, enter};
use crewline_core::db::Kind;
use crewline_core::invitations::{self, Draft, State, Status, Which, accept_as, find_link};
use crewline_core::members::{Enrolment, NumberAccess, enrol};
use crewline_core::numbers::{Number, groups, release};
use crewline_core::people::{Email, Passwords, sessions, set_password, sign_in, tokens};
use crewline_core::secret::digest;
use crewline_core::testing::PASSWORD;
use crewline_core::{Error, both_engines};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::desk::{Desk, dead, guest, invitation_of, viewer};
use crate::team::{role, said};

const MEMBERS: &str = "select count(*) from members where status = 'active'";

#[both_engines]
async fn a_new_person_chooses_a_password_and_is_in(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (one, two) =
        (desk.team.house.number("One", "+12125550101").await, desk.team.house.number("Two", "+12125550102").await);
    let client = desk.team.house.group("Client A", &[two]).await;
    let invitation = desk.invited(&viewer("Vera Kim", &[one], &[client])).await;
    let token = desk.token();
    said(desk.accept_with(&token, None, "password12").await, "password");
    said(desk.accept_with(&token, Some("V\u{202e}"), PASSWORD).await, "name");
    let accepted = desk.accept_with(&token, Some("Vera Kim-Park"), PASSWORD).await.unwrap();
    assert_eq!((accepted.slug.as_str(), accepted.business_name.as_str()), ("northline", "Northline"));
    let member = desk.member(&accepted).await;
    assert_eq!((member.role, &member), (Role::Viewer, &accepted.member));
    assert_eq!(member.access, NumberAccess::Specific { numbers: [one].into(), groups: [client].into() });
    let seen = desk.team.house.viewpoint("vera.kim@guest.example").await.unwrap();
    assert_eq!(
        (seen.member(), seen.sees(), seen.user_name(), seen.name()),
        (member.id, Sees::Granted, "Vera Kim-Park", "Vera Kim-Park")
    );
    let email = Email::read("vera.kim@guest.example").unwrap();
    assert!(
        sign_in(desk.db(), &Passwords::at_once(1), &email, PASSWORD.into(), &Default::default())
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(desk.names(Which::Accepted).await, ["Vera Kim"]);
    let (action, actor, before, after) = desk.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("invitation.accepted", "Vera Kim-Park"));
    assert_eq!((&before["invitation"], &before["invited_by"]), (&json!(invitation.id), &json!("Olga Marsh")));
    assert_eq!(
        (&after["role"], &after["number_access"]),
        (&json!("viewer"), &json!({"kind": "specific", "number_ids": [one], "group_ids": [client]}))
    );
    assert!(dead(desk.accept(&token).await).contains("accepted already"));
    assert_eq!(desk.look(&token).await.unwrap().state, State::Used);
}

#[both_engines]
async fn who_came_in_by_a_password_is_signed_in_by_that_one_only(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (_, nora) = desk.team.house.neighbour().await;
    desk.invited(&guest("Vera Kim", Role::Manager)).await;
    let ours = desk.token();
    invitation_of(desk.invite(&nora, &guest("Vera Kim", Role::Viewer)).await.unwrap());
    let accepted = desk.accept(&desk.token()).await.unwrap();
    let (knower, device) = (accepted.knower.unwrap(), Default::default());
    assert!(sessions::open_knowing(desk.db(), &knower, &device).await.unwrap().is_some());
    set_password(desk.db(), &Passwords::at_once(1), knower.user, "violet harbour engine".into()).await.unwrap();
    assert!(sessions::open_knowing(desk.db(), &knower, &device).await.unwrap().is_none());
    said(desk.accept_with(&ours, None, PASSWORD).await, "password");
    let link = desk.look(&ours).await.unwrap();
    let person = desk.person("vera.kim@guest.example").await;
    assert!(accept_as(desk.db(), &link, &person, "").await.unwrap().knower.is_none(), "who is signed in stays so");
}

#[both_engines]
async fn a_token_accepted_twice_at_once_lets_one_in(kind: Kind) {
    let desk = Desk::new(kind).await;
    desk.invited(&guest("Vera Kim", Role::Manager)).await;
    let token = desk.token();
    let (one, two) = tokio::join!(desk.accept(&token), desk.accept(&token));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let refused = if one.is_ok() { two } else { one };
    assert!(matches!(refused, Err(Error::DeadLink(_))), "{refused:?}");
    assert_eq!((desk.count(MEMBERS).await, desk.count("select count(*) from users").await), (2, 2));
}

#[both_engines]
async fn the_seat_was_reserved_whatever_became_of_the_plan(kind: Kind) {
    let desk = Desk::with_seats(kind, Some(2)).await;
    desk.invited(&guest("Vera Kim", Role::Manager)).await;
    // Two of two seats are used, and more members come by the command line.
    desk.team.house.person("Max Moor", Role::Viewer).await;
    desk.accept(&desk.token()).await.unwrap();
    assert_eq!(desk.count(MEMBERS).await, 3);
}

#[both_engines]
async fn it_never_joins_another_account(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (_, nora) = desk.team.house.neighbour().await;
    desk.invited(&guest("Vera Kim", Role::Admin)).await;
    let link = desk.look(&desk.token()).await.unwrap();
    let person = desk.person(nora.email()).await;
    let refused = accept_as(desk.db(), &link, &person, "").await.unwrap_err();
    let Error::Conflict { code: "another_account", sentence } = refused else { panic!("{refused:?}") };
    assert!(sentence.contains("vera.kim@guest.example") && sentence.contains("nora@neighbour.example"), "{sentence}");
    assert_eq!((desk.count(MEMBERS).await, desk.look(&desk.token()).await.unwrap().state), (2, State::Live));
}

#[both_engines]
async fn an_account_that_has_appeared_meanwhile_joins_by_signing_in(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (_, nora) = desk.team.house.neighbour().await;
    desk.invited(&guest("Vera Kim", Role::Manager)).await;
    let ours = desk.token();
    let stale = desk.look(&ours).await.unwrap();
    invitation_of(
        desk.invite(&nora, &Draft { name: "Vera Elsewhere".into(), ..guest("Vera Kim", Role::Viewer) }).await.unwrap(),
    );
    desk.accept(&desk.token()).await.unwrap();
    assert!(desk.look(&ours).await.unwrap().has_account);
    said(desk.accept_with(&ours, None, "some other password").await, "password");
    let passwords = Passwords::at_once(1);
    let accepted =
        invitations::accept(desk.db(), &passwords, &stale, Some("Other Name"), PASSWORD.into(), "").await.unwrap();
    assert_eq!((accepted.member.name.as_str(), accepted.member.role), ("Vera Kim", Role::Manager));
    let person = desk.person("vera.kim@guest.example").await;
    assert_eq!((person.user, person.name.as_str()), (accepted.user, "Vera Elsewhere"), "the account is what it was");
    assert_eq!(desk.count("select count(*) from users where email_canonical = 'vera.kim@guest.example'").await, 1);
}

#[both_engines]
async fn a_signed_in_person_joins_with_the_account_that_they_have(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (_, nora) = desk.team.house.neighbour().await;
    desk.invited(&guest("Vera Kim", Role::Manager)).await;
    let ours = desk.token();
    invitation_of(desk.invite(&nora, &guest("Vera Kim", Role::Viewer)).await.unwrap());
    desk.accept(&desk.token()).await.unwrap();
    let person = desk.person("VERA.KIM@guest.example").await;
    let link = desk.look(&ours).await.unwrap();
    let (one, two) = tokio::join!(accept_as(desk.db(), &link, &person, ""), accept_as(desk.db(), &link, &person, ""));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert!(desk.team.house.viewpoint("vera.kim@guest.example").await.is_some());
}

#[both_engines]
async fn a_role_edited_upward_in_the_row_opens_nothing(kind: Kind) {
    let desk = Desk::new(kind).await;
    let max = desk.team.house.person("Max Moor", Role::Manager).await;
    for (count, role) in ["owner", "admin", "manager"].into_iter().enumerate() {
        let name = format!("Guest {count}");
        invitation_of(desk.invite(&max, &guest(&name, Role::Viewer)).await.unwrap());
        let stale = desk.look(&desk.token()).await.unwrap();
        desk.team.house.fresh.run(&format!("update invitations set role = '{role}' where name = '{name}'")).await;
        assert_eq!(desk.look(&desk.token()).await.unwrap().state, State::InviterGone);
        dead(desk.accept(&desk.token()).await);
        dead(invitations::accept(desk.db(), &Passwords::at_once(1), &stale, None, PASSWORD.into(), "").await);
    }
    assert_eq!(desk.count(MEMBERS).await, 2);
}

#[both_engines]
async fn a_demoted_or_removed_inviters_invitation_asks_for_a_new_one(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (adam, max) = (
        desk.team.house.person("Adam Reyes", Role::Admin).await,
        desk.team.house.person("Max Moor", Role::Manager).await,
    );
    let mut links = Vec::new();
    for (inviter, name, role) in
        [(&adam, "A Manager", Role::Manager), (&adam, "A Viewer", Role::Viewer), (&max, "Another", Role::Viewer)]
    {
        invitation_of(desk.invite(inviter, &guest(name, role)).await.unwrap());
        links.push((desk.token(), desk.look(&desk.token()).await.unwrap()));
    }
    desk.team.edit(&desk.owner(), adam.member(), &role(Role::Manager)).await.unwrap();
    desk.team.remove(&desk.owner(), max.member()).await.unwrap();
    for (at, whose) in [(0, "Adam Reyes"), (2, "Max Moor")] {
        let (token, stale) = &links[at];
        assert_eq!(desk.look(token).await.unwrap().state, State::InviterGone);
        let sentence = dead(desk.accept(token).await);
        assert!(sentence.contains(whose) && sentence.contains("somebody at Northline"), "{sentence}");
        // The page was open already.
        dead(invitations::accept(desk.db(), &Passwords::at_once(1), stale, None, PASSWORD.into(), "").await);
    }
    assert_eq!(desk.accept(&links[1].0).await.unwrap().member.role, Role::Viewer, "a Manager may invite a Viewer");
}

#[both_engines]
async fn a_link_tells_what_happened_first(kind: Kind) {
    let desk = Desk::new(kind).await;
    let otto = desk.team.house.person("Otto Berg", Role::Owner).await;
    let mut tokens = Vec::new();
    for (name, role) in [("One", Role::Viewer), ("Two", Role::Owner), ("Three", Role::Admin)] {
        let invitation = invitation_of(desk.invite(&otto, &guest(name, role)).await.unwrap());
        if name == "One" {
            desk.cancel(&otto, invitation.id).await.unwrap();
        }
        tokens.push(desk.token());
    }
    desk.team.remove(&desk.owner(), otto.member()).await.unwrap();
    for (token, begins) in tokens.iter().zip([
        "This invitation was cancelled. Ask somebody at Northline for a new one.",
        "Otto Berg can no longer invite an Owner to Northline. Ask somebody at Northline",
        "Otto Berg can no longer invite an Admin to Northline. Ask somebody at Northline",
    ]) {
        let sentence = desk.look(token).await.unwrap().sentence().unwrap();
        assert!(sentence.starts_with(begins), "{sentence}");
    }
}

#[both_engines]
async fn a_demotion_past_everything_of_ours_is_seen_when_it_is_accepted(kind: Kind) {
    let desk = Desk::new(kind).await;
    let adam = desk.team.house.person("Adam Reyes", Role::Admin).await;
    invitation_of(desk.invite(&adam, &guest("Vera Kim", Role::Manager)).await.unwrap());
    let stale = desk.look(&desk.token()).await.unwrap();
    for state in ["role = 'viewer'", "role = 'admin', status = 'removed'"] {
        desk.team.house.fresh.run(&format!("update members set {state} where name = 'Adam Reyes'")).await;
        dead(desk.accept(&desk.token()).await);
        dead(invitations::accept(desk.db(), &Passwords::at_once(1), &stale, None, PASSWORD.into(), "").await);
        assert_eq!(desk.count("select count(*) from users where name = 'Vera Kim'").await, 0, "no account either");
    }
    // Who sends it again answers for it from then on.
    let id = desk.count("select count(*) from invitations").await;
    assert_eq!(id, 1);
    let page = invitations::list(
        desk.db(),
        &desk.owner().may().unwrap(),
        &Default::default(),
        invitations::SortKey::Name.ascending(),
        None,
        9,
    )
    .await
    .unwrap();
    desk.resend(&desk.owner(), page.invitations[0].id).await.unwrap();
    assert_eq!(desk.accept(&desk.token()).await.unwrap().member.role, Role::Manager);
}

#[both_engines]
async fn a_released_number_and_a_deleted_group_are_promised_no_more(kind: Kind) {
    let desk = Desk::new(kind).await;
    let house = &desk.team.house;
    let (one, two) = (house.number("One", "+12125550101").await, house.number("Two", "+12125550102").await);
    let (client, other) = (house.group("Client A", &[]).await, house.group("Client B", &[one]).await);
    desk.invited(&viewer("Alone", &[one], &[])).await;
    let alone = desk.token();
    desk.invited(&viewer("Both", &[one, two], &[client])).await;
    let both = desk.token();
    desk.invited(&viewer("Groups", &[], &[client, other])).await;
    let groups_only = desk.token();
    let held = Number::hold(desk.db(), desk.owner().may().unwrap(), one).await.unwrap();
    release(desk.db(), &held).await.unwrap();
    let delete = async |id| {
        let held = groups::Group::hold(desk.db(), desk.owner().may().unwrap(), id).await.unwrap();
        groups::delete(desk.db(), &held).await.unwrap();
    };
    delete(client).await;
    let left = NumberAccess::Specific { numbers: [two].into(), groups: [].into() };
    assert_eq!(desk.look(&both).await.unwrap().access, left, "the page says what there is to see");
    assert_eq!(desk.accept(&both).await.unwrap().member.access, left);
    assert_eq!(desk.look(&alone).await.unwrap().state, State::NothingLeft);
    assert!(dead(desk.accept(&alone).await).contains("Olga Marsh"));
    let stale = desk.look(&groups_only).await.unwrap();
    assert_eq!(stale.state, State::Live);
    delete(other).await;
    assert_eq!(desk.look(&groups_only).await.unwrap().state, State::NothingLeft);
    assert!(dead(desk.accept(&groups_only).await).contains("Olga Marsh"));
    dead(invitations::accept(desk.db(), &Passwords::at_once(1), &stale, None, PASSWORD.into(), "").await);
    let page = invitations::list(
        desk.db(),
        &desk.owner().may().unwrap(),
        &Default::default(),
        invitations::SortKey::Name.ascending(),
        None,
        9,
    )
    .await
    .unwrap();
    let resent = desk.resend(&desk.owner(), page.invitations[0].id).await;
    assert!(matches!(resent, Err(Error::Conflict { .. })), "{resent:?}");
    assert_eq!(
        desk.count("select count(*) from members where sees = 'specific'").await,
        1,
        "and nobody sees everything by it"
    );
}

#[both_engines]
async fn who_is_invited_again_starts_clean(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (one, two) =
        (desk.team.house.number("One", "+12125550101").await, desk.team.house.number("Two", "+12125550102").await);
    let client = desk.team.house.group("Client A", &[one]).await;
    desk.invited(&viewer("Vera Kim", &[one], &[client])).await;
    let first = desk.accept(&desk.token()).await.unwrap();
    let vera = desk.team.house.viewpoint("vera.kim@guest.example").await.unwrap();
    let old = digest(tokens::create(desk.db(), &vera.may().unwrap(), "old").await.unwrap().expose_secret());
    desk.team.remove(&desk.owner(), first.member.id).await.unwrap();
    let invitations::Outcome::Added(member) =
        desk.invite(&desk.owner(), &viewer("Vera Kim", &[two], &[])).await.unwrap()
    else {
        panic!()
    };
    assert_ne!(member.id, first.member.id);
    assert_eq!(
        (member.role, member.access),
        (Role::Viewer, NumberAccess::Specific { numbers: [two].into(), groups: [].into() })
    );
    assert!(enter::by_token(desk.db(), &old, "").await.unwrap().is_none());
    let again = desk.team.house.viewpoint("vera.kim@guest.example").await.unwrap();
    let see = again.may::<actions::SeeNumbers>().unwrap();
    assert!(Number::find(desk.db(), &see, one).await.unwrap().is_none());
    assert!(Number::find(desk.db(), &see, two).await.unwrap().is_some());
}

#[both_engines]
async fn who_came_in_otherwise_stays_what_they_are(kind: Kind) {
    let desk = Desk::new(kind).await;
    desk.invited(&guest("Vera Kim", Role::Admin)).await;
    let email = Email::read("vera.kim@guest.example").unwrap();
    let hash = Passwords::at_once(1).hash(PASSWORD.into()).await.unwrap();
    let enrolment = Enrolment {
        email,
        name: "Vera".into(),
        role: Role::Viewer,
        access: NumberAccess::All,
        password_hash: Some(hash),
    };
    let (member, _) = enrol(desk.db(), &desk.team.house.operator, enrolment).await.unwrap();
    let accepted = desk.accept(&desk.token()).await.unwrap();
    assert_eq!((accepted.member.id, accepted.member.role), (member, Role::Viewer));
    assert_eq!((desk.count(MEMBERS).await, desk.names(Which::Pending).await.len()), (2, 0));
}

#[both_engines]
async fn a_removal_and_a_new_invitation_at_once_end_in_one_of_the_two_orders(kind: Kind) {
    let desk = Desk::new(kind).await;
    for round in 0..5 {
        let name = format!("Guest {round}");
        desk.invited(&guest(&name, Role::Admin)).await;
        let first = desk.accept(&desk.token()).await.unwrap();
        let owner = desk.owner();
        let draft = guest(&name, Role::Viewer);
        let (removed, invited) = tokio::join!(desk.team.remove(&owner, first.member.id), desk.invite(&owner, &draft));
        removed.unwrap();
        let now = desk.team.house.viewpoint(&draft.email).await;
        match invited {
            Err(Error::AlreadyMember(id)) => assert!(id == first.member.id && now.is_none()),
            Ok(invitations::Outcome::Added(member)) => {
                assert_eq!((now.unwrap().role(), member.role), (Role::Viewer, Role::Viewer), "never what they were");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[both_engines]
async fn a_link_is_found_by_its_own_token_only(kind: Kind) {
    let desk = Desk::new(kind).await;
    let invitation = desk.invited(&Draft { email: "vera@guest.example".into(), ..guest("Vera", Role::Viewer) }).await;
    for token in ["", "x", &invitation.id.to_string(), &desk.token()[1..]] {
        assert!(find_link(desk.db(), &digest(token)).await.unwrap().is_none(), "{token}");
    }
    assert_eq!(invitation.status, Status::Pending);
}
