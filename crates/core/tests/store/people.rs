use crewline_core::Error;
use crewline_core::access::{Thing, actions, enter};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::db::testing::fresh;
use crewline_core::members::{Founding, found_first};
use crewline_core::people::sessions::{self, Device};
use crewline_core::people::{Email, Passwords, change_password, knower, set_password, sign_in, signed_in, tokens};
use crewline_core::secret::digest;
use crewline_core::testing::{House, PASSWORD};
use secrecy::ExposeSecret;

fn founding(business: &str) -> Founding {
    Founding {
        business: business.into(),
        name: "Ada".into(),
        email: format!("{business}@example.com"),
        password: PASSWORD.into(),
        time_zone: "UTC".into(),
        country: "US".into(),
    }
}

#[both_engines]
async fn only_one_of_several_first_runs_at_once_founds_the_house(kind: Kind) {
    let fresh = fresh(kind).await;
    let passwords = Passwords::at_once(2);
    let tries = ["one", "two", "three", "four"].map(|name| {
        let (db, passwords) = (fresh.db.clone(), passwords.clone());
        tokio::spawn(async move { found_first(&db, &passwords, founding(name)).await })
    });
    let mut founded = 0;
    for task in tries {
        match task.await.unwrap() {
            Ok(_) => founded += 1,
            Err(error) => assert!(matches!(error, Error::Gone(_)), "{error:?}"),
        }
    }
    assert_eq!(founded, 1);
}

#[both_engines]
async fn a_wrong_password_and_an_unknown_address_answer_alike(kind: Kind) {
    let house = House::new(kind).await;
    let passwords = Passwords::at_once(2);
    let device = Device::default();
    let mut answers = Vec::new();
    for (email, password) in [
        ("olga@northline.example", "wrong wrong wrong"),
        ("nobody@northline.example", PASSWORD),
        ("OLGA@Northline.Example", PASSWORD),
    ] {
        let email = Email::read(email).unwrap();
        answers.push(sign_in(house.db(), &passwords, &email, password.into(), &device).await.unwrap().is_some());
    }
    assert_eq!(answers, [false, false, true]);
}

#[both_engines]
async fn a_new_password_ends_the_other_sessions_and_only_those(kind: Kind) {
    let house = House::new(kind).await;
    let passwords = Passwords::at_once(2);
    let other = crewline_core::testing::session(house.db(), "olga@northline.example").await;
    let may = house.owner.may::<actions::ChangePassword>().unwrap();
    let wrong =
        change_password(house.db(), &passwords, &may, "not it at all".into(), "short".into()).await.unwrap_err();
    let Error::Fields(fields) = wrong else { panic!("{wrong:?}") };
    assert!(fields.of("current_password").is_some() && fields.of("password").is_some());
    let ended =
        change_password(house.db(), &passwords, &may, PASSWORD.into(), "violet harbour engine".into()).await.unwrap();
    assert_eq!(ended, 1, "the other, and not the one in use");
    assert!(signed_in(house.db(), &digest(other.expose_secret())).await.unwrap().is_none());
    assert_eq!(sessions::list(house.db(), &house.owner.may().unwrap()).await.unwrap().len(), 1);
}

#[both_engines]
async fn a_password_that_is_changed_while_it_is_worked_out_opens_nothing(kind: Kind) {
    let house = House::new(kind).await;
    let (passwords, device) = (Passwords::at_once(2), Device::default());
    let email = Email::read("olga@northline.example").unwrap();
    let knows = knower(house.db(), &passwords, &email, PASSWORD.into()).await.unwrap().unwrap();
    let knew = knower(house.db(), &passwords, &email, PASSWORD.into()).await.unwrap().unwrap();
    let opened = sessions::open_knowing(house.db(), &knows, &device).await.unwrap().unwrap();
    assert_eq!(signed_in(house.db(), &digest(opened.expose_secret())).await.unwrap().unwrap().user, knows.user);
    set_password(house.db(), &passwords, knew.user, "violet harbour engine".into()).await.unwrap();
    assert!(sessions::open_knowing(house.db(), &knew, &device).await.unwrap().is_none());
    assert_eq!(house.fresh.number("select count(*) from sessions").await, 0, "all of them ended with the old password");
    assert!(knower(house.db(), &passwords, &email, PASSWORD.into()).await.unwrap().is_none());
}

#[both_engines]
async fn a_token_opens_its_members_business_until_it_is_ended(kind: Kind) {
    let house = House::new(kind).await;
    let may = house.owner.may::<actions::ManageTokens>().unwrap();
    let token = tokens::create(house.db(), &may, "reports").await.unwrap();
    let hash = digest(token.expose_secret());
    let seen = enter::by_token(house.db(), &hash, "").await.unwrap().unwrap();
    assert_eq!((seen.business(), seen.member()), (house.owner.business(), house.owner.member()));
    let id = tokens::list(house.db(), &may).await.unwrap()[0].id;
    let held = tokens::Token::hold(house.db(), may, id).await.unwrap();
    tokens::end(house.db(), &held).await.unwrap();
    assert!(enter::by_token(house.db(), &hash, "").await.unwrap().is_none());
}
