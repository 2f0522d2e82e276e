//! Log in as: who may begin it, its second step, its end, and what the teammate is told.

use crewline_core::access::{Mode, Refusal, Role, Rule, Thing, Viewpoint, actions, enter};
use crewline_core::db::Kind;
use crewline_core::db::testing::NOON;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::live::Change;
use crewline_core::log_in_as::{
    DIGESTS, Digest, WriteDigests, allow_changes, end, reader, start, stop_digests, uses, want_digests, wants_digests,
};
use crewline_core::mail::{EmailComposer, Letter};
use crewline_core::members::Draft;
use crewline_core::people::sessions::{self, Device};
use crewline_core::people::{Passwords, change_password, set_password, signed_in};
use crewline_core::secret::digest;
use crewline_core::testing::{PASSWORD, session};
use crewline_core::{Error, audit, both_engines};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, Mutex};

use crate::team::{Team, role, said};

async fn begin(team: &Team, who: &Viewpoint, whom: &Viewpoint, reason: &str) -> Result<SecretString, Error> {
    let held = team.hold(who, whom.member()).await?;
    start(team.db(), &held, reason, &Device::default()).await.map(|started| started.token)
}

/// What the token opens, beside a new session of its person's own.
async fn enter(team: &Team, who: &Viewpoint, token: &SecretString) -> Option<Viewpoint> {
    let own = digest(session(team.db(), who.email()).await.expose_secret());
    enter::logged_in_as(team.db(), &digest(token.expose_secret()), &own, &team.house.slug, "192.0.2.7").await.unwrap()
}

/// Runs the digests that are due; answers what they tell.
async fn told(team: &Team) -> Vec<Digest> {
    let digests = Arc::new(Mutex::new(Vec::new()));
    let kept = digests.clone();
    let composer = EmailComposer::new(&team.seal, move |digest: &Digest| {
        kept.lock().unwrap().push(digest.clone());
        let unsubscribe = Some(digest.unsubscribe.clone());
        Ok(Letter { subject: "Told".into(), text: "Told".into(), html: "Told".into(), unsubscribe })
    });
    let work = WriteDigests { db: team.db().clone(), seal: team.seal.clone(), composer };
    let tally = Worker::new(team.db(), Registry::new().kind(DIGESTS, work), || 0).run_due().await.unwrap();
    assert_eq!((tally.repeated, tally.failed), (0, 0));
    let digests = std::mem::take(&mut *digests.lock().unwrap());
    digests
}

