//! Both engines accept every statement of this crate. The tests find the statements by reading the source.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::VisibleSql;
use super::list_sql::{expansions, with_parts};
use super::plans::Planner;
use crate::db::testing::{raw, test_database};
use crate::db::{Kind, Target};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Macro {
    Business,
    BusinessList,
    Visible,
    VisibleList,
    Global,
    /// A part of the statements of lists.
    Part,
}

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, all) } else { all.push(path) }
    }
}

/// The text between the quotes that a text begins with, and the rest.
fn quoted(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('"')?.split_once('"')
}

/// The `.sql` files of the source tree, and those that the code names, each with its macro.
pub(super) fn statements() -> (BTreeSet<PathBuf>, BTreeMap<PathBuf, Macro>) {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let mut used = BTreeMap::new();
    for path in all.iter().filter(|path| path.extension().is_some_and(|kind| kind == "rs")) {
        let text = std::fs::read_to_string(path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for (name, which) in [
            ("business_sql!(", Macro::Business),
            ("business_list_sql!(", Macro::BusinessList),
            ("visible_sql!(", Macro::Visible),
            ("visible_list_sql!(", Macro::VisibleList),
            ("global_sql!(", Macro::Global),
        ] {
            for after in code.split(name).skip(1) {
                let Some((file, rest)) = quoted(after) else { continue };
                let part = rest.strip_prefix(',').and_then(quoted).map(|(part, _)| part);
                for (file, which) in [(Some(file), which), (part, Macro::Part)] {
                    let Some(file) = file.map(|file| path.parent().unwrap().join(file)) else { continue };
                    if file.extension().is_some_and(|kind| kind == "sql") {
                        let before = used.insert(file.clone(), which);
                        assert!(
                            before.is_none_or(|before| before == which),
                            "{} is used by two macros",
                            file.display()
                        );
                    }
                }
            }
        }
    }
    let sql = all.into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "sql")).collect();
    (sql, used)
}

pub(super) fn texts(kind: Kind) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (path, which) in statements().1 {
        let part = |file: &str| std::fs::read_to_string(path.parent().unwrap().join(file)).unwrap();
        let text = with_parts(&std::fs::read_to_string(&path).unwrap(), part);
        let name = path.display().to_string();
        let forms = match which {
            Macro::Part => continue,
            Macro::BusinessList | Macro::VisibleList => {
                let forms = expansions(&text).into_iter();
                forms.map(|(form, way, text)| (format!("{name}, {form} {way}"), text)).collect()
            }
            Macro::Business | Macro::Visible | Macro::Global => vec![(name, text)],
        };
        for (name, text) in forms {
            if matches!(which, Macro::Visible | Macro::VisibleList) {
                let visible = VisibleSql::new(text.leak());
                texts.push((format!("{name}, all"), visible.text(kind, true).to_owned()));
                texts.push((format!("{name}, granted"), visible.text(kind, false).to_owned()));
            } else {
                texts.push((name, text));
            }
        }
    }
    texts
}

/// A misspelt marker would stay in the text, where both engines read it as a comment.
#[test]
fn no_marker_is_left_in_a_statement() {
    for (name, text) in [Kind::Sqlite, Kind::Postgres].into_iter().flat_map(texts) {
        assert!(!text.contains("/*") && !text.contains("-- key"), "{name}: {text}");
    }
}

#[test]
fn every_statement_file_is_used_and_exists() {
    let (files, used) = statements();
    assert!(used.len() > 20, "the source names the statements");
    assert_eq!(files, used.into_keys().collect());
}

#[test]
fn statement_parameters_are_numbered_without_gaps() {
    for (name, text) in [Kind::Sqlite, Kind::Postgres].into_iter().flat_map(texts) {
        let numbers = text.split('$').skip(1).map(|after| {
            let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<usize>().unwrap_or_else(|_| panic!("{name}: $ without a number"))
        });
        let numbers: BTreeSet<_> = numbers.collect();
        assert_eq!(numbers, (1..=numbers.len()).collect(), "{name}");
    }
}

#[tokio::test]
async fn every_statement_prepares_on_sqlite() {
    let database = test_database(Kind::Sqlite).await;
    let Target::Sqlite(path) = &database.target else { panic!("a file") };
    let connection = rusqlite::Connection::open(path).unwrap();
    for (name, text) in texts(Kind::Sqlite) {
        let statement = connection.prepare(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        drop(statement);
    }
}

#[tokio::test]
async fn every_statement_prepares_on_postgresql() {
    let database = test_database(Kind::Postgres).await;
    let Target::Postgres(address) = &database.target else { panic!("a server") };
    let client = raw::client(address).await;
    for (name, text) in texts(Kind::Postgres) {
        client.prepare(&text).await.unwrap_or_else(|error| panic!("{name}: {:?}", error.as_db_error()));
    }
}

/// The calls of one number are counted by its index, and not by a scan of all calls of its business.
#[tokio::test]
async fn calls_of_one_number_are_counted_by_its_index_on_sqlite_and_postgres() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/members/access_effect/calls_of.sql");
    let text = std::fs::read_to_string(path).unwrap().replace("$1", "1").replace("$2", "1").replace("$3", "1");
    let steps = test_database(Kind::Sqlite).await.rows(&format!("explain query plan {text}")).await;
    let is_by_number = |step: &str| step.contains("INDEX calls_of_number");
    assert!(steps.iter().any(|step| step[3].as_deref().is_some_and(is_by_number)), "{steps:?}");
    let database = test_database(Kind::Postgres).await;
    let steps = Planner::new(&database.target).await.plan("calls_of.sql", &text).await;
    assert!(steps.iter().any(|step| step.contains("calls_of_number")), "{steps:?}");
}

