//! Fills a file.

use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;

use rusqlite::{Connection, params};

use super::Contents;
use super::row::{Row, digits, rows, source};
use crate::Outcome;

/// The indexes that reports of a viewer of some numbers are read by, where no source is chosen.
const VIEWER_INDEXES: [&str; 6] = [
    "calls_of_number",
    "calls_of_number_by_caller",
    "calls_of_number_by_status",
    "calls_sampled",
    "calls_in_small_sample",
    "calls_under_way",
];

/// Rows that are generated together, and how many such batches wait at most.
const BATCH_ROWS: usize = 5_000;
const MAX_WAITING: usize = 4;

/// Writes `calls` calls, and the recordings of some.
pub(super) fn fill(path: &Path, calls: u64, contents: Contents) -> Outcome {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -1000000; \
         pragma locking_mode = exclusive; pragma threads = 2; pragma ignore_check_constraints = on;",
    )?;
    let indexes = indexes(&connection)?;
    for (name, _) in &indexes {
        connection.execute_batch(&format!("drop index {name}"))?;
    }
    connection.execute_batch("begin")?;
    insert(&connection, calls, contents)?;
    connection.execute_batch("commit")?;
    let is_needed = |name: &str| contents == Contents::Whole || VIEWER_INDEXES.contains(&name);
    for (_, text) in indexes.iter().filter(|(name, _)| is_needed(name)) {
        connection.execute_batch(text)?;
    }
    connection.execute_batch("pragma locking_mode = normal; pragma journal_mode = wal;")?;
    Ok(())
}

/// The names and texts of the indexes, to drop and create them again.
fn indexes(connection: &Connection) -> Outcome<Vec<(String, String)>> {
    let mut statement = connection.prepare(
        "select name, sql from sqlite_master where type = 'index' and tbl_name in ('calls', 'recordings') and sql is not null",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Inserts all rows, which another thread generates meanwhile.
fn insert(connection: &Connection, calls: u64, contents: Contents) -> Outcome {
    let mut call = connection.prepare(
        "insert into calls (business_id, number_id, carrier_id, direction, status, carrier_status, caller, caller_reversed, \
         caller_kind, caller_name, caller_name_folded, destination, source, started_at, duration_seconds, talk_seconds, \
         first_time) values (1, ?, ?, 'inbound', ?, 'completed', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let mut recording = connection.prepare(
        "insert into recordings (business_id, call_id, number_id, carrier_id, kind, status, duration_seconds, created_at) \
         values (1, ?, ?, ?, 'call', 'stored', ?, ?)",
    )?;
    let marked_numbers = contents.viewer().map(|viewer| viewer.numbers());
    thread::scope(|scope| {
        let (sender, batches) = sync_channel::<Vec<(u64, Row)>>(MAX_WAITING);
        let mut all = rows(calls, marked_numbers.as_deref());
        scope.spawn(move || {
            loop {
                let batch: Vec<_> = all.by_ref().take(BATCH_ROWS).collect();
                // Nothing receives it after a failure.
                if batch.is_empty() || sender.send(batch).is_err() {
                    return;
                }
            }
        });
        for (place, row) in batches.into_iter().flatten() {
            let reversed: Option<String> = row.caller.as_ref().map(|caller| caller.chars().rev().collect());
            let kind = if row.caller.is_some() { "number" } else { "anonymous" };
            let folded = row.name.as_ref().map(|name| name.to_lowercase());
            call.execute(params![
                row.number.cast_signed(),
                row.carrier_id,
                row.status,
                row.caller,
                reversed,
                kind,
                row.name,
                folded,
                digits(row.number),
                source(row.number),
                row.started_at,
                row.duration_seconds,
                row.talk_seconds,
                row.is_first,
            ])?;
            if row.is_recorded && contents == Contents::Whole {
                let (id, at) = (connection.last_insert_rowid(), row.started_at);
                recording.execute(params![
                    id,
                    row.number.cast_signed(),
                    format!("RE{place:032x}"),
                    row.talk_seconds,
                    at
                ])?;
            }
        }
        Ok(())
    })
}
