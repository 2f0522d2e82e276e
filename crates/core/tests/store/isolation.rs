//! Two similar businesses: a function called in one with the other's ids finds and changes nothing.

use crewline_core::access::{Refusal, Thing, Viewpoint, actions};
use crewline_core::db::Kind;
use crewline_core::db::Target;
use crewline_core::ids::{GroupId, NumberId};
use crewline_core::members::{self, Member};
use crewline_core::numbers::{self, Draft, Filter, Number, Sort, groups};
use crewline_core::testing::{TestBusiness, group, number};
use crewline_core::{Error, both_engines};

/// Runs a statement directly, without the product's code.
pub(crate) async fn raw(business: &TestBusiness, text: &str) -> Result<(), String> {
    match &business.database.target {
        Target::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path).map_err(|error| error.to_string())?;
            connection.pragma_update(None, "foreign_keys", true).map_err(|error| error.to_string())?;
            connection.execute_batch(text).map_err(|error| error.to_string())
        }
        Target::Postgres(address) => {
            let (client, connection) =
                tokio_postgres::connect(address, tokio_postgres::NoTls).await.map_err(|error| error.to_string())?;
            let driver = tokio::spawn(connection);
            let outcome = client.batch_execute(text).await.map_err(|error| error.to_string());
            drop(client);
            driver.await.expect("the connection's task").expect("the connection");
            outcome
        }
    }
}

/// Each of the two has the same names and digits.
struct SampleBusiness {
    owner: Viewpoint,
    one: NumberId,
    two: NumberId,
    group: GroupId,
}

async fn sample_business(business: &TestBusiness, owner: Viewpoint) -> SampleBusiness {
    let one = number(business.db(), &owner, "Summer ads", "+12125550101").await;
    let two = number(business.db(), &owner, "Winter ads", "+12125550102").await;
    let group = group(business.db(), &owner, "Client A", &[one]).await;
    SampleBusiness { owner, one, two, group }
}

async fn sample_businesses(kind: crewline_core::db::Kind) -> (TestBusiness, SampleBusiness, SampleBusiness) {
    let business = TestBusiness::new(kind).await;
    let ours = sample_business(&business, business.owner.clone()).await;
    let (_, neighbour) = business.neighbour().await;
    let theirs = sample_business(&business, neighbour).await;
    (business, ours, theirs)
}

/// Everything that one of them lists.
async fn everything(business: &TestBusiness, sample: &SampleBusiness) -> String {
    let see = sample.owner.may().unwrap();
    let db = business.db();
    let numbers = numbers::list(db, &see, &Filter::default(), Sort::Newest, None, 100).await.unwrap();
    let groups = groups::list(db, &see, None, None, 100).await.unwrap();
    let people = sample.owner.may().unwrap();
    let members =
        members::list(db, &people, &members::Filter::default(), members::SortKey::Name.ascending(), None, 100)
            .await
            .unwrap();
    format!("{:#?} {:#?} {:#?}", numbers.numbers, groups.groups, members.members)
}

#[track_caller]
fn not_found<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    assert!(matches!(outcome, Err(Error::Refused(Refusal::NotFound))), "{outcome:?}");
}

#[track_caller]
fn sentence(outcome: Result<impl std::fmt::Debug, Error>, field: &str) -> String {
    let Err(Error::Fields(fields)) = outcome else { panic!("{outcome:?}") };
    fields.get(field).unwrap().to_owned()
}

