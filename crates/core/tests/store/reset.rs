use std::sync::{Arc, Mutex};

use crewline_core::Error;
use crewline_core::accounts::{
    Email, Passwords, change_password, find_live_reset, find_signed_in, redeem_reset, request_reset, sign_in,
};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::secret::{Digest, Seal, digest};
use crewline_core::testing::{PASSWORD, TestBusiness, session};
use secrecy::ExposeSecret;

const NEW: &str = "violet harbour engine";

fn seal() -> Seal {
    Seal::from_text(&Seal::new_key().unwrap()).unwrap()
}

/// Requests a link; returns its token, if a letter was written.
async fn ask_for_link(business: &TestBusiness, email: &str) -> Option<String> {
    let token = Arc::new(Mutex::new(None));
    let shared = token.clone();
    request_reset(business.db(), &seal(), &Email::read(email).unwrap(), move |letter| {
        let token = letter.token.expose_secret().to_owned();
        let text = format!("Hello {}, open /password/{token}", letter.name);
        *shared.lock().unwrap() = Some(token);
        Ok(OutgoingEmail { subject: "Your password".into(), html: text.clone(), text, ..OutgoingEmail::default() })
    })
    .await
    .unwrap();
    Arc::into_inner(token)?.into_inner().unwrap()
}

async fn link(business: &TestBusiness) -> Digest {
    digest(&ask_for_link(business, "olga@northline.example").await.unwrap())
}

async fn redeem(business: &TestBusiness, link: &Digest) -> Result<(), Error> {
    redeem_reset(business.db(), &Passwords::with_limit(2), link, NEW.into(), "192.0.2.9", &EmailComposer::disabled())
        .await
}

#[both_engines]
async fn a_reset_for_an_unknown_address_stores_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    assert_eq!(ask_for_link(&business, "nobody@northline.example").await, None);
    for table in ["password_resets", "jobs"] {
        assert_eq!(business.database.number(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
}

#[both_engines]
async fn the_reset_link_is_stored_nowhere_in_the_clear(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let token = ask_for_link(&business, "OLGA@northline.example").await.unwrap();
    let hex = match kind {
        Kind::Sqlite => "hex(payload)",
        Kind::Postgres => "encode(payload, 'hex')",
    };
    let rows = business.database.rows(&format!("select kind, {hex}, token_hash from jobs, password_resets")).await;
    assert_eq!((rows.len(), rows[0][0].as_deref()), (1, Some("letter")));
    let hex = token.bytes().take(20).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    for value in rows[0].iter().flatten() {
        let value = value.to_lowercase();
        assert!(!value.contains(&token.to_lowercase()) && !value.contains(&hex), "{value}");
    }
}

#[both_engines]
async fn a_reset_link_works_once_and_ends_every_session(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let browser = digest(session(business.db(), "olga@northline.example").await.expose_secret());
    let link = link(&business).await;
    assert!(
        find_live_reset(business.db(), &link).await.unwrap().is_some()
            && find_live_reset(business.db(), &link).await.unwrap().is_some(),
        "opening it does not use it up"
    );
    let weak = redeem_reset(
        business.db(),
        &Passwords::with_limit(2),
        &link,
        "password12".into(),
        "192.0.2.9",
        &EmailComposer::disabled(),
    )
    .await
    .unwrap_err();
    assert!(matches!(weak, Error::Fields(_)), "{weak:?}");
    redeem(&business, &link).await.unwrap();
    assert!(matches!(redeem(&business, &link).await, Err(Error::Gone(_))));
    assert!(find_live_reset(business.db(), &link).await.unwrap().is_none());
    assert!(find_signed_in(business.db(), &browser).await.unwrap().is_none());
    let (passwords, email) = (Passwords::with_limit(2), Email::read("olga@northline.example").unwrap());
    let can_sign_in = async |password: &str| {
        sign_in(business.db(), &passwords, &email, password.into(), &Default::default(), &EmailComposer::disabled())
            .await
            .unwrap()
            .is_some()
    };
    assert!(can_sign_in(NEW).await && !can_sign_in(PASSWORD).await);
}

#[both_engines]
async fn a_reset_link_used_twice_concurrently_works_once(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let link = link(&business).await;
    let (one, two) = tokio::join!(redeem(&business, &link), redeem(&business, &link));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
}

#[both_engines]
async fn a_reset_link_expires_after_an_hour(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let link = link(&business).await;
    business.db().clock().advance_seconds(3_599);
    assert!(find_live_reset(business.db(), &link).await.unwrap().is_some());
    business.db().clock().advance_seconds(1);
    assert!(find_live_reset(business.db(), &link).await.unwrap().is_none());
    assert!(matches!(redeem(&business, &link).await, Err(Error::Gone(_))));
}

#[both_engines]
async fn another_request_leaves_a_reset_link_working_and_the_first_use_ends_all(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (first, second) = (link(&business).await, link(&business).await);
    assert!(find_live_reset(business.db(), &first).await.unwrap().is_some());
    redeem(&business, &first).await.unwrap();
    assert!(matches!(redeem(&business, &second).await, Err(Error::Gone(_))));
}

#[both_engines]
async fn two_reset_links_used_at_once_set_one_password(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (first, second) = (link(&business).await, link(&business).await);
    let (one, two) = tokio::join!(redeem(&business, &first), redeem(&business, &second));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
}

#[both_engines]
async fn a_new_password_may_not_hold_the_name_of_a_business_of_the_person(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let link = link(&business).await;
    let passwords = Passwords::with_limit(2);
    for personal in ["copper N0rthline wharf", "copper marsh wharf lamp"] {
        let composer = EmailComposer::disabled();
        let refused =
            redeem_reset(business.db(), &passwords, &link, personal.into(), "192.0.2.9", &composer).await.unwrap_err();
        let Error::Fields(fields) = refused else { panic!("{refused:?}") };
        assert!(fields.get("password").unwrap().contains("your business"), "{fields:?}");
        let may = business.owner.may().unwrap();
        let refused =
            change_password(business.db(), &passwords, &may, PASSWORD.into(), personal.into(), &composer).await;
        assert!(matches!(refused, Err(Error::Fields(_))), "{refused:?}");
    }
    redeem(&business, &link).await.unwrap();
}

#[both_engines]
async fn a_reset_link_ends_when_the_password_changes(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let link = link(&business).await;
    change_password(
        business.db(),
        &Passwords::with_limit(2),
        &business.owner.may().unwrap(),
        PASSWORD.into(),
        NEW.into(),
        &EmailComposer::disabled(),
    )
    .await
    .unwrap();
    assert!(matches!(redeem(&business, &link).await, Err(Error::Gone(_))));
}
