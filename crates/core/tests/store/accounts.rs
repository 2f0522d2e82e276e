use crewline_core::Error;
use crewline_core::access::{Thing, actions, enter};
use crewline_core::accounts::sessions::{self, Device};
use crewline_core::accounts::{
    Email, Passwords, change_password, find_signed_in, prove_password, set_password, sign_in, tokens,
};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::db::testing::test_database;
use crewline_core::mail::EmailComposer;
use crewline_core::members::{NewBusiness, create_first_business};
use crewline_core::secret::digest;
use crewline_core::testing::{PASSWORD, TestBusiness};
use secrecy::ExposeSecret;

fn new_business(business: &str) -> NewBusiness {
    NewBusiness {
        business: business.into(),
        name: "Ada".into(),
        email: format!("{business}@example.com"),
        password: PASSWORD.into(),
        time_zone: "UTC".into(),
        country: "US".into(),
    }
}

#[both_engines]
async fn concurrent_first_runs_create_one_business(kind: Kind) {
    let database = test_database(kind).await;
    let passwords = Passwords::with_limit(2);
    let tries = ["one", "two", "three", "four"].map(|name| {
        let (db, passwords) = (database.db.clone(), passwords.clone());
        tokio::spawn(async move { create_first_business(&db, &passwords, new_business(name)).await })
    });
    let mut created = 0;
    for task in tries {
        match task.await.unwrap() {
            Ok(_) => created += 1,
            Err(error) => assert!(matches!(error, Error::Gone(_)), "{error:?}"),
        }
    }
    assert_eq!(created, 1);
}

#[both_engines]
async fn a_wrong_password_and_an_unknown_address_answer_alike(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let passwords = Passwords::with_limit(2);
    let device = Device::default();
    let mut answers = Vec::new();
    for (email, password) in [
        ("olga@northline.example", "wrong wrong wrong"),
        ("nobody@northline.example", PASSWORD),
        ("OLGA@Northline.Example", PASSWORD),
    ] {
        let email = Email::read(email).unwrap();
        answers.push(
            sign_in(business.db(), &passwords, &email, password.into(), &device, &EmailComposer::disabled())
                .await
                .unwrap()
                .is_some(),
        );
    }
    assert_eq!(answers, [false, false, true]);
}

#[both_engines]
async fn a_new_password_ends_only_the_other_sessions(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let passwords = Passwords::with_limit(2);
    let other = crewline_core::testing::session(business.db(), "olga@northline.example").await;
    let may = business.owner.may::<actions::ChangePassword>().unwrap();
    let wrong = change_password(
        business.db(),
        &passwords,
        &may,
        "not it at all".into(),
        "short".into(),
        &EmailComposer::disabled(),
    )
    .await
    .unwrap_err();
    let Error::Fields(fields) = wrong else { panic!("{wrong:?}") };
    assert!(fields.get("current_password").is_some() && fields.get("password").is_some());
    let ended = change_password(
        business.db(),
        &passwords,
        &may,
        PASSWORD.into(),
        "violet harbour engine".into(),
        &EmailComposer::disabled(),
    )
    .await
    .unwrap();
    assert_eq!(ended, 1, "the other, and not the one in use");
    assert!(find_signed_in(business.db(), &digest(other.expose_secret())).await.unwrap().is_none());
    assert_eq!(sessions::list(business.db(), &business.owner.may().unwrap()).await.unwrap().len(), 1);
}

#[both_engines]
async fn a_password_changed_during_hashing_opens_no_session(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (passwords, device) = (Passwords::with_limit(2), Device::default());
    let email = Email::read("olga@northline.example").unwrap();
    let proof = prove_password(business.db(), &passwords, &email, PASSWORD.into()).await.unwrap().unwrap();
    let old_proof = prove_password(business.db(), &passwords, &email, PASSWORD.into()).await.unwrap().unwrap();
    let opened = sessions::open_with_password_proof(business.db(), &proof, &device, &EmailComposer::disabled())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(find_signed_in(business.db(), &digest(opened.expose_secret())).await.unwrap().unwrap().user, proof.user);
    set_password(business.db(), &passwords, old_proof.user, "violet harbour engine".into(), &EmailComposer::disabled())
        .await
        .unwrap();
    assert!(
        sessions::open_with_password_proof(business.db(), &old_proof, &device, &EmailComposer::disabled())
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        business.database.number("select count(*) from sessions").await,
        0,
        "all of them ended with the old password"
    );
    assert!(prove_password(business.db(), &passwords, &email, PASSWORD.into()).await.unwrap().is_none());
}

#[both_engines]
async fn a_token_works_until_it_is_ended(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let may = business.owner.may::<actions::ManageTokens>().unwrap();
    let token = crewline_core::testing::api_token(business.db(), &may, "reports").await.unwrap();
    let hash = digest(token.expose_secret());
    let view = enter::by_token(business.db(), &hash, "").await.unwrap().unwrap();
    assert_eq!((view.business(), view.member()), (business.owner.business(), business.owner.member()));
    let id = tokens::list(business.db(), &may).await.unwrap()[0].id;
    let held = tokens::Token::hold(business.db(), may, id).await.unwrap();
    tokens::end(business.db(), &held).await.unwrap();
    assert!(enter::by_token(business.db(), &hash, "").await.unwrap().is_none());
}
