//! The questions of a member with Specific Numbers are read by their own numbers from the start: a statement through the
//! business's rows would take longer the more of them others have, and so tell how many there are.

use std::collections::BTreeSet;

use rusqlite::types::Value::{self, Integer, Null, Text};

use super::plans::{Planner, business_with_many_calls};
use super::statements::texts;
use crate::db::testing::test_database;
use crate::db::{Kind, Target};
use crate::testing::TestBusiness;

/// The statements that are asked for members of all numbers only, and why it is sure.
const OF_ALL_NUMBERS: [(&str, &str); 5] = [
    ("calls/list/count_of_business.sql", "calls::count asks it where is_of_business"),
    ("calls/list/newest.sql", "calls::list asks it where is_of_business"),
    ("calls/list/search.sql", "calls::list asks it where is_of_business"),
    ("numbers/groups/numbers_in.sql", "only a member of all numbers edits a group"),
    ("numbers/groups/list_all.sql", "it returns no row to anybody else, and groups::list does not ask it"),
];

/// The forms for members of all numbers, of statements that have another for the others.
const FORMS_OF_ALL_NUMBERS: [&str; 2] = ["calls/list/scan.sql,  ", "reports/read/rows.sql, business"];

/// Statements that count what a teammate sees, for members who see the Users page.
const OF_THE_USERS_PAGE: [&str; 3] = ["numbers/groups/count_of.sql", "numbers/count_of.sql", "calls/sources_of.sql"];

/// The indexes that go through the rows of all numbers.
const OF_THE_BUSINESS: [&str; 11] = [
    "calls_newest",
    "calls_newest_by_status",
    "calls_by_caller",
    "calls_by_caller_end",
    "calls_by_caller_name",
    "numbers_by_name",
    "numbers_newest",
    "numbers_one_active",
    "number_groups_name",
    "tags_name",
    "call_tags_newest",
];

/// The statements over numbers that a member with Specific Numbers may ask.
fn asked_by_granted(kind: Kind) -> Vec<(String, String)> {
    let is_asked = |name: &String| {
        let file = name.rsplit("/src/").next().unwrap_or(name);
        let is_other = OF_ALL_NUMBERS.iter().any(|(of_all, _)| file.starts_with(of_all))
            || FORMS_OF_ALL_NUMBERS.iter().any(|form| file.starts_with(form))
            || OF_THE_USERS_PAGE.iter().any(|of_users| file.starts_with(of_users));
        name.ends_with(", granted") && !is_other
    };
    texts(kind).into_iter().filter(|(name, _)| is_asked(name)).collect()
}

fn goes_through_the_business(step: &str) -> bool {
    OF_THE_BUSINESS.iter().any(|index| step.split_whitespace().any(|word| word == *index))
}

#[tokio::test]
async fn specific_numbers_are_asked_for_by_number_on_sqlite() {
    let database = test_database(Kind::Sqlite).await;
    let Target::Sqlite(path) = &database.target else { panic!("a file") };
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut through_the_business = BTreeSet::new();
    let asked = asked_by_granted(Kind::Sqlite);
    assert!(asked.len() > 30, "{}", asked.len());
    for (name, text) in asked {
        let mut plan = connection.prepare(&format!("explain query plan {text}")).unwrap();
        let mut steps = plan.raw_query();
        while let Some(step) = steps.next().unwrap() {
            let detail = step.get::<_, String>(3).unwrap();
            if goes_through_the_business(&detail) {
                through_the_business.insert(format!("{name}: {detail}"));
            }
        }
    }
    assert_eq!(through_the_business, BTreeSet::new());
}

#[tokio::test]
async fn specific_numbers_are_asked_for_by_number_on_postgres() {
    let business = business_with_many_calls().await;
    let planner = Planner::new(&business.database.target).await;
    let mut through_the_business = BTreeSet::new();
    for (name, text) in asked_by_granted(Kind::Postgres) {
        for step in planner.plan(&name, &text).await {
            if goes_through_the_business(&step) {
                through_the_business.insert(format!("{name}: {step}"));
            }
        }
    }
    assert_eq!(through_the_business, BTreeSet::new());
}

/// The values of a statement from `$3` on.
type Values = Vec<Value>;

fn text(text: &str) -> Value {
    Text(text.to_owned())
}

/// The places of ten numbers and ten groups, and that numbers without a group are not asked for.
fn every_number() -> Values {
    [vec![Null; 20], vec![Integer(0)]].concat()
}

