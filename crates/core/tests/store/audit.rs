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

    async fn what_was_edited_removed_or_moved_is_found(kind) {
        let house = House::new(kind).await;
        let may = house.owner.may::<actions::ManageTokens>().unwrap();
        for name in ["one", "two", "three", "four"] {
            tokens::create(house.db(), &may, name).await.unwrap();
        }
        let verify = || audit::verify(house.db(), &house.operator);
        assert_eq!(verify().await.unwrap(), Ok(5));
        let columns = "business_id, sequence, at, actor_user_id, actor_name, as_member_id, as_name, action, subject_kind,
            subject_id, subject_name, before, after, address, hash";
        house.fresh.run(&format!("create table kept as select {columns} from audit_entries")).await;
        for (tampering, place) in [
            ("update audit_entries set actor_name = 'Somebody' where sequence = 3", 3),
            ("update audit_entries set address = null where sequence = 2", 2),
            ("update audit_entries set as_name = actor_name where sequence = 4", 4),
            ("update audit_entries set at = at + 1 where sequence = 5", 5),
            ("update audit_entries set actor_user_id = null where sequence = 2", 2),
            ("delete from audit_entries where sequence = 3", 3),
            ("delete from audit_entries where sequence = 1", 1),
            ("delete from audit_entries where sequence = 5", 5),
            ("delete from audit_entries", 1),
            ("update audit_entries set sequence = 30 - sequence where sequence in (3, 4);
              update audit_entries set sequence = sequence - 23 where sequence > 20", 3),
        ] {
            house.fresh.run(tampering).await;
            let broken = verify().await.unwrap().unwrap_err();
            assert_eq!(broken.sequence, place, "{tampering}: {broken}");
            house.fresh.run(&format!("delete from audit_entries; insert into audit_entries ({columns}) select {columns} from kept")).await;
            assert_eq!(verify().await.unwrap(), Ok(5), "restored");
        }
        house.fresh.run("update audit_heads set sequence = 4, hash = (select hash from audit_entries where sequence = 4)").await;
        assert!(verify().await.unwrap().is_err(), "an entry beyond the head");
    }

    async fn the_chain_holds_while_it_grows(kind) {
        let house = House::new(kind).await;
        let (db, owner) = (house.db().clone(), house.owner.clone());
        let writing = tokio::spawn(async move {
            for count in 0..40 {
                tokens::create(&db, &owner.may().unwrap(), &format!("token {count}")).await.unwrap();
            }
        });
        let mut walks = 0;
        while !writing.is_finished() || walks == 0 {
            assert!(audit::verify(house.db(), &house.operator).await.unwrap().is_ok());
            walks += 1;
        }
        writing.await.unwrap();
        assert_eq!(audit::verify(house.db(), &house.operator).await.unwrap(), Ok(41));
    }
}
