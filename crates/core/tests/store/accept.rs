//! Accepting an invitation: the checks, repeated and concurrent use.

use crewline_core::access::{AccessKind, Role, Thing, actions, enter};
use crewline_core::accounts::{Email, Passwords, sessions, set_password, sign_in};
use crewline_core::db::Kind;
use crewline_core::invitations::{self, Draft, LinkState, Status, StatusFilter, accept_signed_in, find_link};
use crewline_core::mail::EmailComposer;
use crewline_core::members::{NewMember, NumberAccess, add_by_operator};
use crewline_core::numbers::{Number, groups, release};
use crewline_core::secret::digest;
use crewline_core::testing::PASSWORD;
use crewline_core::{Error, both_engines};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::invitation_fixture::{InvitationFixture, dead_link_sentence, draft_for, invitation_of, viewer};
use crate::team_fixture::field_sentence;

pub(crate) const ACTIVE_MEMBERS: &str = "select count(*) from members where status = 'active'";

#[both_engines]
async fn a_new_person_joins_with_a_chosen_password(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (one, two) = (
        fixture.team.business.number("One", "+12125550101").await,
        fixture.team.business.number("Two", "+12125550102").await,
    );
    let client = fixture.team.business.group("Client A", &[two]).await;
    let invitation = fixture.invite_as_owner(&viewer("Vera Kim", &[one], &[client])).await;
    let token = fixture.token();
    field_sentence(fixture.accept_with(&token, None, "password12").await, "password");
    field_sentence(fixture.accept_with(&token, Some("V\u{202e}"), PASSWORD).await, "name");
    let accepted = fixture.accept_with(&token, Some("Vera Kim-Park"), PASSWORD).await.unwrap();
    assert_eq!((accepted.slug.as_str(), accepted.business_name.as_str()), ("northline", "Northline"));
    let member = fixture.member(&accepted).await;
    assert_eq!((member.role, &member), (Role::Viewer, &accepted.member));
    assert_eq!(member.access, NumberAccess::Specific { numbers: [one].into(), groups: [client].into() });
    let view = fixture.team.business.viewpoint("vera.kim@guest.example").await.unwrap();
    assert_eq!(
        (view.member(), view.access_kind(), view.user_name(), view.name()),
        (member.id, AccessKind::Granted, "Vera Kim-Park", "Vera Kim-Park")
    );
    let email = Email::read("vera.kim@guest.example").unwrap();
    assert!(
        sign_in(
            fixture.db(),
            &Passwords::with_limit(1),
            &email,
            PASSWORD.into(),
            &Default::default(),
            &EmailComposer::disabled()
        )
        .await
        .unwrap()
        .is_some()
    );
    assert_eq!(fixture.names(StatusFilter::Accepted).await, ["Vera Kim"]);
    let (action, actor, before, after) = fixture.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("invitation.accepted", "Vera Kim-Park"));
    assert_eq!((&before["invitation_id"], &before["invited_by"]), (&json!(invitation.id), &json!("Olga Marsh")));
    assert_eq!(
        (&after["role"], &after["number_access"]),
        (&json!("viewer"), &json!({"kind": "specific", "number_ids": [one], "group_ids": [client]}))
    );
    assert!(dead_link_sentence(fixture.accept(&token).await).contains("accepted already"));
    assert_eq!(fixture.find_link(&token).await.unwrap().state, LinkState::Used);
}

#[both_engines]
async fn joining_by_password_signs_in_with_that_password_only(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (_, nora) = fixture.team.business.neighbour().await;
    fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    let ours = fixture.token();
    invitation_of(fixture.invite(&nora, &draft_for("Vera Kim", Role::Viewer)).await.unwrap());
    let accepted = fixture.accept(&fixture.token()).await.unwrap();
    let (proof, device) = (accepted.password_proof.unwrap(), Default::default());
    assert!(
        sessions::open_with_password_proof(fixture.db(), &proof, &device, &EmailComposer::disabled())
            .await
            .unwrap()
            .is_some()
    );
    set_password(
        fixture.db(),
        &Passwords::with_limit(1),
        proof.user,
        "violet harbour engine".into(),
        &EmailComposer::disabled(),
    )
    .await
    .unwrap();
    assert!(
        sessions::open_with_password_proof(fixture.db(), &proof, &device, &EmailComposer::disabled())
            .await
            .unwrap()
            .is_none()
    );
    field_sentence(fixture.accept_with(&ours, None, PASSWORD).await, "password");
    let link = fixture.find_link(&ours).await.unwrap();
    let person = fixture.person("vera.kim@guest.example").await;
    assert!(
        accept_signed_in(fixture.db(), &link, &person, "").await.unwrap().password_proof.is_none(),
        "a signed-in person keeps their session"
    );
}

#[both_engines]
async fn a_token_accepted_twice_concurrently_adds_one_member(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    let token = fixture.token();
    let (one, two) = tokio::join!(fixture.accept(&token), fixture.accept(&token));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let refused = if one.is_ok() { two } else { one };
    assert!(matches!(refused, Err(Error::DeadLink(_))), "{refused:?}");
    assert_eq!((fixture.count(ACTIVE_MEMBERS).await, fixture.count("select count(*) from users").await), (2, 2));
}

