use crewline_core::access::{Role, Thing, actions};
use crewline_core::accounts::tokens;
use crewline_core::audit::{self, Filter};
use crewline_core::both_engines;
use crewline_core::businesses::{Profile, edit};
use crewline_core::db::Kind;
use crewline_core::testing::TestBusiness;

#[both_engines]
async fn a_change_leaves_an_entry_with_the_persons_name(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let may = business.owner.may::<actions::EditBusiness>().unwrap();
    let profile = Profile { name: "Northline Media".into(), time_zone: "Europe/Berlin".into(), country: "de".into() };
    edit(business.db(), &may, profile).await.unwrap();
    let page = audit::list(business.db(), &business.owner.may().unwrap(), &Default::default(), None, 10).await.unwrap();
    let entry = &page.entries[0];
    assert_eq!((entry.actor_name.as_str(), entry.action.as_str()), ("Olga Marsh", "business.edited"));
    assert!(entry.before.as_deref().unwrap().contains("Northline"));
    assert!(entry.after.as_deref().unwrap().contains("Europe/Berlin"));
    assert_eq!(entry.address.as_deref(), Some("192.0.2.1"));
}

#[both_engines]
async fn a_change_that_fails_leaves_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let before = audit::list(business.db(), &business.owner.may().unwrap(), &Default::default(), None, 50)
        .await
        .unwrap()
        .entries
        .len();
    let may = business.owner.may::<actions::ManageTokens>().unwrap();
    tokens::create(business.db(), &may, "reports").await.unwrap();
    let token = tokens::list(business.db(), &may).await.unwrap()[0].id;
    let held = tokens::Token::hold(business.db(), may.clone(), token).await.unwrap();
    tokens::end(business.db(), &held).await.unwrap();
    assert!(tokens::end(business.db(), &held).await.is_err(), "it has ended already");
    assert_eq!(
        audit::list(business.db(), &business.owner.may().unwrap(), &Default::default(), None, 50)
            .await
            .unwrap()
            .entries
            .len(),
        before + 2
    );
}

#[both_engines]
async fn concurrent_changes_keep_the_chain_valid(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let manager = business.person("Max Rivera", Role::Manager).await;
    let work = (0..40).map(|count| {
        let (db, who) = (business.db().clone(), if count % 2 == 0 { business.owner.clone() } else { manager.clone() });
        tokio::spawn(async move { tokens::create(&db, &who.may().unwrap(), &format!("token {count}")).await.map(drop) })
    });
    for task in work.collect::<Vec<_>>() {
        task.await.unwrap().unwrap();
    }
    let length = audit::verify(business.db(), &business.operator).await.unwrap().unwrap();
    assert_eq!(length, 42, "founding, the manager, and forty tokens");
}

#[both_engines]
async fn edited_removed_and_moved_entries_are_detected(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let may = business.owner.may::<actions::ManageTokens>().unwrap();
    for name in ["one", "two", "three", "four"] {
        tokens::create(business.db(), &may, name).await.unwrap();
    }
    let verify = || audit::verify(business.db(), &business.operator);
    assert_eq!(verify().await.unwrap(), Ok(5));
    let columns = "business_id, sequence, at, actor_user_id, actor_name, as_member_id, as_name, action, subject_kind,
            subject_id, subject_name, before, after, address, hash";
    business.database.run(&format!("create table kept as select {columns} from audit_entries")).await;
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
        (
            "update audit_entries set sequence = 30 - sequence where sequence in (3, 4);
              update audit_entries set sequence = sequence - 23 where sequence > 20",
            3,
        ),
    ] {
        business.database.run(tampering).await;
        let broken = verify().await.unwrap().unwrap_err();
        assert_eq!(broken.sequence, place, "{tampering}: {broken}");
        business
            .database
            .run(&format!(
                "delete from audit_entries; insert into audit_entries ({columns}) select {columns} from kept"
            ))
            .await;
        assert_eq!(verify().await.unwrap(), Ok(5), "restored");
    }
    business
        .database
        .run("update audit_heads set sequence = 4, hash = (select hash from audit_entries where sequence = 4)")
        .await;
    assert!(verify().await.unwrap().is_err(), "an entry beyond the head");
}

#[both_engines]
async fn a_truncated_log_is_detected(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let may = business.owner.may::<actions::ManageTokens>().unwrap();
    for name in ["one", "two", "three"] {
        tokens::create(business.db(), &may, name).await.unwrap();
    }
    // The remaining rows are a valid chain; only the head shows that some are missing.
    business.database.run("delete from audit_entries where sequence > 2").await;
    let broken = audit::verify(business.db(), &business.operator).await.unwrap().unwrap_err();
    assert_eq!((broken.sequence, broken.what), (3, "the last entries are missing"));
    business.database.run("delete from audit_heads").await;
    assert!(audit::verify(business.db(), &business.operator).await.unwrap().is_err(), "without a head");
}

