//! The tally of webhooks, and the API's addresses that a member may name.

use crewline_core::access::actions;
use crewline_core::accounts::RecentPassword;
use crewline_core::both_engines;
use crewline_core::carrier::connection::{self, Draft};
use crewline_core::carrier::webhooks::{Reason, Tally, webhook_state};
use crewline_core::db::Kind;
use crewline_core::secret::Seal;
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, db};

use crate::carrier_fixture::CarrierFixture;

#[both_engines]
async fn the_state_of_webhooks_is_counted_and_is_each_businesss_own(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (_, neighbour) = business.neighbour().await;
    let (db, tally) = (business.db(), Tally::default());
    let may = business.owner.may::<actions::ConnectCarrier>().unwrap();
    let id = business.owner.business();
    assert!(!webhook_state(db, &may).await.unwrap().is_connected);
    CarrierFixture::connect(db, &business.operator, &business.slug, None).await;
    let state = webhook_state(db, &may).await.unwrap();
    assert_eq!((state.is_connected, state.last_good_at), (true, None));
    let now = db.now();
    tally.good(id, now);
    for reason in [Reason::Signature, Reason::Signature, Reason::Number] {
        tally.refused(id, reason, now);
    }
    tally.save(db).await.unwrap();
    tally.refused(id, Reason::Signature, now.plus_seconds(60));
    tally.save(db).await.unwrap();
    let state = webhook_state(db, &may).await.unwrap();
    assert_eq!(state.last_good_at, Some(now));
    let refused: Vec<_> = state.refused.iter().map(|each| (each.reason, each.count, each.last_at)).collect();
    assert_eq!(refused, [(Reason::Signature, 3, now.plus_seconds(60)), (Reason::Number, 1, now)]);
    let theirs = webhook_state(db, &neighbour.may().unwrap()).await.unwrap();
    assert_eq!((theirs.is_connected, theirs.refused.len()), (false, 0));
}

#[both_engines]
async fn a_member_can_not_name_an_address_inside_the_network(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let seal = Seal::from_text(&Seal::new_key().unwrap()).unwrap();
    let may = business.owner.may::<actions::ConnectCarrier>().unwrap();
    let draft = |api_base: &str| Draft {
        provider: "twilio".into(),
        account: "AC1".into(),
        secret: Some("a-secret".into()),
        api_base: Some(api_base.into()),
        ..Draft::default()
    };
    for inside in [
        "http://127.0.0.1:9/",
        "https://127.0.0.1",
        "https://10.0.0.1",
        "http://api.example.com",
        "https://localhost",
        "https://[::ffff:10.0.0.1]",
        "https://[fd00::1]",
        "https://169.254.169.254",
        "https://0x7f000001",
        "https://db.internal",
        "https://postgres",
    ] {
        let refused = connection::set(business.db(), &seal, &may, &RecentPassword::assumed(), draft(inside)).await;
        let Err(Error::Fields(fields)) = refused else { panic!("{inside}: {refused:?}") };
        assert!(fields.get("api_base").is_some_and(|sentence| sentence.contains("public")), "{inside}");
    }
    assert_eq!(connection::show(business.db(), &may).await.unwrap(), None, "nothing is saved");
    connection::set(business.db(), &seal, &may, &RecentPassword::assumed(), draft("https://api.eu.example.com"))
        .await
        .unwrap();
    let trusts = || async { connection::show(business.db(), &may).await.unwrap().unwrap().trusts_api_base };
    assert!(!trusts().await, "a member's address is not trusted");
    connection::set_by_operator(business.db(), &seal, &business.operator, draft("http://127.0.0.1:9")).await.unwrap();
    assert!(trusts().await);
    connection::set(business.db(), &seal, &may, &RecentPassword::assumed(), draft("http://127.0.0.1:9")).await.unwrap();
    assert!(trusts().await, "the operator's address stays when a member changes the secret");
    connection::set(business.db(), &seal, &may, &RecentPassword::assumed(), draft("https://api.eu.example.com"))
        .await
        .unwrap();
    let back =
        connection::set(business.db(), &seal, &may, &RecentPassword::assumed(), draft("http://127.0.0.1:9")).await;
    assert!(matches!(back, Err(Error::Fields(_))), "it does not come back");
    assert!(!matches!(back, Err(Error::Db(db::Error::Internal(_)))));
}
