use crewline_core::access::{Role, Thing, actions};
use crewline_core::audit;
use crewline_core::both_engines;
use crewline_core::businesses::{Profile, edit};
use crewline_core::people::tokens;
use crewline_core::testing::House;

both_engines! {
    async fn a_change_leaves_an_entry_with_the_persons_name(kind) {
        let house = House::new(kind).await;
        let may = house.owner.may::<actions::EditBusiness>().unwrap();
        let profile = Profile { name: "Northline Media".into(), time_zone: "Europe/Berlin".into(), country: "de".into() };
        edit(house.db(), &may, profile).await.unwrap();
        let page = audit::list(house.db(), &house.owner.may().unwrap(), None, 10).await.unwrap();
        let entry = &page.entries[0];
        assert_eq!((entry.actor_name.as_str(), entry.action.as_str()), ("Olga Marsh", "business.edited"));
        assert!(entry.before.as_deref().unwrap().contains("Northline"));
        assert!(entry.after.as_deref().unwrap().contains("Europe/Berlin"));
        assert_eq!(entry.address.as_deref(), Some("192.0.2.1"));
    }

    async fn a_change_that_fails_leaves_nothing(kind) {
        let house = House::new(kind).await;
        let before = audit::list(house.db(), &house.owner.may().unwrap(), None, 50).await.unwrap().entries.len();
        let may = house.owner.may::<actions::ManageTokens>().unwrap();
        tokens::create(house.db(), &may, "reports").await.unwrap();
        let token = tokens::list(house.db(), &may).await.unwrap()[0].id;
        let held = tokens::Token::hold(house.db(), may.clone(), token).await.unwrap();
        tokens::end(house.db(), &held).await.unwrap();
        assert!(tokens::end(house.db(), &held).await.is_err(), "it is ended already");
        assert_eq!(audit::list(house.db(), &house.owner.may().unwrap(), None, 50).await.unwrap().entries.len(), before + 2);
    }

    async fn the_chain_of_many_changes_at_once_holds(kind) {
        let house = House::new(kind).await;
        let manager = house.person("Max Rivera", Role::Manager).await;
        let work = (0..40).map(|count| {
            let (db, who) = (house.db().clone(), if count % 2 == 0 { house.owner.clone() } else { manager.clone() });
            tokio::spawn(async move { tokens::create(&db, &who.may().unwrap(), &format!("token {count}")).await.map(drop) })
        });
        for task in work.collect::<Vec<_>>() {
            task.await.unwrap().unwrap();
        }
        let length = audit::verify(house.db(), &house.operator).await.unwrap().unwrap();
        assert_eq!(length, 42, "founding, the manager, and forty tokens");
    }
}
