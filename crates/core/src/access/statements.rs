//! Every statement of this crate is one that both engines take. Found by reading the source, so that none is forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::VisibleSql;
use crate::db::testing::{fresh, raw};
use crate::db::{Kind, Target};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Macro {
    Business,
    Visible,
    Global,
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("it goes well") {
        let path = entry.expect("it goes well").path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The `.sql` files, and those that each macro names.
fn statements() -> (BTreeSet<PathBuf>, BTreeMap<PathBuf, Macro>) {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let mut used = BTreeMap::new();
    for path in all.iter().filter(|path| path.extension().is_some_and(|kind| kind == "rs")) {
        let text = std::fs::read_to_string(path).expect("it goes well");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for (name, which) in
            [("business_sql!(", Macro::Business), ("visible_sql!(", Macro::Visible), ("global_sql!(", Macro::Global)]
        {
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

fn texts(kind: Kind) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (path, which) in statements().1 {
        let text = std::fs::read_to_string(&path).expect("it goes well");
        let name = path.display().to_string();
        if which == Macro::Visible {
            let visible = VisibleSql::new(text.leak());
            texts.push((format!("{name}, all"), visible.text(kind, true).to_owned()));
            texts.push((format!("{name}, granted"), visible.text(kind, false).to_owned()));
        } else {
            texts.push((name, text));
        }
    }
    texts
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
async fn the_calls_of_a_number_are_counted_by_the_number() {
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

/// A lookup that a request waits for never walks a whole table.
#[tokio::test]
async fn the_way_in_and_out_is_by_an_index() {
    let fresh = fresh(Kind::Sqlite).await;
    let Target::Sqlite(path) = &fresh.target else { panic!("a file") };
    let connection = rusqlite::Connection::open(path).expect("it goes well");
    for name in [
        "access/enter.sql",
        "access/enter_by_token.sql",
        "access/enter_logged_in_as.sql",
        "log_in_as/end_session.sql",
        "members/end_impersonation_sessions.sql",
        "people/periods_end.sql",
        "people/periods_end_sessions.sql",
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name);
        let text = std::fs::read_to_string(path).expect("it goes well");
        let mut plan = connection.prepare(&format!("explain query plan {text}")).expect("it goes well");
        let mut steps = plan.raw_query();
        while let Some(step) = steps.next().expect("it goes well") {
            let what = step.get::<_, String>(3).expect("it goes well");
            assert!(!what.starts_with("SCAN") || what.contains("CONSTANT ROW"), "{name}: {what}");
        }
    }
}