/// The first page of everything: numbers, groups, and the range of time and id.
fn first_page() -> Values {
    [every_number(), vec![Integer(i64::MAX), Integer(i64::MAX), Integer(i64::MIN)]].concat()
}

/// The values of matching.sql for calls that have a tag, or, with `None`, that are their caller's first.
fn matching(tag: Option<i64>) -> Values {
    let tags = vec![tag.map_or(Null, Integer); 10];
    let (first_time, is_by_tag) = (if tag.is_some() { Null } else { Integer(1) }, Integer(i64::from(tag.is_some())));
    let spans = [vec![Integer(0); 40], vec![Integer(i64::MAX); 39]].concat();
    [vec![Null; 21], vec![first_time, is_by_tag], tags, vec![Integer(0), Null], spans].concat()
}

/// The values of matching.sql that every call passes.
fn no_matching() -> Values {
    let mut values = matching(None);
    values[21] = Null;
    values
}

/// The ranges of a search: by the beginning of a number, by its end, and by the beginning of a name.
fn ranges(number: &str, end: &str, name: &str) -> Values {
    let range = |part: &str| [text(part), text(&format!("{part}\u{10ffff}"))];
    [range(number), range(number), range(end), range(name)].concat()
}

/// Questions that a member with one number may ask: the statement, its values for what others have, and for what nobody has.
fn questions() -> Vec<(&'static str, Values, Values)> {
    let searches = [ranges("+1415", "55", "ada"), ranges("+1999", "99", "zzz")];
    let [others, nobody] = &searches;
    let count = |ranges: &Values| [every_number(), ranges.clone(), vec![Integer(10_000)]].concat();
    let ranged = |ranges: &Values| [first_page(), vec![Integer(52)], ranges.clone(), vec![Integer(52)]].concat();
    let search = |ranges: &Values| [ranged(ranges), no_matching()].concat();
    let scan = |ranges: &Values, inside: &str| [ranged(ranges), vec![text(inside)], no_matching()].concat();
    let by_status = |status: &str| [first_page(), vec![Integer(51), text(status)]].concat();
    let by_source = |source: &str| {
        let statuses = crate::calls::CallStatus::ALL.iter().map(|status| text(status.word()));
        [first_page(), vec![Integer(51), text(source)], statuses.collect()].concat()
    };
    let by_tag = |tag: i64| [first_page(), vec![Integer(51), Integer(tag)]].concat();
    let by_qualified = |said: i64| [first_page(), vec![Integer(51), Integer(said)], no_matching()].concat();
    let by_matching = |tag: Option<i64>| [first_page(), vec![Integer(51)], matching(tag)].concat();
    let of_no_group = || {
        let mut values = first_page();
        values[20] = Integer(1);
        [values, vec![Integer(51)]].concat()
    };
    let of_group = |group: i64| {
        let mut values = first_page();
        values[10..20].fill(Integer(group));
        [values, vec![Integer(51)]].concat()
    };
    // No number and no group is chosen, and one source.
    let report = |source: &str, rest: Values| [vec![Null; 20], vec![text(source); 10], rest].concat();
    let ever = vec![Integer(0), Integer(i64::MAX), Integer(0), Integer(1)];
    let each = |source: &str| report(source, ever.clone());
    let summed = |source: &str| report(source, [ever.clone(), vec![Integer(1); 4], vec![Integer(900_000)]].concat());
    // The build, the grain, the months, the days, the moments, the slot, and whether spam is counted.
    let sums = |source: &str| {
        let days = [0, 1_000_000, 0, 1_000_000].map(Integer);
        let rest =
            [vec![Integer(1), text("day")], days.to_vec(), [0, 5_000, i64::MAX, 900_000, 1].map(Integer).to_vec()];
        report(source, rest.concat())
    };
    let numbers = |q: &str| vec![text(""), Integer(0), Null, Null, text(q), Null, Integer(51)];
    let options = |q: &str| vec![text(q), Null, Integer(51)];
    let groups = |q: &str| vec![text(""), Integer(0), text(q), Integer(51)];
    vec![
        ("calls/list/search_count_by_number.sql, granted", count(others), count(nobody)),
        ("calls/list/search_by_number.sql,  desc, granted", search(others), search(nobody)),
        ("calls/list/scan.sql, numbers desc, granted", scan(others, "%555%"), scan(nobody, "%999%")),
        ("calls/list/by_number.sql, status desc, granted", by_status("completed"), by_status("ringing")),
        ("calls/list/by_number.sql, source desc, granted", by_source("Flyer"), by_source("Radio")),
        ("calls/list/by_number.sql, qualified desc, granted", by_qualified(1), by_qualified(0)),
        ("calls/list/by_number.sql, matching desc, granted", by_matching(Some(1)), by_matching(Some(2))),
        ("calls/list/by_number.sql, matching desc, granted", by_matching(None), by_matching(None)),
        ("calls/list/by_number.sql,  desc, granted", of_no_group(), of_no_group()),
        ("calls/list/by_number.sql,  desc, granted", of_group(1), of_group(1)),
        ("calls/list/by_tag.sql,  desc, granted", by_tag(1), by_tag(2)),
        ("reports/analytics/calls.sql,  asc, granted", each("Flyer"), each("Radio")),
        ("reports/analytics/calls.sql, large asc, granted", each("Flyer"), each("Radio")),
        ("reports/analytics/calls.sql, small asc, granted", each("Flyer"), each("Radio")),
        ("reports/read/rows.sql,  asc, granted", sums("Flyer"), sums("Radio")),
        ("reports/analytics/slots.sql, granted", summed("Flyer"), summed("Radio")),
        ("tags/list_on_calls.sql, granted", vec![Integer(500)], vec![Integer(500)]),
        ("numbers/list.sql, name asc, granted", numbers("%two%"), numbers("%nothing%")),
        ("numbers/options.sql, granted", options("%two%"), options("%nothing%")),
        ("numbers/groups/list_granted.sql, granted", groups("%others%"), groups("%nothing%")),
    ]
}