/// On SQLite no statement scans a whole table, except those that need all of it.
#[tokio::test]
async fn no_statement_scans_a_whole_table_on_sqlite() {
    let database = test_database(Kind::Sqlite).await;
    let Target::Sqlite(path) = &database.target else { panic!("a file") };
    let connection = rusqlite::Connection::open(path).unwrap();
    let names = database.rows("select name from sqlite_schema where type = 'table'").await;
    let tables: BTreeSet<_> = names.iter().filter_map(|row| row[0].as_deref()).collect();
    let mut full_scans = BTreeSet::new();
    for (name, text) in texts(Kind::Sqlite) {
        let mut plan = connection.prepare(&format!("explain query plan {text}")).unwrap();
        let mut steps = plan.raw_query();
        while let Some(step) = steps.next().unwrap() {
            let detail = step.get::<_, String>(3).unwrap();
            let Some(scanned) = detail.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()) else { continue };
            // Rows that the statement itself derives may be scanned; a table may not.
            let is_derived = ["CONSTANT", "number_access", "group_access", "outranks", "manages"].contains(&scanned)
                || detail.ends_with(" CONSTANT ROWS")
                || scanned.starts_with('(')
                || [format!(") {scanned}"), format!("{scanned} as ("), format!("{scanned} (")]
                    .iter()
                    .any(|definition| text.contains(definition));
            if tables.contains(scanned) || !is_derived {
                full_scans.insert(format!("{}: {detail}", name.rsplit("/src/").next().unwrap_or(&name)));
            }
        }
    }
    assert_eq!(full_scans, FULL_SCANS_ON_SQLITE.into_iter().map(str::to_owned).collect());
}

/// Statements that read all of a table or of a partial index, each for a reason.
const FULL_SCANS_ON_SQLITE: [&str; 11] = [
    // Read for the whole instance when a process starts.
    "businesses/slugs.sql: SCAN businesses",
    "carrier/connection/list_all.sql: SCAN carriers USING INDEX sqlite_autoindex_carriers_1",
    "carrier/standby/businesses.sql: SCAN b USING COVERING INDEX sqlite_autoindex_businesses_1",
    // Read for the whole instance by a command, when the key is lost.
    "carrier/connection/list_sealed.sql: SCAN b USING INDEX sqlite_autoindex_businesses_1",
    // The rows of an inner query, which has a limit.
    "members/access_effect/calls.sql: SCAN counted",
    "members/access_effect/calls_of.sql: SCAN counted",
    "carrier/standby/targets.sql: SCAN n USING INDEX numbers_one_active",
    // Reads the first row only.
    "accounts/any_exists.sql: SCAN users USING COVERING INDEX sqlite_autoindex_users_1",
    "reports/months/any.sql: SCAN r",
    // Each business is asked whether it has sums to be moved.
    "reports/months/enqueue.sql: SCAN b",
    // The jobs of each kind are counted for the operator.
    "jobs/counts.sql: SCAN jobs USING INDEX sqlite_autoindex_jobs_1",
];

/// The same on PostgreSQL.
const FULL_SCANS_ON_POSTGRESQL: [&str; 12] = [
    // Read for the whole instance when a process starts.
    "businesses/slugs.sql: Index Scan using businesses_pkey on businesses",
    "carrier/connection/list_all.sql: Index Scan using carriers_pkey on carriers",
    "carrier/standby/businesses.sql: ->  Index Scan using businesses_pkey on businesses b",
    "carrier/standby/targets.sql: ->  Index Scan using numbers_one_active on numbers n",
    // Read for the whole instance by a command, when the key is lost.
    "carrier/connection/list_sealed.sql: ->  Index Scan using businesses_slug_key on businesses b",
    // The jobs of each kind are counted for the operator.
    "jobs/counts.sql: ->  Index Scan using jobs_kind_unique_key_key on jobs",
    // Each business is asked whether it has sums to be moved.
    "reports/months/enqueue.sql: ->  Index Scan using businesses_pkey on businesses b",
    // Reads the first row only.
    "reports/months/any.sql: ->  Index Scan using businesses_pkey on businesses b",
    "accounts/any_exists.sql: ->  Index Only Scan using users_id_email_canonical_key on users",
    // On an empty table all partial indexes cost the same, so the planner picks any until there are statistics.
    "invitations/link_pending.sql: ->  Index Scan using invitations_by_inviter on invitations i",
    "invitations/pending.sql: ->  Index Scan using invitations_by_inviter on invitations i",
    "setup/facts.sql: ->  Index Scan using numbers_forwarding on numbers numbers_1",
];

/// Even without statistics, the server looks rows up by an index.
#[tokio::test]
async fn no_statement_scans_a_whole_table_on_postgresql() {
    let database = test_database(Kind::Postgres).await;
    let planner = Planner::new(&database.target).await;
    let mut full_scans = BTreeSet::new();
    for (name, text) in texts(Kind::Postgres) {
        let steps = planner.plan(&name, &text).await;
        for (place, step) in steps.iter().enumerate() {
            let by_index = ["Index Scan", "Index Only Scan"].iter().any(|kind| step.contains(kind));
            let has_condition = steps.get(place + 1).is_some_and(|next| next.contains("Index Cond"));
            if step.contains("Seq Scan") || (by_index && !has_condition) {
                full_scans.insert(format!("{}: {}", name.rsplit("/src/").next().unwrap_or(&name), step.trim()));
            }
        }
    }
    assert_eq!(full_scans, FULL_SCANS_ON_POSTGRESQL.into_iter().map(str::to_owned).collect());
}