#[both_engines]
async fn verifying_works_while_the_log_grows(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (db, owner) = (business.db().clone(), business.owner.clone());
    let writing = tokio::spawn(async move {
        for count in 0..40 {
            tokens::create(&db, &owner.may().unwrap(), &format!("token {count}")).await.unwrap();
        }
    });
    let mut runs = 0;
    while !writing.is_finished() || runs == 0 {
        assert!(audit::verify(business.db(), &business.operator).await.unwrap().is_ok());
        runs += 1;
    }
    writing.await.unwrap();
    assert_eq!(audit::verify(business.db(), &business.operator).await.unwrap(), Ok(41));
}

#[both_engines]
async fn the_log_is_read_page_by_page_both_ways(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (db, may) = (business.db(), business.owner.may().unwrap());
    for count in 0..7 {
        tokens::create(db, &business.owner.may().unwrap(), &format!("token {count}")).await.unwrap();
    }
    let whole = audit::list(db, &may, &Filter::default(), None, 100).await.unwrap();
    assert_eq!((whole.entries.len(), whole.older, whole.newer), (8, None, None));
    for limit in [1, 2, 3, 8] {
        let (mut down, mut cursor, mut last) = (Vec::new(), None, None);
        loop {
            let page = audit::list(db, &may, &Filter::default(), cursor, limit).await.unwrap();
            assert_eq!(page.newer.is_some(), cursor.is_some(), "by {limit}");
            down.extend(page.entries);
            last = page.newer.or(last);
            let Some(older) = page.older else { break };
            cursor = Some(older.to_string().parse().unwrap());
        }
        assert_eq!(down, whole.entries, "by {limit}");
        let mut up = Vec::new();
        while let Some(newer) = last {
            let page = audit::list(db, &may, &Filter::default(), Some(newer), limit).await.unwrap();
            up.splice(0..0, page.entries);
            last = page.newer;
        }
        let above = whole.entries.len() - down.len().min((down.len() - 1) % usize::try_from(limit).unwrap() + 1);
        assert_eq!(up, whole.entries[..above], "back by {limit}");
    }
}

#[both_engines]
async fn the_log_is_filtered_by_person_action_and_time(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (db, may) = (business.db(), business.owner.may().unwrap());
    let manager = business.person("Max Rivera", Role::Manager).await;
    business.person("Quiet Viewer", Role::Viewer).await;
    db.clock().advance_seconds(60);
    let begin = db.now();
    business.number("Ads", "+12125550101").await;
    for who in [&manager, &business.owner, &manager] {
        tokens::create(db, &who.may().unwrap(), "looks").await.unwrap();
    }
    db.clock().advance_seconds(60);
    let end = db.now();
    tokens::create(db, &manager.may().unwrap(), "late").await.unwrap();
    let (max_id, olga_id) = (manager.member(), business.owner.member());
    // As if Olga had been logged in as Max, later.
    business.database.run(
        "update audit_entries set as_member_id = (select id from members where name = 'Max Rivera'), as_name = 'Max Rivera'
            where action = 'number.added'"
    ).await;
    let find = async |filter: Filter| {
        let mut all = Vec::new();
        let mut cursor = None;
        loop {
            let page = audit::list(db, &may, &filter, cursor, 2).await.unwrap();
            all.extend(page.entries.iter().map(|entry| (entry.actor_name.clone(), entry.action.clone())));
            let Some(older) = page.older else { return all };
            cursor = Some(older);
        }
    };
    let owned = |list: &[(&str, &str)]| {
        list.iter().map(|(who, what)| ((*who).to_owned(), (*what).to_owned())).collect::<Vec<_>>()
    };
    let (max, olga) = ("Max Rivera", "Olga Marsh");
    let of_max = Filter { person: Some(max_id), ..Filter::default() };
    let all_of_max =
        owned(&[(max, "token.created"), (max, "token.created"), (max, "token.created"), (olga, "number.added")]);
    assert_eq!(find(of_max.clone()).await, all_of_max);
    let of_olga = Filter { person: Some(olga_id), ..Filter::default() };
    assert_eq!(find(of_olga).await, owned(&[(olga, "token.created"), (olga, "number.added")]));
    let added = Filter { action: Some("member.added".into()), ..Filter::default() };
    assert_eq!(find(added).await.len(), 2);
    let created = Filter { action: Some("token.created".into()), ..of_max.clone() };
    assert_eq!(find(created).await.len(), 3);
    let between = Filter { from: Some(begin), to: Some(end), ..Filter::default() };
    assert_eq!(find(between.clone()).await.len(), 4);
    assert_eq!(find(Filter { person: Some(max_id), ..between.clone() }).await.len(), 3);
    assert_eq!(find(Filter { action: Some("token.created".into()), ..between }).await.len(), 3);
    for filter in [
        Filter { from: Some(end.plus_seconds(1)), ..Filter::default() },
        Filter { to: Some(crewline_core::time::Timestamp::from_millis(0)), ..Filter::default() },
        Filter { action: Some("a\0b".into()), ..Filter::default() },
    ] {
        assert!(find(filter).await.is_empty());
    }
    let (_, nora) = business.neighbour().await;
    assert!(find(Filter { person: Some(nora.member()), ..Filter::default() }).await.is_empty());
    let people = audit::people(db, &may).await.unwrap();
    let people: Vec<_> = people.iter().map(|person| (person.id, person.name.as_str())).collect();
    assert_eq!(people, [(max_id, max), (olga_id, olga)]);
}