#[both_engines]
async fn who_may_log_in_as_whom(kind: Kind) {
    let team = Team::new(kind).await;
    let owner = team.house.owner.clone();
    let admin = team.house.person("Adam Reyes", Role::Admin).await;
    for actor in [&owner, &admin] {
        for &is in Role::ALL {
            let other = team.house.person(&format!("{is} for {}", actor.role()), is).await;
            let answer = begin(&team, actor, &other, "to see").await;
            let about = format!("{} as {is}", actor.role());
            if (actor.role() as u8) < (is as u8) {
                let seen = enter(&team, actor, &answer.unwrap()).await.unwrap();
                assert_eq!(
                    (seen.member(), seen.role(), seen.actor().member),
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
        let person = team.house.person(&format!("Mere {is}"), is).await;
        assert_eq!(person.may::<actions::LogInAs>().err(), Some(Refusal::Forbidden));
    }
}

#[both_engines]
async fn it_takes_a_reason_and_the_log_names_both(kind: Kind) {
    let team = Team::new(kind).await;
    let (owner, max) = (team.house.owner.clone(), team.house.person("Max Rivera", Role::Manager).await);
    for reason in ["", "  ", "a\u{202e}b", &"x".repeat(201)] {
        said(begin(&team, &owner, &max, reason).await.map(|_| ()), "reason");
    }
    assert_eq!(team.count("select count(*) from impersonations").await, 0);
    let token = begin(&team, &owner, &max, &"x".repeat(200)).await.unwrap();
    let seen = enter(&team, &owner, &token).await.unwrap();
    allow_changes(team.db(), &seen.may().unwrap()).await.unwrap();
    allow_changes(team.db(), &seen.may().unwrap()).await.unwrap();
    assert!(end(team.db(), &seen.may().unwrap()).await.unwrap());
    assert!(!end(team.db(), &seen.may().unwrap()).await.unwrap(), "once");
    let admin = team.house.person("Adam Reyes", Role::Admin).await;
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
    assert!(audit::verify(team.db(), &team.house.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn it_looks_until_changes_are_allowed_and_never_nests(kind: Kind) {
    let team = Team::new(kind).await;
    let owner = team.house.owner.clone();
    let adam = team.house.person("Adam Reyes", Role::Admin).await;
    let max = team.house.person("Max Rivera", Role::Manager).await;
    let token = begin(&team, &owner, &adam, "to help").await.unwrap();
    let seen = enter(&team, &owner, &token).await.unwrap();
    assert_eq!(seen.may::<actions::EditMembers>().err(), Some(Refusal::LookingOnly));
    allow_changes(team.db(), &seen.may().unwrap()).await.unwrap();
    let seen = enter(&team, &owner, &token).await.unwrap();
    assert_eq!(seen.impersonation().unwrap().mode, Mode::Changes);
    team.edit(&seen, max.member(), &Draft { name: Some("Max".into()), ..Draft::default() }).await.unwrap();
    let raised = team.edit(&seen, max.member(), &role(Role::Admin)).await;
    assert!(matches!(raised, Err(Error::Rule(Rule::Grant))), "an Admin's rank, not an Owner's: {raised:?}");
    for refused in [
        seen.may::<actions::LogInAs>().err(),
        seen.may::<actions::Leave>().err(),
        seen.may::<actions::TakeOwnership>().err(),
        seen.may::<actions::ManageTokens>().err(),
        seen.may::<actions::ManageSessions>().err(),
        seen.may::<actions::ChangePassword>().err(),
        seen.may::<actions::ChangeBilling>().err(),
    ] {
        assert_eq!(refused, Some(Refusal::WhileLoggedInAs));
    }
    let nobody = allow_changes(team.db(), &owner.may().unwrap()).await;
    assert!(
        matches!(nobody, Err(Error::Refused(Refusal::NotFound))),
        "as oneself there is nothing to allow: {nobody:?}"
    );
}

#[both_engines]
async fn it_ends_with_a_change_of_either_and_what_is_on_its_way_fails(kind: Kind) {
    for whose in 0..4 {
        let team = Team::new(kind).await;
        let (owner, otto) = (team.house.owner.clone(), team.house.person("Otto Berg", Role::Owner).await);
        let adam = team.house.person("Adam Reyes", Role::Admin).await;
        let max = team.house.person("Max Rivera", Role::Manager).await;
        let vera = team.house.person("Vera Kim", Role::Viewer).await;
        let token = begin(&team, &owner, &adam, "to help").await.unwrap();
        let seen = enter(&team, &owner, &token).await.unwrap();
        allow_changes(team.db(), &seen.may().unwrap()).await.unwrap();
        let seen = enter(&team, &owner, &token).await.unwrap();
        let mut watching = team.bus.watch(&seen.may::<actions::SeeCalls>().unwrap());
        let other = match whose {
            0 => team.edit(&otto, adam.member(), &role(Role::Manager)).await.map(|edited| edited.after.id),
            1 => team.edit(&otto, owner.member(), &role(Role::Admin)).await.map(|edited| edited.after.id),
            2 => team.remove(&otto, adam.member()).await.map(|_| adam.member()),
            _ => team.remove(&otto, owner.member()).await.map(|_| owner.member()),
        };
        assert_eq!(watching.next().await, Change::Member(other.unwrap()), "who watches is told");
        assert!(enter(&team, &owner, &token).await.is_none(), "{whose}");
        let late = team.edit(&seen, max.member(), &Draft { name: Some("Late".into()), ..Draft::default() }).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{whose}: {late:?}");
        let late = allow_changes(team.db(), &seen.may().unwrap()).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{whose}: {late:?}");
        assert_eq!(team.count("select count(*) from sessions where impersonation_id is not null").await, 0);
        drop(vera);
    }
}

#[both_engines]
async fn it_ends_with_a_session_of_the_persons_own_however_that_ends(kind: Kind) {
    for way in ["signed out", "one ended", "all others ended", "another password", "another password by the operator"] {
        let team = Team::new(kind).await;
        let (db, owner, passwords) = (team.db(), team.house.owner.clone(), Passwords::at_once(2));
        let max = team.house.person("Max Rivera", Role::Manager).await;
        let own = digest(session(db, owner.email()).await.expose_secret());
        let token = begin(&team, &owner, &max, "to help").await.unwrap();
        let seen = enter(&team, &owner, &token).await.unwrap();
        match way {
            "signed out" => sessions::close(db, &own, "192.0.2.9").await.unwrap(),
            "one ended" => {
                let id = signed_in(db, &own).await.unwrap().unwrap().session;
                let held = sessions::Session::hold(db, owner.may().unwrap(), id).await.unwrap();
                sessions::end(db, &held).await.unwrap();
            }
            "all others ended" => {
                assert_eq!(sessions::end_others(db, &owner.may().unwrap()).await.unwrap(), 2, "of one's own")
            }
            "another password" => {
                let new = "violet harbour engine".into();
                assert_eq!(
                    change_password(db, &passwords, &owner.may().unwrap(), PASSWORD.into(), new).await.unwrap(),
                    2
                );
            }
            _ => set_password(db, &passwords, owner.user(), "violet harbour engine".into()).await.unwrap(),
        }
        let used = uses(db, &max.may().unwrap()).await.unwrap();
        assert_eq!(used[0].ended_at, Some(NOON), "{way}: the teammate reads that it is over");
        assert!(enter(&team, &owner, &token).await.is_none(), "{way}: a new session does not revive it");
        let late = allow_changes(db, &seen.may().unwrap()).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{way}: {late:?}");
        assert_eq!(team.count("select count(*) from sessions where impersonation_id is not null").await, 0, "{way}");
        let adam = team.house.person("Adam Reyes", Role::Admin).await;
        let page = audit::list(db, &adam.may().unwrap(), &Default::default(), None, 20).await.unwrap();
        let mut told = page.entries.iter().filter(|entry| entry.action == "log_in_as.ended");
        let entry = told.next().unwrap_or_else(|| panic!("{way}: nothing is told"));
        assert_eq!(
            (entry.actor_name.as_str(), entry.as_name.as_deref(), entry.subject_name.as_str()),
            ("Olga Marsh", Some("Max Rivera"), "Max Rivera")
        );
        assert!(told.next().is_none(), "{way}: once");
        assert!(audit::verify(db, &team.house.operator).await.unwrap().is_ok());
    }
}

#[both_engines]
async fn a_session_of_somebody_else_that_ends_ends_nothing(kind: Kind) {
    let team = Team::new(kind).await;
    let (owner, max) = (team.house.owner.clone(), team.house.person("Max Rivera", Role::Manager).await);
    let token = begin(&team, &owner, &max, "to see").await.unwrap();
    let theirs = digest(session(team.db(), max.email()).await.expose_secret());
    sessions::close(team.db(), &theirs, "").await.unwrap();
    sessions::end_others(team.db(), &max.may().unwrap()).await.unwrap();
    assert!(enter(&team, &owner, &token).await.is_some());
    assert_eq!(uses(team.db(), &max.may().unwrap()).await.unwrap()[0].ended_at, None);
}

#[both_engines]
async fn another_name_ends_nothing(kind: Kind) {
    let team = Team::new(kind).await;
    let (owner, max) = (team.house.owner.clone(), team.house.person("Max Rivera", Role::Manager).await);
    let token = begin(&team, &owner, &max, "to see").await.unwrap();
    team.edit(&owner, max.member(), &Draft { name: Some("Max".into()), ..Draft::default() }).await.unwrap();
    assert_eq!(enter(&team, &owner, &token).await.unwrap().name(), "Max");
}

#[both_engines]
async fn the_teammate_who_presses_return_ends_nothing(kind: Kind) {
    let team = Team::new(kind).await;
    let (owner, max) = (team.house.owner.clone(), team.house.person("Max Rivera", Role::Manager).await);
    let token = begin(&team, &owner, &max, "to see").await.unwrap();
    assert!(!end(team.db(), &max.may().unwrap()).await.unwrap());
    assert!(enter(&team, &owner, &token).await.is_some());
    let used = uses(team.db(), &max.may().unwrap()).await.unwrap();
    assert_eq!(
        (used.len(), used[0].by.as_str(), used[0].reason.as_str(), used[0].with_changes, used[0].ended_at),
        (1, "Olga Marsh", "to see", false, None)
    );
    assert!(uses(team.db(), &owner.may().unwrap()).await.unwrap().is_empty(), "nobody was logged in as Olga");
}

#[both_engines]
async fn the_teammate_is_told_once_a_day_in_their_morning(kind: Kind) {
    let team = Team::new(kind).await;
    // Noon in London; seven in the morning in New York, where the business is.
    let (owner, max) = (team.house.owner.clone(), team.house.person("Max Rivera", Role::Manager).await);
    begin(&team, &owner, &max, "first").await.unwrap();
    assert!(told(&team).await.is_empty(), "their morning is not there yet");
    team.db().clock().advance_seconds(3_600);
    begin(&team, &owner, &max, "second").await.unwrap();
    let digests = told(&team).await;
    assert_eq!(digests.len(), 1);
    assert_eq!(
        (digests[0].business.as_str(), digests[0].name.as_str(), digests[0].time_zone.as_str()),
        ("Northline", "Max Rivera", "America/New_York")
    );
    assert_eq!(
        digests[0].uses.iter().map(|each| each.reason.as_str()).collect::<Vec<_>>(),
        ["first"],
        "the second is tomorrow's"
    );
    assert!(told(&team).await.is_empty(), "once");
    team.db().clock().advance_seconds(86_400);
    let (one, two) = tokio::join!(told(&team), told(&team));
    assert_eq!(one.len() + two.len(), 1, "two processes at once");
    assert_eq!(team.letters().await, vec![("log_in_as_digest".to_owned(), max.email().to_owned()); 2]);
    assert_eq!(team.count("select count(*) from impersonations where told_at is null").await, 0);
    assert_eq!(team.db().now(), NOON.plus_seconds(90_000));
}

#[both_engines]
async fn who_wants_no_letters_gets_none(kind: Kind) {
    let team = Team::new(kind).await;
    let (owner, max) = (team.house.owner.clone(), team.house.person("Max Rivera", Role::Manager).await);
    begin(&team, &owner, &max, "to see").await.unwrap();
    team.db().clock().advance_seconds(86_400);
    let link = told(&team).await.remove(0).unsubscribe;
    let found = reader(team.db(), &team.seal, &link).await.unwrap().unwrap();
    assert_eq!((found.email.as_str(), found.wants), (max.email(), true));
    for forged in ["", "x", "é", &link[1..], &format!("{link}A"), &"A".repeat(5_000)] {
        assert!(reader(team.db(), &team.seal, forged).await.unwrap().is_none(), "{forged}");
        assert!(!stop_digests(team.db(), &team.seal, forged).await.unwrap(), "{forged}");
    }
    assert!(wants_digests(team.db(), &max.may().unwrap()).await.unwrap());
    assert!(stop_digests(team.db(), &team.seal, &link).await.unwrap());
    assert!(!wants_digests(team.db(), &max.may().unwrap()).await.unwrap());
    assert!(wants_digests(team.db(), &owner.may().unwrap()).await.unwrap(), "nobody else's");
    begin(&team, &owner, &max, "again").await.unwrap();
    team.db().clock().advance_seconds(86_400);
    assert!(told(&team).await.is_empty());
    want_digests(team.db(), &max.may().unwrap(), true).await.unwrap();
    assert!(told(&team).await.is_empty(), "what was passed over is not told later");
    begin(&team, &owner, &max, "once more").await.unwrap();
    team.db().clock().advance_seconds(86_400);
    assert_eq!(told(&team).await.len(), 1);
}
