//! Parses every statement of a business, to show that each table in it is bound to that business.
//!
//! A row is bound to the business by its `business_id`, which equals `$1` or that of a bound row, or by a key: its own
//! id, or the id of a row that it refers to, equals the same key of a bound row. The second relies on the schema, where
//! every reference within a business is by `(business_id, id)`. A condition counts only where it holds for every row:
//! in an `and`, not in an `or`.

mod analysis;
mod conditions;
mod schema;
mod scope;

use std::collections::{BTreeMap, BTreeSet};

use analysis::Analysis;
use schema::Schema;
use sqlparser::dialect::{Dialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

use super::statements::{Macro, statements, texts};
use crate::db::Kind;
use crate::db::testing::test_database;

/// A table that a statement reads or writes without being bound to the business, and why that is safe. The count in
/// xtask/src/tidy/ceilings.rs may only go down.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// The tables of a text that are not bound to `$1`.
fn unbound(schema: &Schema, dialect: &dyn Dialect, text: &str, member: bool) -> BTreeSet<String> {
    let parsed = Parser::parse_sql(dialect, text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let [statement] = parsed.as_slice() else { panic!("one statement: {text}") };
    Analysis::of(schema, statement, member).unbound()
}

#[tokio::test]
async fn every_table_of_every_statement_is_bound_to_the_business() {
    let schema = Schema::read(&test_database(Kind::Sqlite).await).await;
    let macros: BTreeMap<_, _> =
        statements().1.into_iter().map(|(path, which)| (path.display().to_string(), which)).collect();
    let dialects: [(Kind, &dyn Dialect); 2] =
        [(Kind::Sqlite, &SQLiteDialect {}), (Kind::Postgres, &PostgreSqlDialect {})];
    for (kind, dialect) in dialects {
        let mut all_unbound = BTreeSet::new();
        for (name, text) in texts(kind) {
            let path = name.split(", ").next().unwrap_or_default();
            let which = macros[path];
            if which != Macro::Global {
                let file = path.rsplit_once("/src/").map_or(path, |(_, file)| file);
                let with_member = matches!(which, Macro::Visible | Macro::VisibleList);
                let tables = unbound(&schema, dialect, &text, with_member);
                all_unbound.extend(tables.into_iter().map(|table| (file.to_owned(), table)));
            }
        }
        let expected = EXCEPTIONS.map(|(file, table, _)| (file.to_owned(), table.to_owned()));
        assert_eq!(all_unbound, expected.into_iter().collect(), "{kind:?}");
    }
}

#[tokio::test]
async fn an_unbound_table_is_reported() {
    let schema = Schema::read(&test_database(Kind::Sqlite).await).await;
    for (text, expected) in [
        ("select id from calls where business_id = $1", ""),
        ("select id from calls where cast($1 as bigint) = business_id and (id = $2)", ""),
        ("select id from calls where id = $2 -- business_id = $1", "calls"),
        ("select id from calls where business_id = $1 or id = $2", "calls"),
        ("select id from calls where not (business_id = $1)", "calls"),
        ("select id from calls where business_id = $2 and id = $1", "calls"),
        ("select c.id from calls c join legs l on l.call_id = c.id where c.business_id = $1", ""),
        ("select c.id from calls c join legs l on l.carrier_id = c.carrier_id where c.business_id = $1", "legs"),
        ("select c.id from calls c left join legs l on c.business_id = $1 and l.call_id = c.id", "calls legs"),
        ("select c.id from calls c left join legs l on l.business_id = $1 and l.id = c.id", "calls"),
        ("select (select max(n.id) from numbers n) from calls c where c.business_id = $1", "numbers"),
        ("select (select n.source from numbers n where n.id = c.number_id) from calls c where c.business_id = $1", ""),
        ("select id from calls c where exists (select 1 from legs where business_id = $1 and call_id = c.id)", "calls"),
        ("select id from calls where number_id in (select id from numbers where business_id = $1)", ""),
        ("select id from calls where number_id not in (select id from numbers where business_id = $1)", "calls"),
        ("select id from calls where id in (select id from numbers where business_id = $1)", "calls"),
        ("select id from (select id, business_id from calls) every_call where business_id = $1", ""),
        ("select id from (select id, business_id from calls) every_call where id = $2", "calls"),
        ("select id from calls where business_id = $1 union select id from calls", "calls"),
        ("select number_id from number_access where business_id = $1", ""),
        (
            "select number_id from number_access where member_id = $2",
            "group_grants number_grants numbers outside_group_grants outside_number_grants",
        ),
        ("select group_id from group_access where member_id = $2", "group_grants outside_group_grants"),
        (
            "with own (id) as (select id from calls where business_id = $1) select legs.id from own join legs on call_id = own.id",
            "",
        ),
        ("select m.id from members m join sessions s on s.user_id = m.user_id where m.business_id = $1", ""),
        ("select m.id from members m join members n on n.user_id = m.user_id where n.business_id = $1", "members"),
        ("update calls set source = $2 where business_id = $1", ""),
        ("update calls set source = $1 where id = $2", "calls"),
        ("delete from legs where call_id in (select id from calls where id = $2)", "calls legs"),
        ("insert into legs (business_id, call_id) values ($1, $2)", ""),
        ("insert into legs (business_id, call_id) values ($1, $2), ($3, $4)", "legs"),
        ("insert into legs (business_id, call_id) select business_id, id from calls where id = $1", "calls legs"),
    ] {
        let tables: Vec<String> = unbound(&schema, &SQLiteDialect {}, text, false).into_iter().collect();
        assert_eq!(tables.join(" "), expected, "{text}");
    }
}
