//! Fills a database on the server.

use std::fmt::Write;

use bytes::Bytes;
use futures_util::SinkExt;
use tokio_postgres::Client;

use super::row::{Row, digits, rows, source};
use crate::Outcome;
use crate::database::session;

/// Rows that are sent to the server together.
const BATCH_ROWS: u64 = 5_000;

/// Writes `calls` calls, and the recordings of some.
pub(super) async fn fill(address: &str, calls: u64) -> Outcome {
    let client = session(address).await?;
    // Foreign keys are not checked for each row: the generator makes valid ones.
    client
        .batch_execute(
            "set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '1GB'",
        )
        .await?;
    let indexes = client
        .query(
            "select indexname::text, indexdef from pg_indexes where schemaname = current_schema() \
             and tablename in ('calls', 'recordings') and indexname not in (select conname from pg_constraint)",
            &[],
        )
        .await?;
    let indexes: Vec<(String, String)> = indexes.iter().map(|row| (row.get(0), row.get(1))).collect();
    for (name, _) in &indexes {
        client.batch_execute(&format!("drop index {name}")).await?;
    }
    copy(&client, calls, CALLS, write_call).await?;
    copy(&client, calls, RECORDINGS, write_recording).await?;
    for (_, text) in &indexes {
        client.batch_execute(text).await?;
    }
    client.batch_execute("vacuum (freeze, analyze)").await?;
    client.batch_execute("checkpoint").await?;
    Ok(())
}

const CALLS: &str = "copy calls (business_id, number_id, carrier_id, direction, status, carrier_status, caller, \
    caller_reversed, caller_kind, caller_name, caller_name_folded, destination, source, started_at, duration_seconds, \
    talk_seconds, first_time) from stdin";
const RECORDINGS: &str = "copy recordings (business_id, call_id, number_id, carrier_id, kind, status, duration_seconds, \
    created_at) from stdin";

/// Writes the line for the call at a place, if it has one.
type WriteRow = fn(&mut String, u64, &Row) -> std::fmt::Result;

async fn copy(client: &Client, calls: u64, statement: &str, line: WriteRow) -> Outcome {
    let mut to = Box::pin(client.copy_in::<_, Bytes>(statement).await?);
    let mut text = String::new();
    for (place, row) in rows(calls, None) {
        line(&mut text, place, &row)?;
        if (place + 1) % BATCH_ROWS == 0 {
            to.send(Bytes::from(std::mem::take(&mut text))).await?;
        }
    }
    to.send(Bytes::from(text)).await?;
    to.close().await?;
    Ok(())
}

fn write_call(text: &mut String, _: u64, row: &Row) -> std::fmt::Result {
    let none = "\\N";
    let caller = row.caller.as_deref();
    let reversed: Option<String> = caller.map(|caller| caller.chars().rev().collect());
    let folded = row.name.as_ref().map(|name| name.to_lowercase());
    writeln!(
        text,
        "1\t{}\t{}\tinbound\t{}\tcompleted\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        row.number,
        row.carrier_id,
        row.status,
        caller.unwrap_or(none),
        reversed.as_deref().unwrap_or(none),
        if caller.is_some() { "number" } else { "anonymous" },
        row.name.as_deref().unwrap_or(none),
        folded.as_deref().unwrap_or(none),
        digits(row.number),
        source(row.number),
        row.started_at,
        row.duration_seconds,
        row.talk_seconds.map_or(none.to_owned(), |seconds| seconds.to_string()),
        row.is_first,
    )
}

/// In a fresh database, a call's id is its place plus 1.
fn write_recording(text: &mut String, place: u64, row: &Row) -> std::fmt::Result {
    if !row.is_recorded {
        return Ok(());
    }
    let seconds = row.talk_seconds.unwrap_or_default();
    writeln!(text, "1\t{}\t{}\tRE{place:032x}\tcall\tstored\t{seconds}\t{}", place + 1, row.number, row.started_at)
}