/// Time is hard to measure, but SQLite counts the steps of a statement: they are the same for what others have and for what
/// nobody has, and the same however much others have.
#[tokio::test]
async fn a_question_takes_as_many_steps_for_what_others_have_as_for_what_nobody_has() {
    let business = TestBusiness::new(Kind::Sqlite).await;
    let own = business.number("One", "+12125550100").await;
    business.viewer("Vera Kim", &[own], &[]).await;
    let Target::Sqlite(path) = &business.database.target else { panic!("a file") };
    let all = texts(Kind::Sqlite);
    let raw_id =
        |sql: &str| rusqlite::Connection::open(path).unwrap().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let business_id = raw_id("select id from businesses");
    let member = raw_id("select id from members where name = 'Vera Kim'");
    let other = business.number("Two", "+12125550101").await;
    business.group("Others", &[other]).await;
    let mut before = None;
    // With one call of others, not with none: the first step into an empty table ends at once.
    for calls in [1, 2_000] {
        let add = format!(
            "with recursive places (place) as (select 1 union all select place + 1 from places where place < {calls})
             insert into calls (business_id, number_id, carrier_id, direction, status, caller, caller_reversed, caller_kind,
                 caller_name, caller_name_folded, destination, source, started_at)
             select {business_id}, n.id, 'CA' || {calls} || '-' || place, 'inbound', 'completed', '+14155550155',
                 '55105555141+', 'number', 'Ada', 'ada', n.phone_number, 'Flyer', place
             from places join numbers n on n.friendly_name = 'Two';
             update calls set qualified = true;
             insert or ignore into tags (business_id, name, name_folded, colour, created_at)
             values ({business_id}, 'Others', 'others', 'red', 0);
             insert or ignore into call_tags (business_id, call_id, tag_id, number_id, started_at)
             select business_id, id, 1, number_id, started_at from calls"
        );
        business.database.run(&add).await;
        let connection = rusqlite::Connection::open(path).unwrap();
        let mut counted = Vec::new();
        for (name, others, nobody) in questions() {
            let found = all.iter().find(|(file, _)| file.ends_with(name));
            let (_, text) = found.unwrap_or_else(|| panic!("{name} is no statement"));
            let steps = |values: &Values| {
                // SQLite counts `$1` by its place in the text.
                let mut statement = connection.prepare(&text.replace('$', "?")).unwrap();
                let values = [vec![Integer(business_id), Integer(member)], values.clone()].concat();
                let mut rows = statement.query(rusqlite::params_from_iter(values)).unwrap();
                while let Some(row) = rows.next().unwrap() {
                    // Only a count has a row.
                    assert_eq!(row.get::<_, i64>(0).unwrap(), 0, "{name}");
                }
                drop(rows);
                statement.get_status(rusqlite::StatementStatus::VmStep)
            };
            let both = (steps(&others), steps(&nobody));
            assert_eq!(both.0, both.1, "{name}, {calls} calls of others");
            counted.push((name, both.0));
        }
        let counted_before = before.replace(counted.clone());
        assert_eq!(
            counted_before.unwrap_or_else(|| counted.clone()),
            counted,
            "steps without and with calls of others"
        );
    }
}
