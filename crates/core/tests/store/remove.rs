//! Removing a member, and leaving: what is revoked, what stays, and concurrency.

use crewline_core::access::{Refusal, Role, Rule, actions, enter};
use crewline_core::accounts::Email;
use crewline_core::accounts::sessions::Device;
use crewline_core::db::Kind;
use crewline_core::live::Change;
use crewline_core::log_in_as;
use crewline_core::mail::EmailComposer;
use crewline_core::members::{self, NewMember, NumberAccess, add_by_operator, leave, remove_many};
use crewline_core::secret::digest;
use crewline_core::testing::session;
use crewline_core::{Error, audit, both_engines};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::team_fixture::{TeamFixture, role};

fn new_member(name: &str, email: &str, role: Role) -> NewMember {
    let email = Email::read(email).unwrap();
    NewMember { email, name: name.into(), role, access: NumberAccess::All, password_hash: None }
}

#[both_engines]
async fn owners_and_admins_remove_members_below_their_own_role(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let admin = team.business.person("Adam Reyes", Role::Admin).await;
    for actor in [&admin, &team.business.owner] {
        for &is in Role::ALL {
            let member = team.business.person(&format!("{is} of {}", actor.role()), is).await.member();
            let answer = team.remove(actor, member).await;
            if actor.role() == Role::Owner || matches!(is, Role::Manager | Role::Viewer) {
                answer.unwrap();
                assert!(team.hold::<actions::SeeUsers>(&team.business.owner, member).await.is_err());
            } else {
                assert!(matches!(answer, Err(Error::Rule(Rule::Rank))), "{} removes {is}: {answer:?}", actor.role());
            }
        }
        let oneself = team.remove(actor, actor.member()).await;
        assert!(matches!(oneself, Err(Error::Rule(Rule::OwnMembership))), "{oneself:?}");
    }
}

