//! On SQLite a statement is planned once.

use rusqlite::{Connection, OpenFlags, StatementStatus, params};

use crate::db::sqlite;

const PEOPLE: &str = "select id from people where at > $1 and name like $2 and status = $3 order by at";

/// How often the statement is planned again while it runs with three sets of values.
fn replans(connection: &Connection) -> i32 {
    let mut statement = connection.prepare(PEOPLE).expect("a statement");
    for (at, name, status) in [(1, "a%", "active"), (2, "%a%", "removed"), (3, "b%", "active")] {
        let mut rows = statement.query(params![at, name, status]).expect("an answer");
        while rows.next().expect("a row").is_some() {}
    }
    statement.get_status(StatementStatus::RePrepare)
}

#[test]
fn a_statement_is_planned_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("test.db");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let ours = sqlite::open(&path, flags).expect("a database");
    ours.execute_batch(
        "create table people (id integer primary key, name text, status text, at bigint);
        create index people_by_time on people (at);
        create index people_active on people (name) where status = 'active';
        insert into people (name, status, at) values ('ada', 'active', 2), ('ben', 'removed', 4);",
    )
    .expect("a table");
    assert_eq!(replans(&ours), 0);
    assert!(replans(&Connection::open(&path).expect("a database")) > 0, "plain SQLite replans");
}
