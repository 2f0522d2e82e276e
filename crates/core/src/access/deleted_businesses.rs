//! Every statement that is not bound to a business leaves deleted businesses out, or is listed here with a reason.

use std::collections::BTreeSet;

use super::statements::{Macro, statements};
use crate::db::Kind;
use crate::db::testing::test_database;

/// Global statements that reach rows of deleted businesses, each with its reason.
const REACHES_DELETED: [(&str, &str); 19] = [
    ("access/departed.sql", "tells people that they are out of it"),
    ("access/enter_deleted.sql", "its Owner may take it back"),
    ("businesses/of_user.sql", "tells its members that it is deleted"),
    ("accounts/business_names.sql", "a password that holds the name of any of them is refused"),
    ("accounts/end_log_in_as_periods.sql", "none is open there, and ending more is safe"),
    ("accounts/token_end_all.sql", "a token that is not its person's must not come back with the business"),
    ("carrier/connection/find_by_slug.sql", "says whether it is deleted: its callers wait for an answer"),
    ("carrier/connection/list_all.sql", "its callers wait for an answer while the database is down, too"),
    ("carrier/standby/businesses.sql", "its callers wait for an answer while the database is down, too"),
    ("deletion/due.sql", "the removal"),
    ("deletion/begin.sql", "the removal"),
    ("deletion/removal_of.sql", "tells the operator that it is deleted"),
    ("jobs/done.sql", "a job that ran when the business was deleted has ended"),
    ("jobs/not_done.sql", "a job that ran when the business was deleted has ended"),
    ("jobs/renew.sql", "a job that ran when the business was deleted may end its attempt"),
    ("jobs/put_off.sql", "a job that ran when the business was deleted has ended"),
    ("jobs/release.sql", "a job that ran when the business was deleted has ended"),
    ("jobs/enqueue_for_no_business.sql", "the job belongs to no business"),
    ("members/add_business.sql", "a slug is not used again before the business is gone"),
];

/// Whether a text names a table.
fn names(text: &str, table: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c| !is_word(c)).any(|word| word == table)
}

#[tokio::test]
async fn global_statements_leave_deleted_businesses_out() {
    let database = test_database(Kind::Sqlite).await;
    let rows = database
        .rows(
            "select distinct t.name from sqlite_schema t join pragma_table_info(t.name) c where c.name = 'business_id'",
        )
        .await;
    let mut tables: BTreeSet<String> = rows.into_iter().filter_map(|row| row[0].clone()).collect();
    tables.insert("businesses".to_owned());
    let mut reached = BTreeSet::new();
    for (path, which) in statements().1 {
        let text = std::fs::read_to_string(&path).unwrap();
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
        let is_of_businesses = tables.iter().any(|table| names(&code, table));
        let leaves_out =
            code.contains("deleted_at is null") || code.contains("(select count(*) from businesses b where b.id = ");
        if which == Macro::Global && is_of_businesses && !leaves_out {
            let path = path.display().to_string();
            reached.insert(path.rsplit_once("/src/").map_or(path.clone(), |(_, file)| file.to_owned()));
        }
    }
    assert_eq!(reached, REACHES_DELETED.iter().map(|(file, _)| (*file).to_owned()).collect());
}
