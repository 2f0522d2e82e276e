//! Log in as: who may start it, changes, its end, and the teammate's digest.

use crewline_core::access::{LogInAsMode, Refusal, Role, Rule, Thing, Viewpoint, actions, enter};
use crewline_core::accounts::sessions::{self, Device};
use crewline_core::accounts::{Passwords, change_password, find_signed_in, set_password};
use crewline_core::db::Kind;
use crewline_core::db::testing::START;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::live::Change;
use crewline_core::log_in_as::{
    DIGESTS, Digest, WriteDigests, allow_changes, end, find_reader, list_periods, set_wants_digests, start,
    stop_digests, wants_digests,
};
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::members::Draft;
use crewline_core::secret::digest;
use crewline_core::testing::{PASSWORD, session};
use crewline_core::{Error, audit, both_engines};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, Mutex};

use crate::team_fixture::{TeamFixture, field_sentence, role};

async fn begin(team: &TeamFixture, who: &Viewpoint, whom: &Viewpoint, reason: &str) -> Result<SecretString, Error> {
    let held = team.hold(who, whom.member()).await?;
    start(team.db(), &held, reason, &Device::default()).await.map(|started| started.token)
}

/// The viewpoint that a token opens, with a new own session of its person.
async fn enter(team: &TeamFixture, who: &Viewpoint, token: &SecretString) -> Option<Viewpoint> {
    let own = digest(session(team.db(), who.email()).await.expose_secret());
    enter::logged_in_as(team.db(), &digest(token.expose_secret()), &own, &team.business.slug, "192.0.2.7")
        .await
        .unwrap()
}

/// Runs the digest jobs that are due; returns their digests.
async fn write_digests(team: &TeamFixture) -> Vec<Digest> {
    let digests = Arc::new(Mutex::new(Vec::new()));
    let shared = digests.clone();
    let composer = EmailComposer::new(&team.seal, move |digest: &Digest| {
        shared.lock().unwrap().push(digest.clone());
        let unsubscribe = Some(digest.unsubscribe.clone());
        let (subject, text, html) = ("Hello".into(), "Hello".into(), "Hello".into());
        Ok(OutgoingEmail { subject, text, html, unsubscribe, ..OutgoingEmail::default() })
    });
    let work = WriteDigests { db: team.db().clone(), seal: team.seal.clone(), composer };
    let attempts = Worker::new(team.db(), Registry::new().kind(DIGESTS, work), || 0).run_due().await.unwrap();
    assert_eq!((attempts.repeated, attempts.failed), (0, 0));
    std::mem::take(&mut *digests.lock().unwrap())
}

#[both_engines]
async fn admins_and_owners_log_in_as_members_below_them(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = team.business.owner.clone();
    let admin = team.business.person("Adam Reyes", Role::Admin).await;
    for actor in [&owner, &admin] {
        for &is in Role::ALL {
            let other = team.business.person(&format!("{is} for {}", actor.role()), is).await;
            let answer = begin(&team, actor, &other, "to see").await;
            let about = format!("{} as {is}", actor.role());
            if (actor.role() as u8) < (is as u8) {
                let view = enter(&team, actor, &answer.unwrap()).await.unwrap();
                assert_eq!(
                    (view.member(), view.role(), view.actor().member),
                    (other.member(), is, actor.member()),
                    "{about}"
                );
            } else {
                assert!(matches!(answer, Err(Error::Rule(Rule::LogInAs))), "{about}: {answer:?}");
            }
        }
        assert!(matches!(begin(&team, actor, actor, "to see").await, Err(Error::Rule(Rule::LogInAs))));
    }
    for is in [Role::Manager, Role::Viewer] {
        let person = team.business.person(&format!("Mere {is}"), is).await;
        assert_eq!(person.may::<actions::LogInAs>().err(), Some(Refusal::Forbidden));
    }
}