#[both_engines]
async fn a_removal_revokes_what_belongs_to_the_membership_only(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, owner) = (team.db(), &team.business.owner);
    let (other, neighbour) = team.business.neighbour().await;
    let adam = team.business.person("Adam Reyes", Role::Admin).await;
    let max = team.business.person("Max Rivera", Role::Manager).await;
    add_by_operator(db, &other, new_member("Adam", adam.email(), Role::Manager)).await.unwrap();
    let browser = digest(session(db, adam.email()).await.expose_secret());
    let token = digest(crewline_core::testing::api_token(db, &adam.may().unwrap(), "x").await.unwrap().expose_secret());
    team.invitation(&adam, "ivy@example.com", Role::Viewer).await;
    team.invitation(owner, "ben@example.com", Role::Viewer).await;
    let device = Device::default();
    let olgas = digest(session(db, owner.email()).await.expose_secret());
    let on_adam =
        log_in_as::start(db, &team.hold(owner, adam.member()).await.unwrap(), "to see", &device).await.unwrap();
    let on_max = log_in_as::start(db, &team.hold(&adam, max.member()).await.unwrap(), "to see", &device).await.unwrap();
    let (on_adam, on_max) = (digest(on_adam.token.expose_secret()), digest(on_max.token.expose_secret()));
    let slug = &team.business.slug;
    let as_adam = enter::logged_in_as(db, &on_adam, &olgas, slug, "").await.unwrap().unwrap();
    assert!(enter::logged_in_as(db, &on_max, &browser, slug, "").await.unwrap().is_some());
    let streams = [
        team.bus.watch(&adam.may::<actions::SeeCalls>().unwrap()),
        team.bus.watch(&as_adam.may::<actions::SeeCalls>().unwrap()),
    ];
    let mut watching = team.bus.watch(&owner.may::<actions::SeeCalls>().unwrap());
    let sessions = team.count("select count(*) from sessions s join users u on u.id = s.user_id where u.email like 'adam%' and impersonation_id is null").await;

    let held = team.hold(owner, adam.member()).await.unwrap();
    assert_eq!(team.bus.streams(adam.member()), 2);
    let revoked = members::remove(db, &held, &team.composer()).await.unwrap();
    assert_eq!(
        revoked,
        members::Revoked { sessions: sessions.unsigned_abs(), tokens: 1, invitations: 1, impersonations: 2 }
    );
    assert_eq!(watching.next().await, Change::Member(adam.member()));
    drop(streams);
    assert_eq!(team.bus.streams(adam.member()), 0);
    assert!(enter::by_session(db, &browser, slug, "").await.unwrap().is_none());
    assert!(enter::by_token(db, &token, "").await.unwrap().is_none());
    assert!(enter::logged_in_as(db, &on_adam, &olgas, slug, "").await.unwrap().is_none());
    assert!(enter::logged_in_as(db, &on_max, &browser, slug, "").await.unwrap().is_none());
    assert_eq!(team.count("select count(*) from sessions where impersonation_id is not null").await, 0);
    assert_eq!(team.pending_emails().await, ["ben@example.com"]);
    let elsewhere = enter::by_session(db, &browser, neighbour.slug(), "").await.unwrap().unwrap();
    assert_eq!(elsewhere.role(), Role::Manager, "the other business is untouched");
    assert_eq!(team.letters().await, [("member_removed".into(), adam.email().to_owned())]);
    let (action, _, before, after) = team.entries(1).await.remove(0);
    assert_eq!(action, "member.removed");
    assert_eq!(before, json!({"name": "Adam Reyes", "role": "admin", "number_access": {"kind": "all"}}));
    assert_eq!(after["ended"]["impersonations"], 2);
    assert!(audit::verify(db, &team.business.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn a_returning_member_starts_without_old_access(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let one = team.business.number("One", "+12125550101").await;
    let vera = team.business.viewer("Vera Kim", &[one], &[]).await;
    let token =
        digest(crewline_core::testing::api_token(team.db(), &vera.may().unwrap(), "x").await.unwrap().expose_secret());
    team.remove(&team.business.owner, vera.member()).await.unwrap();
    let nothing = NumberAccess::Specific { numbers: [].into(), groups: [].into() };
    let again = NewMember { access: nothing.clone(), ..new_member("Vera", vera.email(), Role::Viewer) };
    let (member, user) = add_by_operator(team.db(), &team.business.operator, again).await.unwrap();
    assert_eq!(user, vera.user());
    assert_ne!(member, vera.member());
    assert_eq!(team.hold::<actions::SeeUsers>(&team.business.owner, member).await.unwrap().access, nothing);
    assert!(enter::by_token(team.db(), &token, "").await.unwrap().is_none());
    let twice = team.remove(&team.business.owner, vera.member()).await;
    assert!(matches!(twice, Err(Error::Refused(Refusal::NotFound))), "{twice:?}");
}

#[both_engines]
async fn concurrent_removal_and_return_leave_one_membership_or_none(kind: Kind) {
    for _ in 0..6 {
        let team = TeamFixture::new(kind).await;
        let one = team.business.number("One", "+12125550101").await;
        let vera = team.business.viewer("Vera Kim", &[one], &[]).await;
        let again = new_member("Vera Kim", vera.email(), Role::Manager);
        let (removed, back) = tokio::join!(
            team.remove(&team.business.owner, vera.member()),
            add_by_operator(team.db(), &team.business.operator, again),
        );
        removed.unwrap();
        let roles: Vec<Role> =
            team.roles().await.into_iter().filter(|(name, _)| name == "Vera Kim").map(|(_, role)| role).collect();
        match back {
            Ok(_) => assert_eq!(roles, [Role::Manager], "the new role alone"),
            Err(error) => assert!(
                matches!(error, Error::Conflict { code: "already_member", .. }) && roles.is_empty(),
                "{error:?} {roles:?}"
            ),
        }
        assert_eq!(team.count("select count(*) from number_grants").await, 0);
    }
}

#[both_engines]
async fn a_removed_admins_concurrent_action_is_done_before_or_not_at_all(kind: Kind) {
    for _ in 0..6 {
        let team = TeamFixture::new(kind).await;
        let max = team.business.person("Max Rivera", Role::Manager).await;
        let adam = team.business.person("Adam Reyes", Role::Admin).await;
        let viewer = role(Role::Viewer);
        let (removed, edited) =
            tokio::join!(team.remove(&team.business.owner, adam.member()), team.edit(&adam, max.member(), &viewer),);
        removed.unwrap();
        let newest = team.entries(1).await.remove(0);
        assert_eq!(newest.0, "member.removed", "{edited:?}");
        assert!(edited.is_ok() || matches!(edited, Err(Error::Refused(Refusal::NotFound))), "{edited:?}");
    }
}

#[both_engines]
async fn a_member_leaves_unless_they_are_the_last_owner(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let max = team.business.person("Max Rivera", Role::Manager).await;
    let revoked = leave(team.db(), &max.may().unwrap()).await.unwrap();
    assert!(revoked.sessions > 0);
    assert_eq!(team.entries(1).await[0].0, "member.left");
    assert!(team.business.viewpoint(max.email()).await.is_none());
    let last = leave(team.db(), &team.business.owner.may().unwrap()).await;
    assert!(matches!(last, Err(Error::Rule(Rule::LastOwner))), "{last:?}");
    let otto = team.business.person("Otto Berg", Role::Owner).await;
    let mays = (team.business.owner.may().unwrap(), otto.may().unwrap());
    let (one, two) = tokio::join!(leave(team.db(), &mays.0), leave(team.db(), &mays.1));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    assert_eq!(team.roles().await.len(), 1);
}

#[both_engines]
async fn two_owners_who_remove_each_other_leave_one_owner(kind: Kind) {
    for _ in 0..6 {
        let team = TeamFixture::new(kind).await;
        let (olga, otto) = (team.business.owner.clone(), team.business.person("Otto Berg", Role::Owner).await);
        let (one, two) = tokio::join!(team.remove(&olga, otto.member()), team.remove(&otto, olga.member()));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
        assert_eq!(team.roles().await.iter().filter(|(_, role)| *role == Role::Owner).count(), 1);
    }
}

#[both_engines]
async fn a_bulk_removal_answers_each_member(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let adam = team.business.person("Adam Reyes", Role::Admin).await;
    let (max, vera) =
        (team.business.person("Max Rivera", Role::Manager).await, team.business.person("Vera Kim", Role::Viewer).await);
    let ids = [max.member(), team.business.owner.member(), vera.member(), vera.member()];
    let answers = remove_many(team.db(), &adam.may().unwrap(), &ids, &EmailComposer::disabled()).await;
    let succeeded: Vec<bool> = answers.iter().map(|(_, answer)| answer.is_ok()).collect();
    assert_eq!(succeeded, [true, false, true, false]);
    assert_eq!(team.roles().await.len(), 2);
}
