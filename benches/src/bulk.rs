//! A database of many calls: the same rows on both engines, written in bulk, with the indexes created afterwards.

mod postgres;
mod row;
mod sqlite;

use std::time::Instant;

use crewline_core::access::Role;
use crewline_core::db::Target;

pub(crate) use row::{NOW, RARE_CALLER, SPAN_MILLIS};

use crate::Outcome;
use crate::business::BenchBusiness;
use crate::database::{Databases, execute};
use crate::engine::Engine;
use crate::viewers::{NUMBERS, SILENT_NUMBERS, Viewer, viewers, viewers_without_calls};

/// The count of the business's groups.
const GROUPS: u64 = 100;

/// The contents of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    /// All of it.
    Whole,
    /// All calls, but no recordings, only the indexes that a viewer of some numbers reads reports by, and the marks of first
    /// calls to these numbers only: a hundred million calls are filled in sooner.
    OfViewer(Viewer),
}

impl Contents {
    /// The name of the database of so many calls.
    pub(crate) fn name(self, calls: u64) -> String {
        match self {
            Self::Whole => format!("calls_{calls}"),
            Self::OfViewer(viewer) => format!("calls_{calls}_of_{}", viewer.numbers().len()),
        }
    }

    /// The only viewer.
    pub(crate) fn viewer(self) -> Option<Viewer> {
        match self {
            Self::Whole => None,
            Self::OfViewer(viewer) => Some(viewer),
        }
    }
}

/// The database of `calls` calls: one kept from an earlier run, or a new one.
pub(crate) async fn database(databases: &Databases, engine: Engine, calls: u64) -> Outcome<Target> {
    database_with(databases, engine, calls, Contents::Whole).await
}

/// The same with other contents, which only a file can have.
pub(crate) async fn database_with(
    databases: &Databases,
    engine: Engine,
    calls: u64,
    contents: Contents,
) -> Outcome<Target> {
    if contents != Contents::Whole && engine != Engine::Sqlite {
        return Err("calls for one viewer only are filled into SQLite".into());
    }
    let name = contents.name(calls);
    if let Some(target) = databases.find_filled(engine, &name).await? {
        return Ok(target);
    }
    let started = Instant::now();
    let target = databases.create(engine, &name).await?;
    let business = BenchBusiness::create(&target, NOW).await?;
    let all = || viewers().into_iter().chain(viewers_without_calls());
    for viewer in all() {
        business.add_member(&viewer.email(), Role::Viewer).await?;
    }
    drop(business);
    execute(&target, &numbers()).await?;
    execute(&target, &groups()).await?;
    for viewer in all().filter(|viewer| !viewer.numbers().is_empty()) {
        execute(&target, &grants(&viewer)).await?;
    }
    match &target {
        Target::Sqlite(path) => sqlite::fill(path, calls, contents)?,
        Target::Postgres(address) => postgres::fill(address, calls).await?,
    }
    eprintln!("{} filled with {calls} calls in {} s", engine.name(), started.elapsed().as_secs());
    databases.keep_filled(target, &name).await
}

/// Inserts all numbers, for the first business of the database.
fn numbers() -> String {
    let rows = (1..=NUMBERS + SILENT_NUMBERS).map(|number| {
        let (digits, source) = (row::digits(number), row::source(number));
        format!(
            "(1, '{digits}', 'Number {number}', 'number {number}', '{source}', '{source}', true, 'active', {number})"
        )
    });
    format!(
        "insert into numbers (business_id, phone_number, friendly_name, name_folded, source, source_folded, records_calls, \
         status, created_at) values {}",
        rows.collect::<Vec<_>>().join(", ")
    )
}

/// Inserts groups, which nobody is granted.
fn groups() -> String {
    let rows = (1..=GROUPS).map(|group| format!("(1, 'Client {group}', 'client {group}', {group})"));
    let rows = rows.collect::<Vec<_>>().join(", ");
    format!("insert into number_groups (business_id, name, name_folded, created_at) values {rows}")
}

fn grants(viewer: &Viewer) -> String {
    let numbers: Vec<_> = viewer.numbers().iter().map(u64::to_string).collect();
    format!(
        "insert into number_grants (business_id, member_id, number_id) select m.business_id, m.id, n.id \
         from users u join members m on m.user_id = u.id join numbers n on n.business_id = m.business_id \
         where u.email_canonical = '{}' and n.id in ({})",
        viewer.email(),
        numbers.join(", ")
    )
}