#[both_engines]
async fn log_in_as_needs_a_reason_and_is_logged(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (owner, max) = (team.business.owner.clone(), team.business.person("Max Rivera", Role::Manager).await);
    for reason in ["", "  ", "a\u{202e}b", &"x".repeat(201)] {
        field_sentence(begin(&team, &owner, &max, reason).await.map(|_| ()), "reason");
    }
    assert_eq!(team.count("select count(*) from impersonations").await, 0);
    let token = begin(&team, &owner, &max, &"x".repeat(200)).await.unwrap();
    let view = enter(&team, &owner, &token).await.unwrap();
    allow_changes(team.db(), &view.may().unwrap()).await.unwrap();
    allow_changes(team.db(), &view.may().unwrap()).await.unwrap();
    assert!(end(team.db(), &view.may().unwrap()).await.unwrap());
    assert!(!end(team.db(), &view.may().unwrap()).await.unwrap(), "once");
    let admin = team.business.person("Adam Reyes", Role::Admin).await;
    let page = audit::list(team.db(), &admin.may().unwrap(), &Default::default(), None, 4).await.unwrap();
    let named: Vec<_> = page.entries[1..]
        .iter()
        .map(|entry| {
            (entry.action.as_str(), entry.actor_name.as_str(), entry.as_name.as_deref(), entry.subject_name.as_str())
        })
        .collect();
    assert_eq!(
        named,
        [
            ("log_in_as.ended", "Olga Marsh", Some("Max Rivera"), "Max Rivera"),
            ("log_in_as.changes_allowed", "Olga Marsh", Some("Max Rivera"), "Max Rivera"),
            ("log_in_as.started", "Olga Marsh", None, "Max Rivera"),
        ]
    );
    assert!(audit::verify(team.db(), &team.business.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn log_in_as_is_read_only_until_changes_are_allowed_and_never_nests(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = team.business.owner.clone();
    let adam = team.business.person("Adam Reyes", Role::Admin).await;
    let max = team.business.person("Max Rivera", Role::Manager).await;
    let token = begin(&team, &owner, &adam, "to help").await.unwrap();
    let view = enter(&team, &owner, &token).await.unwrap();
    assert_eq!(view.may::<actions::EditMembers>().err(), Some(Refusal::ReadOnly));
    allow_changes(team.db(), &view.may().unwrap()).await.unwrap();
    let view = enter(&team, &owner, &token).await.unwrap();
    assert_eq!(view.impersonation().unwrap().mode, LogInAsMode::WithChanges);
    team.edit(&view, max.member(), &Draft { name: Some("Max".into()), ..Draft::default() }).await.unwrap();
    let raised = team.edit(&view, max.member(), &role(Role::Admin)).await;
    assert!(matches!(raised, Err(Error::Rule(Rule::Grant))), "an Admin's rank, not an Owner's: {raised:?}");
    for refused in [
        view.may::<actions::LogInAs>().err(),
        view.may::<actions::Leave>().err(),
        view.may::<actions::TakeOwnership>().err(),
        view.may::<actions::ManageTokens>().err(),
        view.may::<actions::ManageSessions>().err(),
        view.may::<actions::ChangePassword>().err(),
        view.may::<actions::ChangeBilling>().err(),
    ] {
        assert_eq!(refused, Some(Refusal::WhileLoggedInAs));
    }
    let nobody = allow_changes(team.db(), &owner.may().unwrap()).await;
    assert!(
        matches!(nobody, Err(Error::Refused(Refusal::NotFound))),
        "without Log in as there is nothing to allow: {nobody:?}"
    );
}

#[both_engines]
async fn log_in_as_ends_when_either_member_changes(kind: Kind) {
    for whose in 0..4 {
        let team = TeamFixture::new(kind).await;
        let (owner, otto) = (team.business.owner.clone(), team.business.person("Otto Berg", Role::Owner).await);
        let adam = team.business.person("Adam Reyes", Role::Admin).await;
        let max = team.business.person("Max Rivera", Role::Manager).await;
        let vera = team.business.person("Vera Kim", Role::Viewer).await;
        let token = begin(&team, &owner, &adam, "to help").await.unwrap();
        let view = enter(&team, &owner, &token).await.unwrap();
        allow_changes(team.db(), &view.may().unwrap()).await.unwrap();
        let view = enter(&team, &owner, &token).await.unwrap();
        let mut watching = team.bus.watch(&view.may::<actions::SeeCalls>().unwrap());
        let other = match whose {
            0 => team.edit(&otto, adam.member(), &role(Role::Manager)).await.map(|edited| edited.after.id),
            1 => team.edit(&otto, owner.member(), &role(Role::Admin)).await.map(|edited| edited.after.id),
            2 => team.remove(&otto, adam.member()).await.map(|_| adam.member()),
            _ => team.remove(&otto, owner.member()).await.map(|_| owner.member()),
        };
        assert_eq!(watching.next().await, Change::Member(other.unwrap()), "the watcher is notified");
        assert!(enter(&team, &owner, &token).await.is_none(), "{whose}");
        let late = team.edit(&view, max.member(), &Draft { name: Some("Late".into()), ..Draft::default() }).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{whose}: {late:?}");
        let late = allow_changes(team.db(), &view.may().unwrap()).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{whose}: {late:?}");
        assert_eq!(team.count("select count(*) from sessions where impersonation_id is not null").await, 0);
        drop(vera);
    }
}

#[both_engines]
async fn log_in_as_ends_with_the_own_session(kind: Kind) {
    for way in ["signed out", "one ended", "all others ended", "another password", "another password by the operator"] {
        let team = TeamFixture::new(kind).await;
        let (db, owner, passwords) = (team.db(), team.business.owner.clone(), Passwords::with_limit(2));
        let max = team.business.person("Max Rivera", Role::Manager).await;
        let own = digest(session(db, owner.email()).await.expose_secret());
        let token = begin(&team, &owner, &max, "to help").await.unwrap();
        let view = enter(&team, &owner, &token).await.unwrap();
        match way {
            "signed out" => sessions::close(db, &own, "192.0.2.9").await.unwrap(),
            "one ended" => {
                let id = find_signed_in(db, &own).await.unwrap().unwrap().session;
                let held = sessions::Session::hold(db, owner.may().unwrap(), id).await.unwrap();
                sessions::end(db, &held).await.unwrap();
            }
            "all others ended" => {
                assert_eq!(sessions::end_others(db, &owner.may().unwrap()).await.unwrap(), 2, "of one's own")
            }
            "another password" => {
                let new = "violet harbour engine".into();
                assert_eq!(
                    change_password(
                        db,
                        &passwords,
                        &owner.may().unwrap(),
                        PASSWORD.into(),
                        new,
                        &EmailComposer::disabled()
                    )
                    .await
                    .unwrap(),
                    2
                );
            }
            _ => set_password(db, &passwords, owner.user(), "violet harbour engine".into(), &EmailComposer::disabled())
                .await
                .unwrap(),
        }
        let periods = list_periods(db, &max.may().unwrap()).await.unwrap();
        assert_eq!(periods[0].ended_at, Some(START), "{way}: the teammate sees the end");
        assert!(enter(&team, &owner, &token).await.is_none(), "{way}: a new session does not revive it");
        let late = allow_changes(db, &view.may().unwrap()).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{way}: {late:?}");
        assert_eq!(team.count("select count(*) from sessions where impersonation_id is not null").await, 0, "{way}");
        let adam = team.business.person("Adam Reyes", Role::Admin).await;
        let page = audit::list(db, &adam.may().unwrap(), &Default::default(), None, 20).await.unwrap();
        let mut entries = page.entries.iter().filter(|entry| entry.action == "log_in_as.ended");
        let entry = entries.next().unwrap_or_else(|| panic!("{way}: no entry"));
        assert_eq!(
            (entry.actor_name.as_str(), entry.as_name.as_deref(), entry.subject_name.as_str()),
            ("Olga Marsh", Some("Max Rivera"), "Max Rivera")
        );
        assert!(entries.next().is_none(), "{way}: once");
        assert!(audit::verify(db, &team.business.operator).await.unwrap().is_ok());
    }
}

#[both_engines]
async fn another_persons_ended_session_does_not_end_log_in_as(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (owner, max) = (team.business.owner.clone(), team.business.person("Max Rivera", Role::Manager).await);
    let token = begin(&team, &owner, &max, "to see").await.unwrap();
    let theirs = digest(session(team.db(), max.email()).await.expose_secret());
    sessions::close(team.db(), &theirs, "").await.unwrap();
    sessions::end_others(team.db(), &max.may().unwrap()).await.unwrap();
    assert!(enter(&team, &owner, &token).await.is_some());
    assert_eq!(list_periods(team.db(), &max.may().unwrap()).await.unwrap()[0].ended_at, None);
}

#[both_engines]
async fn a_name_change_does_not_end_log_in_as(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (owner, max) = (team.business.owner.clone(), team.business.person("Max Rivera", Role::Manager).await);
    let token = begin(&team, &owner, &max, "to see").await.unwrap();
    team.edit(&owner, max.member(), &Draft { name: Some("Max".into()), ..Draft::default() }).await.unwrap();
    assert_eq!(enter(&team, &owner, &token).await.unwrap().name(), "Max");
}

#[both_engines]
async fn the_teammate_can_not_end_log_in_as(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (owner, max) = (team.business.owner.clone(), team.business.person("Max Rivera", Role::Manager).await);
    let token = begin(&team, &owner, &max, "to see").await.unwrap();
    assert!(!end(team.db(), &max.may().unwrap()).await.unwrap());
    assert!(enter(&team, &owner, &token).await.is_some());
    let periods = list_periods(team.db(), &max.may().unwrap()).await.unwrap();
    let period = &periods[0];
    assert_eq!(
        (periods.len(), period.by.as_str(), period.reason.as_str(), period.with_changes, period.ended_at),
        (1, "Olga Marsh", "to see", false, None)
    );
    assert!(list_periods(team.db(), &owner.may().unwrap()).await.unwrap().is_empty(), "nobody was logged in as Olga");
}

#[both_engines]
async fn the_teammate_gets_one_digest_each_morning(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    // Noon in London; seven in the morning in New York, where the business is.
    let (owner, max) = (team.business.owner.clone(), team.business.person("Max Rivera", Role::Manager).await);
    begin(&team, &owner, &max, "first").await.unwrap();
    assert!(write_digests(&team).await.is_empty(), "it is not morning there yet");
    team.db().clock().advance_seconds(3_600);
    begin(&team, &owner, &max, "second").await.unwrap();
    let digests = write_digests(&team).await;
    assert_eq!(digests.len(), 1);
    assert_eq!(
        (digests[0].business.as_str(), digests[0].name.as_str(), digests[0].time_zone.as_str()),
        ("Northline", "Max Rivera", "America/New_York")
    );
    assert_eq!(
        digests[0].periods.iter().map(|each| each.reason.as_str()).collect::<Vec<_>>(),
        ["first"],
        "the second is tomorrow's"
    );
    assert!(write_digests(&team).await.is_empty(), "once");
    team.db().clock().advance_seconds(86_400);
    let (one, two) = tokio::join!(write_digests(&team), write_digests(&team));
    assert_eq!(one.len() + two.len(), 1, "two processes at once");
    assert_eq!(team.letters().await, vec![("log_in_as_digest".to_owned(), max.email().to_owned()); 2]);
    assert_eq!(team.count("select count(*) from impersonations where told_at is null").await, 0);
    assert_eq!(team.db().now(), START.plus_seconds(90_000));
}

#[both_engines]
async fn an_unsubscribed_member_gets_no_digest(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (owner, max) = (team.business.owner.clone(), team.business.person("Max Rivera", Role::Manager).await);
    begin(&team, &owner, &max, "to see").await.unwrap();
    team.db().clock().advance_seconds(86_400);
    let link = write_digests(&team).await.remove(0).unsubscribe;
    let reader = find_reader(team.db(), &team.seal, &link).await.unwrap().unwrap();
    assert_eq!((reader.email.as_str(), reader.wants), (max.email(), true));
    for forged in ["", "x", "é", &link[1..], &format!("{link}A"), &"A".repeat(5_000)] {
        assert!(find_reader(team.db(), &team.seal, forged).await.unwrap().is_none(), "{forged}");
        assert!(!stop_digests(team.db(), &team.seal, forged).await.unwrap(), "{forged}");
    }
    assert!(wants_digests(team.db(), &max.may().unwrap()).await.unwrap());
    assert!(stop_digests(team.db(), &team.seal, &link).await.unwrap());
    assert!(!wants_digests(team.db(), &max.may().unwrap()).await.unwrap());
    assert!(wants_digests(team.db(), &owner.may().unwrap()).await.unwrap(), "only their own");
    begin(&team, &owner, &max, "again").await.unwrap();
    team.db().clock().advance_seconds(86_400);
    assert!(write_digests(&team).await.is_empty());
    set_wants_digests(team.db(), &max.may().unwrap(), true).await.unwrap();
    assert!(write_digests(&team).await.is_empty(), "skipped periods are not mailed later");
    begin(&team, &owner, &max, "once more").await.unwrap();
    team.db().clock().advance_seconds(86_400);
    assert_eq!(write_digests(&team).await.len(), 1);
}
