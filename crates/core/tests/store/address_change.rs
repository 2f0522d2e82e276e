//! The change of an account's own e-mail address.

use std::sync::{Arc, Mutex};

use crewline_core::access::{Refusal, enter};
use crewline_core::accounts::{
    Email, Passwords, Person, SecurityLetter, SecurityOccasion, change_address_by_operator, confirm_address,
    find_account, find_live_address_change, find_signed_in, request_address_change,
};
use crewline_core::db::Kind;
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::secret::{Digest, digest};
use crewline_core::testing::{PASSWORD, session};
use crewline_core::{Error, both_engines};
use secrecy::ExposeSecret;

use crate::team_fixture::{TeamFixture, field_sentence};

const NEW: &str = "Olga@New.example";

fn letter() -> OutgoingEmail {
    OutgoingEmail { subject: "x".into(), text: "x".into(), html: "x".into(), ..OutgoingEmail::default() }
}

/// Asks for a new address; returns the token of the link, or `None` for a letter without one.
async fn ask(team: &TeamFixture, email: &str, password: &str) -> Result<Option<Digest>, Error> {
    let token = Arc::new(Mutex::new(None));
    let shared = token.clone();
    let passwords = Passwords::with_limit(2);
    let may = team.business.owner.may().unwrap();
    let write = move |about: &crewline_core::accounts::AddressChangeLetter| {
        *shared.lock().unwrap() = about.token.as_ref().map(|token| digest(token.expose_secret()));
        Ok(letter())
    };
    request_address_change(team.db(), &passwords, &team.seal, &may, (email, password.into()), write).await?;
    Ok(token.lock().unwrap().take())
}

async fn signed_in(team: &TeamFixture, email: &str) -> (Digest, Person) {
    let token = digest(session(team.db(), email).await.expose_secret());
    let person = find_signed_in(team.db(), &token).await.unwrap().unwrap();
    (token, person)
}

#[both_engines]
async fn an_address_changes_once_the_new_one_confirms_it(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (other, _) = signed_in(&team, "olga@northline.example").await;
    let (own, person) = signed_in(&team, "olga@northline.example").await;
    field_sentence(ask(&team, NEW, "not it at all").await, "current_password");
    field_sentence(ask(&team, "olga", PASSWORD).await, "email");
    field_sentence(ask(&team, "olga@northline.example", PASSWORD).await, "email");
    let link = ask(&team, NEW, PASSWORD).await.unwrap().unwrap();
    assert_eq!(team.letters().await, [("address_change".to_owned(), NEW.to_owned())]);
    let change = find_live_address_change(team.db(), &link).await.unwrap().unwrap();
    assert_eq!((change.from.as_str(), change.to.as_str()), ("olga@northline.example", NEW));
    assert!(find_signed_in(team.db(), &other).await.unwrap().is_some(), "asking changes nothing");

    let letters = Arc::new(Mutex::new(Vec::new()));
    let shared = letters.clone();
    let composer = EmailComposer::new(&team.seal, move |about: &SecurityLetter| {
        shared.lock().unwrap().push(about.clone());
        Ok(letter())
    });
    confirm_address(team.db(), &link, &person, "192.0.2.9", &composer).await.unwrap();
    let told = letters.lock().unwrap().pop().unwrap();
    assert_eq!(told.email, "olga@northline.example", "the letter goes to the old address");
    assert!(matches!(told.occasion, SecurityOccasion::AddressChanged { to, .. } if to == NEW));
    let account = find_account(team.db(), &Email::read("olga@new.example").unwrap()).await.unwrap().unwrap();
    assert_eq!((account.email.as_str(), account.is_proved), (NEW, true));
    assert!(find_account(team.db(), &Email::read("olga@northline.example").unwrap()).await.unwrap().is_none());
    let view = enter::by_session(team.db(), &own, "northline", "").await.unwrap().unwrap();
    assert_eq!(view.email(), NEW);
    assert!(find_signed_in(team.db(), &other).await.unwrap().is_none(), "other sessions end");
    let listed = team.business.database.rows("select email_canonical from members").await;
    assert_eq!(listed[0][0].as_deref(), Some("olga@new.example"));
    let (action, actor, before, after) = team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("email.changed", "Olga Marsh"));
    assert_eq!((&before["email"], &after["email"]), (&"olga@northline.example".into(), &NEW.into()));
    let again = confirm_address(team.db(), &link, &person, "", &EmailComposer::disabled()).await;
    assert!(matches!(again, Err(Error::Gone(_))), "{again:?}");
}

#[both_engines]
async fn only_the_account_that_asked_confirms_and_within_a_day(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (_, nora) = team.business.neighbour().await;
    let link = ask(&team, NEW, PASSWORD).await.unwrap().unwrap();
    let (_, stranger) = signed_in(&team, nora.email()).await;
    let refused = confirm_address(team.db(), &link, &stranger, "", &EmailComposer::disabled()).await;
    assert!(matches!(refused, Err(Error::Gone(_))), "{refused:?}");
    let newer = ask(&team, "olga@newer.example", PASSWORD).await.unwrap().unwrap();
    assert!(find_live_address_change(team.db(), &link).await.unwrap().is_none(), "a newer link replaces it");
    team.db().clock().advance_seconds(86_400);
    assert!(find_live_address_change(team.db(), &newer).await.unwrap().is_none());
}

#[both_engines]
async fn an_address_with_an_account_is_answered_alike_and_gets_no_link(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    team.business.neighbour().await;
    assert_eq!(ask(&team, "NORA@neighbour.example", PASSWORD).await.unwrap(), None);
    assert_eq!(team.count("select count(*) from address_changes").await, 1, "the same rows are written");
    assert_eq!(team.letters().await.len(), 1, "and a letter goes out");
    // An address that gets an account after the link was mailed.
    let link = ask(&team, "zoe@northline.example", PASSWORD).await.unwrap().unwrap();
    let (_, person) = signed_in(&team, "olga@northline.example").await;
    team.business.person("Zoe", crewline_core::access::Role::Viewer).await;
    let refused = confirm_address(team.db(), &link, &person, "", &EmailComposer::disabled()).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "address_taken", .. })), "{refused:?}");
}

#[both_engines]
async fn the_operator_changes_an_address(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (session, _) = signed_in(&team, "olga@northline.example").await;
    let link = ask(&team, NEW, PASSWORD).await.unwrap().unwrap();
    let [from, to] = ["OLGA@northline.example", "olga@new.example"].map(|typed| Email::read(typed).unwrap());
    let composer = team.composer();
    change_address_by_operator(team.db(), &from, &to, &composer).await.unwrap();
    assert!(find_signed_in(team.db(), &session).await.unwrap().is_none());
    assert!(find_live_address_change(team.db(), &link).await.unwrap().is_none(), "an older request dies");
    let (action, actor, ..) = team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("email.changed", "the command line"));
    assert!(team.letters().await.contains(&("address_changed".to_owned(), "olga@northline.example".to_owned())));
    let gone = change_address_by_operator(team.db(), &from, &to, &composer).await;
    assert!(matches!(gone, Err(Error::Refused(Refusal::NotFound))), "{gone:?}");
    team.business.neighbour().await;
    let taken = Email::read("nora@neighbour.example").unwrap();
    let refused = change_address_by_operator(team.db(), &to, &taken, &composer).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "address_taken", .. })), "{refused:?}");
}