#[both_engines]
async fn the_ids_of_another_business_find_nothing(kind: Kind) {
    let (business, ours, theirs) = sample_businesses(kind).await;
    let db = business.db();
    for (who, other) in [(&ours, &theirs), (&theirs, &ours)] {
        not_found(Number::hold(db, who.owner.may::<actions::SeeNumbers>().unwrap(), other.one).await);
        not_found(Number::hold(db, who.owner.may::<actions::EditNumbers>().unwrap(), other.two).await);
        not_found(Number::hold(db, who.owner.may::<actions::ReleaseNumbers>().unwrap(), other.two).await);
        not_found(groups::Group::hold(db, who.owner.may::<actions::EditNumberGroups>().unwrap(), other.group).await);
        not_found(Member::hold(db, who.owner.may::<actions::SeeUsers>().unwrap(), other.owner.member()).await);
        not_found(Member::hold(db, who.owner.may::<actions::EditMembers>().unwrap(), other.owner.member()).await);
        let filter = Filter { group: Some(other.group), ..Filter::default() };
        let page = numbers::list(db, &who.owner.may().unwrap(), &filter, Sort::Name, None, 10).await.unwrap();
        assert!(page.numbers.is_empty());
        assert!(Number::hold(db, who.owner.may::<actions::SeeNumbers>().unwrap(), who.one).await.is_ok());
    }
}

#[both_engines]
async fn each_business_lists_only_its_own_rows(kind: Kind) {
    let (business, ours, theirs) = sample_businesses(kind).await;
    let see = ours.owner.may::<actions::SeeNumbers>().unwrap();
    let (ours_seen, theirs_seen) = (everything(&business, &ours).await, everything(&business, &theirs).await);
    for (id, seen) in [
        (theirs.one.to_string(), &ours_seen),
        (theirs.group.to_string(), &ours_seen),
        (theirs.owner.member().to_string(), &ours_seen),
        (ours.two.to_string(), &theirs_seen),
        (ours.group.to_string(), &theirs_seen),
        (ours.owner.member().to_string(), &theirs_seen),
    ] {
        assert!(!seen.contains(&id), "{id}");
    }
    assert_eq!(numbers::count(business.db(), &see).await.unwrap().active, 2);
    assert_eq!(numbers::sources(business.db(), &see).await.unwrap(), ["Summer ads", "Winter ads"]);
    let choices = numbers::options(business.db(), &see, Some("ads"), 10).await.unwrap();
    assert_eq!(choices.iter().map(|each| each.id).collect::<Vec<_>>(), [ours.one, ours.two]);
}

#[both_engines]
async fn foreign_ids_in_a_form_are_answered_like_unknown_ones(kind: Kind) {
    let (business, ours, theirs) = sample_businesses(kind).await;
    let db = business.db();
    let before = (everything(&business, &ours).await, everything(&business, &theirs).await);
    let held = Number::hold(db, ours.owner.may().unwrap(), ours.one).await.unwrap();
    let held_group = groups::Group::hold(db, ours.owner.may().unwrap(), ours.group).await.unwrap();
    let mut sentences = Vec::new();
    for group_id in [theirs.group.to_string(), "grp_unknown".into(), theirs.one.to_string()] {
        let draft = Draft { friendly_name: "New".into(), group_id, ..Draft::default() };
        sentences
            .push(sentence(numbers::add(db, &ours.owner.may().unwrap(), "+12125550109", &draft).await, "group_id"));
        sentences.push(sentence(numbers::edit(db, &held, &draft).await, "group_id"));
    }
    sentences.dedup();
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    let mut sentences = Vec::new();
    for id in [theirs.two.to_string(), "num_unknown".into(), theirs.group.to_string()] {
        let draft = groups::Draft { name: "New".into(), number_ids: vec![ours.two.to_string(), id] };
        sentences.push(sentence(groups::create(db, &ours.owner.may().unwrap(), &draft).await, "number_ids"));
        sentences.push(sentence(groups::edit(db, &held_group, &draft).await, "number_ids"));
    }
    sentences.dedup();
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    assert_eq!((everything(&business, &ours).await, everything(&business, &theirs).await), before);
}

