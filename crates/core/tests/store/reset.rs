use std::sync::{Arc, Mutex};

use crewline_core::Error;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::mail::Letter;
use crewline_core::people::{
    Email, Passwords, ask_reset, change_password, live_reset, redeem_reset, sign_in, signed_in,
};
use crewline_core::secret::{Digest, Seal, digest};
use crewline_core::testing::{House, PASSWORD, session};
use secrecy::ExposeSecret;

const NEW: &str = "violet harbour engine";

fn seal() -> Seal {
    Seal::from_text(&Seal::new_key().unwrap()).unwrap()
}

/// Asks for a link; answers its token, if a letter was written.
async fn ask(house: &House, email: &str) -> Option<String> {
    let token = Arc::new(Mutex::new(None));
    let kept = token.clone();
    ask_reset(house.db(), &seal(), &Email::read(email).unwrap(), move |asked| {
        let token = asked.token.expose_secret().to_owned();
        let text = format!("Hello {}, open /password/{token}", asked.name);
        *kept.lock().unwrap() = Some(token);
        Ok(Letter { subject: "Your password".into(), html: text.clone(), text, unsubscribe: None })
    })
    .await
    .unwrap();
    Arc::into_inner(token)?.into_inner().unwrap()
}

async fn link(house: &House) -> Digest {
    digest(&ask(house, "olga@northline.example").await.unwrap())
}

async fn redeem(house: &House, link: &Digest) -> Result<(), Error> {
    redeem_reset(house.db(), &Passwords::at_once(2), link, NEW.into()).await
}

#[both_engines]
async fn an_unknown_address_leaves_nothing(kind: Kind) {
    let house = House::new(kind).await;
    assert_eq!(ask(&house, "nobody@northline.example").await, None);
    for table in ["password_resets", "jobs"] {
        assert_eq!(house.fresh.number(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
}

#[both_engines]
async fn a_letter_that_waits_shows_no_link_and_neither_does_the_database(kind: Kind) {
    let house = House::new(kind).await;
    let token = ask(&house, "OLGA@northline.example").await.unwrap();
    let hex = match kind {
        Kind::Sqlite => "hex(payload)",
        Kind::Postgres => "encode(payload, 'hex')",
    };
    let rows = house.fresh.rows(&format!("select kind, {hex}, token_hash from jobs, password_resets")).await;
    assert_eq!((rows.len(), rows[0][0].as_deref()), (1, Some("letter")));
    let hex = token.bytes().take(20).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    for value in rows[0].iter().flatten() {
        let value = value.to_lowercase();
        assert!(!value.contains(&token.to_lowercase()) && !value.contains(&hex), "{value}");
    }
}

#[both_engines]
async fn a_link_works_once_and_ends_every_session(kind: Kind) {
    let house = House::new(kind).await;
    let browser = digest(session(house.db(), "olga@northline.example").await.expose_secret());
    let link = link(&house).await;
    assert!(
        live_reset(house.db(), &link).await.unwrap().is_some()
            && live_reset(house.db(), &link).await.unwrap().is_some(),
        "looking uses nothing up"
    );
    let weak = redeem_reset(house.db(), &Passwords::at_once(2), &link, "password12".into()).await.unwrap_err();
    assert!(matches!(weak, Error::Fields(_)), "{weak:?}");
    redeem(&house, &link).await.unwrap();
    assert!(matches!(redeem(&house, &link).await, Err(Error::Gone(_))));
    assert!(live_reset(house.db(), &link).await.unwrap().is_none());
    assert!(signed_in(house.db(), &browser).await.unwrap().is_none());
    let (passwords, email) = (Passwords::at_once(2), Email::read("olga@northline.example").unwrap());
    let knows = async |password: &str| {
        sign_in(house.db(), &passwords, &email, password.into(), &Default::default()).await.unwrap().is_some()
    };
    assert!(knows(NEW).await && !knows(PASSWORD).await);
}

#[both_engines]
async fn of_two_at_once_one_uses_it(kind: Kind) {
    let house = House::new(kind).await;
    let link = link(&house).await;
    let (one, two) = tokio::join!(redeem(&house, &link), redeem(&house, &link));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
}

#[both_engines]
async fn a_link_dies_after_an_hour_and_by_the_next_one(kind: Kind) {
    let house = House::new(kind).await;
    let (first, second) = (link(&house).await, link(&house).await);
    assert!(matches!(redeem(&house, &first).await, Err(Error::Gone(_))));
    house.db().clock().advance_seconds(3_599);
    assert!(live_reset(house.db(), &second).await.unwrap().is_some());
    house.db().clock().advance_seconds(1);
    assert!(live_reset(house.db(), &second).await.unwrap().is_none());
    assert!(matches!(redeem(&house, &second).await, Err(Error::Gone(_))));
}

#[both_engines]
async fn a_link_dies_with_the_password_it_was_to_replace(kind: Kind) {
    let house = House::new(kind).await;
    let link = link(&house).await;
    change_password(house.db(), &Passwords::at_once(2), &house.owner.may().unwrap(), PASSWORD.into(), NEW.into())
        .await
        .unwrap();
    assert!(matches!(redeem(&house, &link).await, Err(Error::Gone(_))));
}
