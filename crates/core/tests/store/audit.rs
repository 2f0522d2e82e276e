use crewline_core::access::{Role, Thing, actions, operator};
use crewline_core::accounts::tokens;
use crewline_core::audit::{self, Filter};
use crewline_core::both_engines;
use crewline_core::businesses::{Profile, edit};
use crewline_core::db::{Db, Kind};
use crewline_core::instance;
use crewline_core::secret::Seal;
use crewline_core::testing::{TestBusiness, api_token};

#[both_engines]
async fn a_change_leaves_an_entry_with_the_persons_name(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let may = business.owner.may::<actions::EditBusiness>().unwrap();
    let [name, time_zone, country] = ["Northline Media", "Europe/Berlin", "de"].map(String::from);
    let profile = Profile { name, time_zone, country, currency: None };
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
    crewline_core::testing::api_token(business.db(), &may, "reports").await.unwrap();
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
        tokio::spawn(async move {
            crewline_core::testing::api_token(&db, &who.may().unwrap(), &format!("token {count}")).await.map(drop)
        })
    });
    for task in work.collect::<Vec<_>>() {
        task.await.unwrap().unwrap();
    }
    let log = audit::verify(business.db(), &business.operator).await.unwrap().unwrap();
    assert_eq!(log.head.sequence, 42, "founding, the manager, and forty tokens");
}

#[both_engines]
async fn edited_removed_and_moved_entries_are_detected(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let may = business.owner.may::<actions::ManageTokens>().unwrap();
    for name in ["one", "two", "three", "four"] {
        crewline_core::testing::api_token(business.db(), &may, name).await.unwrap();
    }
    let verify = async || audit::verify(business.db(), &business.operator).await.unwrap().map(|log| log.head.sequence);
    assert_eq!(verify().await, Ok(5));
    let columns = "business_id, sequence, at, actor_user_id, actor_name, as_member_id, as_name, action, subject_kind,
            subject_id, subject_name, before, after, address, search_folded, hash";
    business.database.run(&format!("create table kept as select {columns} from audit_entries")).await;
    for (tampering, place) in [
        ("update audit_entries set actor_name = 'Somebody' where sequence = 3", 3),
        ("update audit_entries set address = null where sequence = 2", 2),
        ("update audit_entries set as_name = actor_name where sequence = 4", 4),
        ("update audit_entries set at = at + 1 where sequence = 5", 5),
        ("update audit_entries set actor_user_id = null where sequence = 2", 2),
        ("update audit_entries set search_folded = '' where sequence = 4", 4),
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
        let broken = verify().await.unwrap_err();
        assert_eq!(broken.sequence, place, "{tampering}: {broken}");
        business
            .database
            .run(&format!(
                "delete from audit_entries; insert into audit_entries ({columns}) select {columns} from kept"
            ))
            .await;
        assert_eq!(verify().await, Ok(5), "restored");
    }
    business
        .database
        .run("update audit_heads set sequence = 4, hash = (select hash from audit_entries where sequence = 4)")
        .await;
    assert!(verify().await.is_err(), "an entry beyond the head");
}

#[both_engines]
async fn a_truncated_log_is_detected(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let may = business.owner.may::<actions::ManageTokens>().unwrap();
    for name in ["one", "two", "three"] {
        crewline_core::testing::api_token(business.db(), &may, name).await.unwrap();
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
            crewline_core::testing::api_token(&db, &owner.may().unwrap(), &format!("token {count}")).await.unwrap();
        }
    });
    let mut runs = 0;
    while !writing.is_finished() || runs == 0 {
        assert!(audit::verify(business.db(), &business.operator).await.unwrap().is_ok());
        runs += 1;
    }
    writing.await.unwrap();
    let log = audit::verify(business.db(), &business.operator).await.unwrap().unwrap();
    assert_eq!((log.head.sequence, log.unchecked), (41, 0));
}