#[both_engines]
async fn accepting_works_even_if_the_plan_shrank(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(2)).await;
    fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    // Two of two seats are used, and more members come by the command line.
    fixture.team.business.person("Max Moor", Role::Viewer).await;
    fixture.accept(&fixture.token()).await.unwrap();
    assert_eq!(fixture.count(ACTIVE_MEMBERS).await, 3);
}

#[both_engines]
async fn an_invitation_never_joins_another_account(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (_, nora) = fixture.team.business.neighbour().await;
    fixture.invite_as_owner(&draft_for("Vera Kim", Role::Admin)).await;
    let link = fixture.find_link(&fixture.token()).await.unwrap();
    let person = fixture.person(nora.email()).await;
    let refused = accept_signed_in(fixture.db(), &link, &person, "").await.unwrap_err();
    let Error::Conflict { code: "another_account", sentence } = refused else { panic!("{refused:?}") };
    assert!(sentence.contains("vera.kim@guest.example") && sentence.contains("nora@neighbour.example"), "{sentence}");
    assert_eq!(
        (fixture.count(ACTIVE_MEMBERS).await, fixture.find_link(&fixture.token()).await.unwrap().state),
        (2, LinkState::Live)
    );
}

#[both_engines]
async fn an_account_created_meanwhile_joins_by_signing_in(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (_, nora) = fixture.team.business.neighbour().await;
    fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    let ours = fixture.token();
    let stale = fixture.find_link(&ours).await.unwrap();
    invitation_of(
        fixture
            .invite(&nora, &Draft { name: "Vera Elsewhere".into(), ..draft_for("Vera Kim", Role::Viewer) })
            .await
            .unwrap(),
    );
    fixture.accept(&fixture.token()).await.unwrap();
    assert!(fixture.find_link(&ours).await.unwrap().has_account);
    field_sentence(fixture.accept_with(&ours, None, "some other password").await, "password");
    let passwords = Passwords::with_limit(1);
    let accepted =
        invitations::accept(fixture.db(), &passwords, &stale, Some("Other Name"), PASSWORD.into(), "").await.unwrap();
    assert_eq!((accepted.member.name.as_str(), accepted.member.role), ("Vera Kim", Role::Manager));
    let person = fixture.person("vera.kim@guest.example").await;
    assert_eq!((person.user, person.name.as_str()), (accepted.user, "Vera Elsewhere"), "the account is unchanged");
    assert_eq!(fixture.count("select count(*) from users where email_canonical = 'vera.kim@guest.example'").await, 1);
}