#[both_engines]
async fn changes_in_one_business_leave_the_other_unchanged(kind: Kind) {
    let (business, ours, theirs) = sample_businesses(kind).await;
    let db = business.db();
    let before = everything(&business, &theirs).await;
    let held = groups::Group::hold(db, ours.owner.may().unwrap(), ours.group).await.unwrap();
    let draft = groups::Draft { name: "Client A".into(), number_ids: vec![ours.two.to_string()] };
    groups::edit(db, &held, &draft).await.unwrap();
    groups::delete(db, &held).await.unwrap();
    let held = Number::hold(db, ours.owner.may().unwrap(), ours.one).await.unwrap();
    numbers::edit(db, &held, &Draft { friendly_name: "Changed".into(), ..Draft::default() }).await.unwrap();
    let held = Number::hold(db, ours.owner.may().unwrap(), ours.two).await.unwrap();
    numbers::release(db, &held).await.unwrap();
    assert_eq!(everything(&business, &theirs).await, before);
}

#[both_engines]
async fn the_database_refuses_rows_that_join_two_businesses(kind: Kind) {
    let (business, _, _) = sample_businesses(kind).await;
    let own = "(select min(id) from businesses)";
    let foreign = |table: &str| format!("(select min(id) from {table} where business_id <> {own})");
    let (number, group, member) = (foreign("numbers"), foreign("number_groups"), foreign("members"));
    raw(&business, &format!(
        "insert into messages (business_id, number_id, provider, carrier_id, direction, status, from_address, from_kind, to_address, body, received_at)
             select business_id, id, 'twilio', 'SM9', 'inbound', 'received', '+1', 'number', '+1', '', 1 from numbers where id = {number}"
    )).await.unwrap();
    let own_row = |table: &str| format!("(select min(id) from {table} where business_id = {own})");
    for text in [
        format!("update numbers set group_id = {group} where id = {}", own_row("numbers")),
        format!("insert into number_grants (business_id, member_id, number_id) values ({own}, {}, {number})", own_row("members")),
        format!("insert into number_grants (business_id, member_id, number_id) values ({own}, {member}, {})", own_row("numbers")),
        format!("insert into group_grants (business_id, member_id, group_id) values ({own}, {}, {group})", own_row("members")),
        format!("insert into group_grants (business_id, member_id, group_id) values ({own}, {member}, {})", own_row("number_groups")),
        format!(
            "insert into calls (business_id, number_id, carrier_id, direction, status, carrier_status, caller_kind, destination, source, started_at)
                 values ({own}, {number}, 'CA1', 'inbound', 'ringing', 'ringing', 'unknown', '+1', '', 1)"
        ),
        format!(
            "insert into messages (business_id, number_id, provider, carrier_id, direction, status, from_address, from_kind, to_address, body, received_at)
                 values ({own}, {number}, 'twilio', 'SM1', 'inbound', 'received', '+1', 'number', '+1', '', 1)"
        ),
        format!("insert into message_media (business_id, message_id, sequence, url) values ({own}, {}, 0, 'https://a.example')", foreign("messages")),
        "delete from numbers where group_id is null and false".into(),
    ] {
        let refused = raw(&business, &text).await;
        assert_eq!(refused.is_err(), !text.starts_with("delete"), "{text}: {refused:?}");
    }
}

/// Adds a call, a tag, a report and an outside recipient to each of the businesses.
async fn fill_further_tables(business: &TestBusiness) {
    business.database.run(
        "insert into calls (business_id, number_id, carrier_id, direction, status, caller_kind, destination, source, started_at)
            select business_id, min(id), 'CA7', 'inbound', 'missed', 'unknown', '+1', '', 1 from numbers group by business_id;
        insert into tags (business_id, name, name_folded, colour, created_at)
            select id, 'Lead', 'lead', 'green', 1 from businesses;
        insert into reports (business_id, author_member_id, name, question, is_shared, created_at, updated_at)
            select business_id, min(id), 'Daily', '{}', true, 1, 1 from members group by business_id;
        insert into outside_recipients
            (business_id, report_id, email, email_canonical, name, sees, granted_by, granted_at, added_at)
            select r.business_id, r.id, 'a@b.example', 'a@b.example', '', 'specific', r.author_member_id, 1, 1 from reports r",
    ).await;
}

