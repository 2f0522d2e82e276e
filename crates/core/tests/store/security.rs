//! The security of an account: letters, the password asked for again, tokens that expire or only read, and sessions that
//! end for good.

use crewline_core::access::{Refusal, actions, enter, record_activity, revalidate};
use crewline_core::accounts::sessions::Device;
use crewline_core::accounts::tokens::{self, NewToken};
use crewline_core::accounts::{
    Email, Passwords, RecentPassword, change_password, has_recent_password, prove_recent_password, sign_in,
};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::secret::digest;
use crewline_core::testing::{PASSWORD, session};
use secrecy::ExposeSecret;

use crate::team_fixture::{TeamFixture, field_sentence};

const OLGA: &str = "olga@northline.example";

#[both_engines]
async fn a_sign_in_from_a_new_browser_is_told_by_mail(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (passwords, email) = (Passwords::with_limit(2), Email::read(OLGA).unwrap());
    let sign_in_from = async |browser: &str, password: &str| {
        let device = Device { browser: Some(digest(browser)), ..Device::default() };
        sign_in(team.db(), &passwords, &email, password.into(), &device, &team.composer()).await.unwrap();
        team.letters().await.len()
    };
    assert_eq!(sign_in_from("first", PASSWORD).await, 0, "the first browser is no news");
    assert_eq!(sign_in_from("first", PASSWORD).await, 0, "nor is the same one again");
    assert_eq!(sign_in_from("second", "not it at all").await, 0, "a wrong password is no sign-in");
    assert_eq!(sign_in_from("second", PASSWORD).await, 1);
    assert_eq!(team.letters().await[0], ("new_device".to_owned(), OLGA.to_owned()));
    assert_eq!(sign_in_from("second", PASSWORD).await, 1);
}

#[both_engines]
async fn a_new_password_is_told_by_mail(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (passwords, may) = (Passwords::with_limit(2), team.business.owner.may().unwrap());
    let new = "violet harbour engine";
    change_password(team.db(), &passwords, &may, PASSWORD.into(), new.into(), &team.composer()).await.unwrap();
    assert_eq!(team.letters().await, [("password_changed".to_owned(), OLGA.to_owned())]);
}

#[both_engines]
async fn the_password_is_asked_again_after_ten_minutes(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, passwords) = (team.db(), Passwords::with_limit(2));
    let token = digest(session(db, OLGA).await.expose_secret());
    let view = async || enter::by_session(db, &token, "northline", "").await.unwrap().unwrap();
    db.clock().advance_seconds(599);
    prove_recent_password(db, &passwords, &view().await, None).await.unwrap();
    db.clock().advance_seconds(1);
    assert!(!has_recent_password(db, &view().await));
    field_sentence(prove_recent_password(db, &passwords, &view().await, None).await, "confirm_password");
    let wrong = prove_recent_password(db, &passwords, &view().await, Some("not it at all".into())).await;
    field_sentence(wrong, "confirm_password");
    assert!(!has_recent_password(db, &view().await));
    prove_recent_password(db, &passwords, &view().await, Some(PASSWORD.into())).await.unwrap();
    prove_recent_password(db, &passwords, &view().await, None).await.unwrap();
    // A token is no session, so it never has a recent password.
    let api = crewline_core::testing::api_token(db, &view().await.may().unwrap(), "x").await.unwrap();
    let by_token = enter::by_token(db, &digest(api.expose_secret()), "").await.unwrap().unwrap();
    assert!(!has_recent_password(db, &by_token));
}

#[both_engines]
async fn a_token_expires(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, may) = (team.db(), team.business.owner.may().unwrap());
    let new = |days| NewToken { name: "reports".into(), days, reads_only: false };
    for days in [0, -1, 3_654, i64::MAX] {
        field_sentence(tokens::create(db, &may, &RecentPassword::assumed(), &new(Some(days))).await, "expires");
    }
    let token = tokens::create(db, &may, &RecentPassword::assumed(), &new(Some(30))).await.unwrap();
    let token = digest(token.expose_secret());
    db.clock().advance_seconds(30 * 86_400 - 1);
    let view = enter::by_token(db, &token, "").await.unwrap().unwrap();
    assert!(revalidate(db, &view.may::<actions::SeeCalls>().unwrap()).await.is_ok());
    db.clock().advance_seconds(1);
    assert!(enter::by_token(db, &token, "").await.unwrap().is_none());
    assert!(revalidate(db, &view.may::<actions::SeeCalls>().unwrap()).await.is_err(), "a long answer ends, too");
    assert_eq!(tokens::list(db, &may).await.unwrap().len(), 1, "its row stays, so that its member sees why");
}

#[both_engines]
async fn a_token_that_only_reads_changes_nothing(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, may) = (team.db(), team.business.owner.may().unwrap());
    let new = NewToken { name: "wall board".into(), days: None, reads_only: true };
    let token = tokens::create_for(db, &team.business.operator, &Email::read(OLGA).unwrap(), &new).await.unwrap();
    let view = enter::by_token(db, &digest(token.expose_secret()), "").await.unwrap().unwrap();
    assert!(view.reads_only() && view.may::<actions::SeeCalls>().is_ok() && view.may::<actions::Export>().is_ok());
    assert_eq!(view.may::<actions::EditMembers>().err(), Some(Refusal::ReadOnlyToken));
    assert_eq!(view.may::<actions::Invite>().err(), Some(Refusal::ReadOnlyToken));
    let listed = tokens::list(db, &may).await.unwrap().remove(0);
    assert!(listed.reads_only && listed.expires_at.is_none());
}

#[both_engines]
async fn a_session_in_daily_use_ends_after_ninety_days(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let db = team.db();
    let token = digest(session(db, OLGA).await.expose_secret());
    for _ in 0..9 {
        db.clock().advance_seconds(10 * 86_400 - 1);
        let view = enter::by_session(db, &token, "northline", "").await.unwrap().expect("in use");
        record_activity(db, &view).await.unwrap();
    }
    db.clock().advance_seconds(9);
    assert!(enter::by_session(db, &token, "northline", "").await.unwrap().is_none());
}