#[both_engines]
async fn a_signed_in_person_joins_with_their_account(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (_, nora) = fixture.team.business.neighbour().await;
    fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    let ours = fixture.token();
    invitation_of(fixture.invite(&nora, &draft_for("Vera Kim", Role::Viewer)).await.unwrap());
    fixture.accept(&fixture.token()).await.unwrap();
    let person = fixture.person("VERA.KIM@guest.example").await;
    let link = fixture.find_link(&ours).await.unwrap();
    let (one, two) = tokio::join!(
        accept_signed_in(fixture.db(), &link, &person, ""),
        accept_signed_in(fixture.db(), &link, &person, "")
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert!(fixture.team.business.viewpoint("vera.kim@guest.example").await.is_some());
}

#[both_engines]
async fn released_numbers_and_deleted_groups_are_no_longer_granted(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let business = &fixture.team.business;
    let (one, two) = (business.number("One", "+12125550101").await, business.number("Two", "+12125550102").await);
    let (client, other) = (business.group("Client A", &[]).await, business.group("Client B", &[one]).await);
    fixture.invite_as_owner(&viewer("Alone", &[one], &[])).await;
    let alone = fixture.token();
    fixture.invite_as_owner(&viewer("Both", &[one, two], &[client])).await;
    let both = fixture.token();
    fixture.invite_as_owner(&viewer("Groups", &[], &[client, other])).await;
    let groups_only = fixture.token();
    let held = Number::hold(fixture.db(), fixture.owner().may().unwrap(), one).await.unwrap();
    release(fixture.db(), &held).await.unwrap();
    let delete = async |id| {
        let held = groups::Group::hold(fixture.db(), fixture.owner().may().unwrap(), id).await.unwrap();
        groups::delete(fixture.db(), &held).await.unwrap();
    };
    delete(client).await;
    let left = NumberAccess::Specific { numbers: [two].into(), groups: [].into() };
    assert_eq!(fixture.find_link(&both).await.unwrap().access, left, "the page shows what is left");
    assert_eq!(fixture.accept(&both).await.unwrap().member.access, left);
    assert_eq!(fixture.find_link(&alone).await.unwrap().state, LinkState::NothingLeft);
    assert!(dead_link_sentence(fixture.accept(&alone).await).contains("Olga Marsh"));
    let stale = fixture.find_link(&groups_only).await.unwrap();
    assert_eq!(stale.state, LinkState::Live);
    delete(other).await;
    assert_eq!(fixture.find_link(&groups_only).await.unwrap().state, LinkState::NothingLeft);
    assert!(dead_link_sentence(fixture.accept(&groups_only).await).contains("Olga Marsh"));
    dead_link_sentence(
        invitations::accept(fixture.db(), &Passwords::with_limit(1), &stale, None, PASSWORD.into(), "").await,
    );
    let page = invitations::list(
        fixture.db(),
        &fixture.owner().may().unwrap(),
        &Default::default(),
        invitations::SortKey::Name.ascending(),
        None,
        9,
    )
    .await
    .unwrap();
    let resent = fixture.resend(&fixture.owner(), page.invitations[0].id).await;
    assert!(matches!(resent, Err(Error::Conflict { .. })), "{resent:?}");
    assert_eq!(
        fixture.count("select count(*) from members where sees = 'specific'").await,
        1,
        "nobody gets all numbers by it"
    );
}

#[both_engines]
async fn a_person_invited_again_has_no_old_access(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (one, two) = (
        fixture.team.business.number("One", "+12125550101").await,
        fixture.team.business.number("Two", "+12125550102").await,
    );
    let client = fixture.team.business.group("Client A", &[one]).await;
    fixture.invite_as_owner(&viewer("Vera Kim", &[one], &[client])).await;
    let first = fixture.accept(&fixture.token()).await.unwrap();
    let vera = fixture.team.business.viewpoint("vera.kim@guest.example").await.unwrap();
    let old = digest(
        crewline_core::testing::api_token(fixture.db(), &vera.may().unwrap(), "old").await.unwrap().expose_secret(),
    );
    fixture.team.remove(&fixture.owner(), first.member.id).await.unwrap();
    let invitations::Outcome::Added(member) =
        fixture.invite(&fixture.owner(), &viewer("Vera Kim", &[two], &[])).await.unwrap()
    else {
        panic!()
    };
    assert_ne!(member.id, first.member.id);
    assert_eq!(
        (member.role, member.access),
        (Role::Viewer, NumberAccess::Specific { numbers: [two].into(), groups: [].into() })
    );
    assert!(enter::by_token(fixture.db(), &old, "").await.unwrap().is_none());
    let again = fixture.team.business.viewpoint("vera.kim@guest.example").await.unwrap();
    let see = again.may::<actions::SeeNumbers>().unwrap();
    assert!(Number::find(fixture.db(), &see, one).await.unwrap().is_none());
    assert!(Number::find(fixture.db(), &see, two).await.unwrap().is_some());
}

#[both_engines]
async fn accepting_does_not_change_an_existing_member(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    fixture.invite_as_owner(&draft_for("Vera Kim", Role::Admin)).await;
    let email = Email::read("vera.kim@guest.example").unwrap();
    let hash = Passwords::with_limit(1).hash(PASSWORD.into()).await.unwrap();
    let new_member = NewMember {
        email,
        name: "Vera".into(),
        role: Role::Viewer,
        access: NumberAccess::All,
        password_hash: Some(hash),
    };
    let (member, _) = add_by_operator(fixture.db(), &fixture.team.business.operator, new_member).await.unwrap();
    let accepted = fixture.accept(&fixture.token()).await.unwrap();
    assert_eq!((accepted.member.id, accepted.member.role), (member, Role::Viewer));
    assert_eq!((fixture.count(ACTIVE_MEMBERS).await, fixture.names(StatusFilter::Pending).await.len()), (2, 0));
}

#[both_engines]
async fn a_concurrent_removal_and_invitation_are_serialised(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    for round in 0..5 {
        let name = format!("Guest {round}");
        fixture.invite_as_owner(&draft_for(&name, Role::Admin)).await;
        let first = fixture.accept(&fixture.token()).await.unwrap();
        let owner = fixture.owner();
        let draft = draft_for(&name, Role::Viewer);
        let (removed, invited) =
            tokio::join!(fixture.team.remove(&owner, first.member.id), fixture.invite(&owner, &draft));
        removed.unwrap();
        let now = fixture.team.business.viewpoint(&draft.email).await;
        match invited {
            Err(Error::AlreadyMember(id)) => assert!(id == first.member.id && now.is_none()),
            Ok(invitations::Outcome::Added(member)) => {
                assert_eq!((now.unwrap().role(), member.role), (Role::Viewer, Role::Viewer), "never the old role");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[both_engines]
async fn a_link_is_found_only_by_its_token(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let invitation =
        fixture.invite_as_owner(&Draft { email: "vera@guest.example".into(), ..draft_for("Vera", Role::Viewer) }).await;
    for token in ["", "x", &invitation.id.to_string(), &fixture.token()[1..]] {
        assert!(find_link(fixture.db(), &digest(token)).await.unwrap().is_none(), "{token}");
    }
    assert_eq!(invitation.status, Status::Pending);
}