#[both_engines]
async fn the_database_refuses_rows_of_reports_views_and_histories_that_join_two_businesses(kind: Kind) {
    let (business, _, _) = sample_businesses(kind).await;
    fill_further_tables(&business).await;
    let own = "(select min(id) from businesses)";
    let row = |table: &str, is_own: bool| {
        format!("(select min(id) from {table} where business_id {} {own})", if is_own { "=" } else { "<>" })
    };
    // A statement with a place for each reference, and the tables that these name.
    let statements: [(&str, &[&str]); 12] = [
        (
            "insert into outside_recipients
                (business_id, report_id, email, email_canonical, name, sees, granted_by, granted_at, added_at)
                values (OWN, ?, 'c@d.example', 'c@d.example', '', 'specific', ?, 1, 1)",
            &["reports", "members"],
        ),
        (
            "insert into outside_number_grants (business_id, viewer_id, recipient_id, number_id) values (OWN, -?, ?, ?)",
            &["outside_recipients", "outside_recipients", "numbers"],
        ),
        (
            "insert into outside_group_grants (business_id, viewer_id, recipient_id, group_id) values (OWN, -?, ?, ?)",
            &["outside_recipients", "outside_recipients", "number_groups"],
        ),
        (
            "insert into call_views (business_id, author_member_id, name, name_folded, question, is_shared, created_at, updated_at)
                values (OWN, ?, 'V', 'v', '', false, 1, 1)",
            &["members"],
        ),
        (
            "insert into call_changes (business_id, call_id, member_id, changed, created_at) values (OWN, ?, ?, '{}', 1)",
            &["calls", "members"],
        ),
        ("insert into merged_tags (business_id, tag_id, into_tag_id) values (OWN, 99, ?)", &["tags"]),
        (
            "insert into call_tags (business_id, call_id, tag_id, number_id, started_at) values (OWN, ?, ?, ?, 1)",
            &["calls", "tags", "numbers"],
        ),
        (
            "insert into report_hours values (OWN, 1, ?, 1, 1, '', 'call', 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)",
            &["numbers"],
        ),
        ("insert into report_months values (OWN, 1, ?, 'day', 1, '', 'call', bytes'00')", &["numbers"]),
        (
            "insert into report_recipients (business_id, report_id, member_id, added_at) values (OWN, ?, ?, 1)",
            &["reports", "members"],
        ),
        ("insert into report_letters (business_id, report_id, member_id) values (OWN, ?, ?)", &["reports", "members"]),
        (
            "insert into called_back (business_id, call_id, member_id, at) values (OWN, ?, ?, 1)",
            &["calls", "members"],
        ),
    ];
    for (text, tables) in statements {
        let bytes = if kind == Kind::Sqlite { "x'" } else { "'\\x" };
        let with = |is_own: &dyn Fn(&str) -> bool| {
            let filled = text.replace("OWN", own).replace("bytes'", bytes);
            tables.iter().copied().fold(filled, |text, table| text.replacen('?', &row(table, is_own(table)), 1))
        };
        for foreign in tables.iter() {
            let text = with(&|table| table != *foreign);
            let refused = raw(&business, &text).await;
            let reason = refused.expect_err(&text).to_lowercase();
            assert!(reason.contains("foreign key") || reason.contains("db error"), "{text}: {reason}");
        }
        raw(&business, &with(&|_| true)).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    }
    // The sums of a whole business refer to it alone.
    let bytes = if kind == Kind::Sqlite { "x'00'" } else { "'\\x00'" };
    let of_nobody = format!("insert into business_report_months values (0, 1, 'day', 1, '', 'call', {bytes})");
    assert!(raw(&business, &of_nobody).await.is_err());
    raw(&business, &of_nobody.replacen("(0,", &format!("({own},"), 1)).await.unwrap();
}