#[both_engines]
async fn the_log_is_read_page_by_page_both_ways(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (db, may) = (business.db(), business.owner.may().unwrap());
    for count in 0..7 {
        crewline_core::testing::api_token(db, &business.owner.may().unwrap(), &format!("token {count}")).await.unwrap();
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
        crewline_core::testing::api_token(db, &who.may().unwrap(), "looks").await.unwrap();
    }
    db.clock().advance_seconds(60);
    let end = db.now();
    crewline_core::testing::api_token(db, &manager.may().unwrap(), "late").await.unwrap();
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

/// Six entries, of which somebody with the database alone forges some.
async fn log_of_six(kind: Kind) -> TestBusiness {
    let business = TestBusiness::new(kind).await;
    let may = business.owner.may::<actions::ManageTokens>().unwrap();
    for name in ["one", "two", "three", "four", "five"] {
        api_token(business.db(), &may, name).await.unwrap();
    }
    business
}

async fn fault(business: &TestBusiness) -> String {
    audit::verify(business.db(), &business.operator).await.unwrap().unwrap_err().to_string()
}

#[both_engines]
async fn a_log_that_was_cut_with_its_head_moved_is_detected_and_stays_so(kind: Kind) {
    let business = log_of_six(kind).await;
    let cut = "update audit_heads set sequence = 4, hash = (select hash from audit_entries where sequence = 4);
        delete from audit_entries where sequence > 4";
    business.database.run(cut).await;
    assert!(fault(&business).await.contains("no valid seal"));
    // A change after it must not seal the shorter log.
    api_token(business.db(), &business.owner.may().unwrap(), "six").await.unwrap();
    api_token(business.db(), &business.owner.may().unwrap(), "seven").await.unwrap();
    assert!(fault(&business).await.starts_with("entry 7 "), "after the two new ones");
}

#[both_engines]
async fn an_emptied_log_is_detected_and_stays_so(kind: Kind) {
    let business = log_of_six(kind).await;
    business.database.run("delete from audit_entries; delete from audit_heads").await;
    assert!(fault(&business).await.contains("the log is empty, although the business was founded"));
    api_token(business.db(), &business.owner.may().unwrap(), "six").await.unwrap();
    assert!(fault(&business).await.contains("no valid seal"));
}

#[both_engines]
async fn a_head_with_a_higher_first_entry_hides_nothing(kind: Kind) {
    let business = log_of_six(kind).await;
    business.database.run("update audit_entries set actor_name = 'Somebody' where sequence = 3").await;
    business.database.run("update audit_heads set first_sequence = 6").await;
    assert!(fault(&business).await.starts_with("entry 3 "));
}

#[both_engines]
async fn a_log_of_another_key_is_no_log_until_it_is_sealed_anew(kind: Kind) {
    let business = log_of_six(kind).await;
    let other = Db::open(&business.database.target, business.db().clock().clone()).await.unwrap();
    instance::check_key(&other, &Seal::from_text(&Seal::new_key().unwrap()).unwrap()).await.unwrap();
    let operator = operator(&other, &business.slug).await.unwrap();
    let broken = audit::verify(&other, &operator).await.unwrap().unwrap_err();
    assert_eq!((broken.sequence, broken.what.contains("another key")), (1, true));
    api_token(&other, &business.owner.may().unwrap(), "six").await.unwrap();
    assert!(audit::verify(&other, &operator).await.unwrap().is_err());
    audit::reseal(&other, &operator).await.unwrap();
    let log = audit::verify(&other, &operator).await.unwrap().unwrap();
    assert_eq!((log.head.sequence, log.unchecked), (8, 7));
    api_token(&other, &business.owner.may().unwrap(), "seven").await.unwrap();
    let log = audit::verify(&other, &operator).await.unwrap().unwrap();
    assert_eq!((log.head.sequence, log.unchecked), (9, 7));
    assert!(audit::reseal(&other, &operator).await.is_err(), "a chain that holds is not sealed anew");
    business.database.run("update audit_entries set actor_name = 'Somebody' where sequence = 9").await;
    assert_eq!(audit::verify(&other, &operator).await.unwrap().unwrap_err().sequence, 9);
}

#[both_engines]
async fn a_kept_head_finds_a_log_that_was_set_back_to_an_earlier_copy(kind: Kind) {
    let business = log_of_six(kind).await;
    let verify = async |kept: &[audit::Head]| {
        audit::verify_with(business.db(), &business.operator, kept).await.unwrap().map_err(|broken| broken.sequence)
    };
    let columns = "business_id, sequence, at, actor_user_id, actor_name, as_member_id, as_name, action, subject_kind,
        subject_id, subject_name, before, after, address, search_folded, hash";
    let keep = format!(
        "create table kept_entries as select {columns} from audit_entries; create table kept_heads as select * from audit_heads"
    );
    business.database.run(&keep).await;
    let early = verify(&[]).await.unwrap().head;
    api_token(business.db(), &business.owner.may().unwrap(), "six").await.unwrap();
    let late = verify(&[]).await.unwrap().head;
    assert_eq!(verify(&[early.clone(), late.clone()]).await.unwrap().head, late);
    let restore = format!(
        "delete from audit_entries; insert into audit_entries ({columns}) select {columns} from kept_entries;
         delete from audit_heads; insert into audit_heads select * from kept_heads"
    );
    business.database.run(&restore).await;
    assert!(verify(&[]).await.is_ok(), "an earlier copy is whole in itself");
    assert_eq!(verify(std::slice::from_ref(&late)).await, Err(7));
    api_token(business.db(), &business.owner.may().unwrap(), "another").await.unwrap();
    assert!(verify(&[early]).await.is_ok());
    assert_eq!(verify(&[late]).await, Err(7));
}

#[both_engines]
async fn a_change_without_the_key_is_refused(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let keyless = Db::open(&business.database.target, business.db().clock().clone()).await.unwrap();
    assert!(api_token(&keyless, &business.owner.may().unwrap(), "one").await.is_err());
    assert_eq!(business.database.number("select count(*) from api_tokens").await, 0);
}

#[both_engines]
async fn the_log_is_searched_by_what_people_read(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (db, may) = (business.db(), business.owner.may().unwrap());
    business.number("Summer Ads", "+12125550101").await;
    business.person("Zoë Müller", Role::Manager).await;
    api_token(db, &business.owner.may().unwrap(), "100%_done").await.unwrap();
    let search = async |q: &str| {
        let mut all = Vec::new();
        let mut cursor = None;
        loop {
            let filter = Filter { q: Some(q.into()), ..Filter::default() };
            let page = audit::list(db, &may, &filter, cursor, 1).await.unwrap();
            all.extend(page.entries.into_iter().map(|entry| entry.action));
            let Some(older) = page.older else { return all };
            cursor = Some(older);
        }
    };
    assert_eq!(search("summer").await, ["number.added"]);
    assert_eq!(search("(212) 555-0101").await, ["number.added"]);
    assert_eq!(search("ZOË").await, ["member.added"]);
    assert_eq!(search("0%_d").await, ["token.created"]);
    assert_eq!(search("0_").await, [""; 0]);
    assert_eq!(search("Business founded").await, ["business.founded"]);
    assert_eq!(search(" ").await.len(), 4);
    assert_eq!(search("num_").await, [""; 0], "ids are no text for people");
    let of_person = Filter { q: Some("summer".into()), person: Some(business.owner.member()), ..Filter::default() };
    assert_eq!(audit::list(db, &may, &of_person, None, 10).await.unwrap().entries.len(), 1);
    let wrong_action = Filter { q: Some("summer".into()), action: Some("token.created".into()), ..Filter::default() };
    assert_eq!(audit::list(db, &may, &wrong_action, None, 10).await.unwrap().entries.len(), 0);
}

#[both_engines]
async fn a_search_of_a_long_log_goes_on_part_by_part(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (db, may) = (business.db(), business.owner.may().unwrap());
    business.number("Summer Ads", "+12125550101").await;
    let many = "insert into audit_entries (business_id, sequence, at, actor_name, action, subject_kind, subject_id,
            subject_name, search_folded, hash)
        with recursive counted (n) as (select 3 union all select n + 1 from counted where n < 45000)
        select b.id, n, 1772452800000 + n, 'Olga Marsh', 'token.created', 'token', 'x', 'x', 'x', bytes'00'
        from counted, businesses b";
    business.database.run(many).await;
    let filter = Filter { q: Some("summer".into()), ..Filter::default() };
    let (mut cursor, mut pages) = (None, Vec::new());
    loop {
        let page = audit::list(db, &may, &filter, cursor, 10).await.unwrap();
        assert_eq!(page.searched_to.is_some(), page.older.is_some());
        assert_eq!(page.newer.is_some(), cursor.is_some(), "each part leads back");
        pages.push(page.entries.len());
        let Some(older) = page.older else { break };
        cursor = Some(older.to_string().parse().unwrap());
    }
    assert_eq!(pages, [0, 0, 1]);
}
