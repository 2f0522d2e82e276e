//! Every statement of this crate is one that both engines take. Found by reading the source, so that none is forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::VisibleSql;
use super::list_sql::expansions;
use crate::db::testing::{fresh, raw};
use crate::db::{Kind, Target};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Macro {
    Business,
    BusinessList,
    Visible,
    VisibleList,
    Global,
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("it goes well") {
        let path = entry.expect("it goes well").path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The `.sql` files, and those that each macro names.
pub(super) fn statements() -> (BTreeSet<PathBuf>, BTreeMap<PathBuf, Macro>) {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let mut used = BTreeMap::new();
    for path in all.iter().filter(|path| path.extension().is_some_and(|kind| kind == "rs")) {
        let text = std::fs::read_to_string(path).expect("it goes well");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for (name, which) in [
            ("business_sql!(", Macro::Business),
            ("business_list_sql!(", Macro::BusinessList),
            ("visible_sql!(", Macro::Visible),
            ("visible_list_sql!(", Macro::VisibleList),
            ("global_sql!(", Macro::Global),
        ] {
            for after in code.split(name).skip(1) {
                let Some((file, _)) = after.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
                    continue;
                };
                let file = path.parent().expect("it goes well").join(file);
                if file.extension().is_some_and(|kind| kind == "sql") {
                    let before = used.insert(file.clone(), which);
                    assert!(before.is_none_or(|before| before == which), "{} is used by two macros", file.display());
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
        let text = std::fs::read_to_string(&path).expect("it goes well");
        let name = path.display().to_string();
        let forms = match which {
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

/// A marker that is misspelt stays in the text, where both engines take it for a comment.
#[test]
fn no_marker_is_left_in_a_statement() {
    for (name, text) in [Kind::Sqlite, Kind::Postgres].into_iter().flat_map(texts) {
        assert!(!text.contains("/*") && !text.contains("-- key"), "{name}: {text}");
    }
}

#[test]
fn every_statement_file_is_used_and_every_one_used_is_there() {
    let (files, used) = statements();
    assert!(used.len() > 20, "the reading of the source finds them");
    assert_eq!(files, used.into_keys().collect());
}

#[test]
fn the_values_of_a_statement_are_numbered_without_gaps() {
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
async fn sqlite_takes_every_statement() {
    let fresh = fresh(Kind::Sqlite).await;
    let Target::Sqlite(path) = &fresh.target else { panic!("a file") };
    let connection = rusqlite::Connection::open(path).expect("it goes well");
    for (name, text) in texts(Kind::Sqlite) {
        let statement = connection.prepare(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        drop(statement);
    }
}

#[tokio::test]
async fn postgresql_takes_every_statement() {
    let fresh = fresh(Kind::Postgres).await;
    let Target::Postgres(address) = &fresh.target else { panic!("a server") };
    let client = raw::client(address).await;
    for (name, text) in texts(Kind::Postgres) {
        client.prepare(&text).await.unwrap_or_else(|error| panic!("{name}: {:?}", error.as_db_error()));
    }
}

/// The calls of one number are counted by the number: not by walking all calls of its business.
#[tokio::test]
async fn the_calls_of_a_number_are_counted_by_the_number_on_sqlite_and_postgres() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/members/effect_calls_of.sql");
    let text = std::fs::read_to_string(path).expect("it goes well").replace("$1", "1").replace("$2", "1");
    let steps = fresh(Kind::Sqlite).await.rows(&format!("explain query plan {text}")).await;
    let is_by_number = |step: &str| step.contains("INDEX calls_of_number");
    assert!(steps.iter().any(|step| step[3].as_deref().is_some_and(is_by_number)), "{steps:?}");
    let fresh = fresh(Kind::Postgres).await;
    let Target::Postgres(address) = &fresh.target else { panic!("a server") };
    let client = raw::client(address).await;
    // Of an empty table it would read everything.
    client.batch_execute("set enable_seqscan = off").await.expect("it goes well");
    let steps = client.query(&format!("explain {text}"), &[]).await.expect("it goes well");
    let steps: Vec<String> = steps.iter().map(|step| step.get(0)).collect();
    assert!(steps.iter().any(|step| step.contains("calls_of_number")), "{steps:?}");
}

/// On SQLite no statement walks a whole table, but for those that mean all of it.
#[tokio::test]
async fn sqlite_reads_no_table_from_end_to_end() {
    let fresh = fresh(Kind::Sqlite).await;
    let Target::Sqlite(path) = &fresh.target else { panic!("a file") };
    let connection = rusqlite::Connection::open(path).expect("it goes well");
    let names = fresh.rows("select name from sqlite_schema where type = 'table'").await;
    let tables: BTreeSet<_> = names.iter().filter_map(|row| row[0].as_deref()).collect();
    let mut whole = BTreeSet::new();
    for (name, text) in texts(Kind::Sqlite) {
        let mut plan = connection.prepare(&format!("explain query plan {text}")).expect("it goes well");
        let mut steps = plan.raw_query();
        while let Some(step) = steps.next().expect("it goes well") {
            let what = step.get::<_, String>(3).expect("it goes well");
            let Some(scanned) = what.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()) else { continue };
            // What the statement itself has made is read whole: never a table.
            let is_made = ["CONSTANT", "number_access", "outranks", "manages"].contains(&scanned)
                || what.ends_with(" CONSTANT ROWS")
                || scanned.starts_with('(')
                || [format!(") {scanned}"), format!("{scanned} as ("), format!("{scanned} (")]
                    .iter()
                    .any(|made| text.contains(made));
            if tables.contains(scanned) || !is_made {
                whole.insert(format!("{}: {what}", name.rsplit("/src/").next().unwrap_or(&name)));
            }
        }
    }
    assert_eq!(whole, WHOLE_ON_SQLITE.into_iter().map(str::to_owned).collect());
}

/// Statements that read all of a table or of a partial index, each for a reason.
const WHOLE_ON_SQLITE: [&str; 7] = [
    // What a process reads when it starts, of the whole instance.
    "businesses/slugs.sql: SCAN businesses",
    "carrier/connection/all.sql: SCAN carriers USING INDEX sqlite_autoindex_carriers_1",
    "carrier/standby/businesses.sql: SCAN b USING COVERING INDEX sqlite_autoindex_businesses_1",
    "carrier/standby/targets.sql: SCAN numbers USING INDEX numbers_one_active",
    // The first row there is.
    "people/any.sql: SCAN users USING COVERING INDEX sqlite_autoindex_users_1",
    // The jobs of each kind are counted for the operator.
    "jobs/counts.sql: SCAN jobs USING INDEX sqlite_autoindex_jobs_1",
    // The check of what refers to a new business, which SQLite plans and runs only where a reference is broken.
    "members/add_business.sql: SCAN jobs",
];

/// The same on PostgreSQL.
const WHOLE_ON_POSTGRESQL: [&str; 9] = [
    // What a process reads when it starts, of the whole instance.
    "businesses/slugs.sql: Index Scan using businesses_pkey on businesses",
    "carrier/connection/all.sql: Index Scan using carriers_pkey on carriers",
    "carrier/standby/businesses.sql: ->  Index Only Scan using carriers_pkey on carriers c",
    "carrier/standby/businesses.sql: ->  Index Scan using businesses_pkey on businesses b",
    "carrier/standby/targets.sql: Index Scan using numbers_one_active on numbers",
    // The jobs of each kind are counted for the operator.
    "jobs/counts.sql: ->  Index Scan using jobs_kind_unique_key_key on jobs",
    // The first row there is.
    "people/any.sql: ->  Index Only Scan using users_id_email_canonical_key on users",
    // Of an empty table all partial indexes cost the same, so it is any of them until statistics are taken.
    "invitations/link_waiting.sql: ->  Index Scan using invitations_by_inviter on invitations i",
    "invitations/waiting.sql: ->  Index Scan using invitations_by_inviter on invitations i",
];

/// Also where the server knows no better than that every table is small, it looks rows up.
#[tokio::test]
async fn postgresql_reads_no_table_from_end_to_end() {
    let fresh = fresh(Kind::Postgres).await;
    let Target::Postgres(address) = &fresh.target else { panic!("a server") };
    let client = raw::client(address).await;
    client
        .batch_execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
        .await
        .expect("it goes well");
    let mut whole = BTreeSet::new();
    for (name, text) in texts(Kind::Postgres) {
        let count = text.split('$').skip(1).filter_map(|after| after.split(|c: char| !c.is_ascii_digit()).next());
        let count = count.filter_map(|digits| digits.parse::<usize>().ok()).max().unwrap_or(0);
        let values = if count == 0 { String::new() } else { format!("({})", vec!["null"; count].join(", ")) };
        client.batch_execute(&format!("prepare one as {text}")).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        let steps = client.simple_query(&format!("explain (costs off) execute one{values}")).await;
        let steps: Vec<String> = steps
            .unwrap_or_else(|error| panic!("{name}: {error}"))
            .iter()
            .filter_map(|step| match step {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            })
            .collect();
        client.batch_execute("deallocate one").await.expect("it goes well");
        for (place, step) in steps.iter().enumerate() {
            let by_index = ["Index Scan", "Index Only Scan"].iter().any(|kind| step.contains(kind));
            let looked_up = steps.get(place + 1).is_some_and(|next| next.contains("Index Cond"));
            if step.contains("Seq Scan") || (by_index && !looked_up) {
                whole.insert(format!("{}: {}", name.rsplit("/src/").next().unwrap_or(&name), step.trim()));
            }
        }
    }
    assert_eq!(whole, WHOLE_ON_POSTGRESQL.into_iter().map(str::to_owned).collect());
}
