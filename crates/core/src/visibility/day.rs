//! Finds the viewers of a number on a past day, from the audit log.

use super::NumberViewer;
use super::replay::Replay;
use super::undo::AuditRecord;
use super::viewers::load_state;
use crate::access::{BusinessSql, Held, actions, business_sql};
use crate::audit;
use crate::db::{Db, Error, FromRow, Row};
use crate::numbers::Number;
use crate::time::Timestamp;

static ENTRIES: BusinessSql = business_sql!("audit_records.sql");

/// How many entries are read at a time.
const BATCH_SIZE: i64 = 1_000;
/// How many log entries one statement scans. Longer reads would block other readers on SQLite.
const MAX_SPAN: i64 = 50_000;

/// The viewers of a number on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayViewers {
    /// Everybody who saw it at some time of the day, by rank, then by name.
    pub viewers: Vec<NumberViewer>,
    /// When the log begins, if that is after the day. Then the viewers are unknown.
    pub begins: Option<Timestamp>,
    /// How many later entries lack the data to undo them. Their changes are missing here.
    pub incomplete: i64,
}

/// The viewers of a number from `begin` to `end`.
///
/// # Errors
/// When the database fails.
pub async fn viewers_on_day(
    db: &Db,
    held: &Held<Number, actions::SeeUsers>,
    begin: Timestamp,
    end: Timestamp,
) -> Result<DayViewers, Error> {
    let begins = audit::log_start(db, held).await?.filter(|begins| *begins >= end);
    if begins.is_some() {
        return Ok(DayViewers { viewers: Vec::new(), begins, incomplete: 0 });
    }
    // The log is read after the members. A change in between is only undone twice, which does no harm.
    let now = load_state(db, held).await?;
    let first = audit::first_sequence_since(db, held, begin).await?;
    let after = audit::first_sequence_since(db, held, end).await?.unwrap_or(i64::MAX);
    let mut replay = Replay::from(now, held.id, after);
    let (mut upper, subject) = (audit::next_sequence(db, held).await?, held.id.to_string());
    // Without an entry since then, nothing has changed.
    let first = first.unwrap_or(upper);
    while upper > first {
        let from = first.max(upper - MAX_SPAN);
        let entries = db.read::<AuditRecord>(held, &ENTRIES, &[&upper, &from, &subject, &BATCH_SIZE]).await?;
        let is_full = i64::try_from(entries.len()).is_ok_and(|count| count == BATCH_SIZE);
        upper = entries.last().filter(|_| is_full).map_or(from, |last| last.sequence);
        entries.iter().for_each(|record| replay.undo(record));
        tokio::task::yield_now().await;
    }
    let (viewers, incomplete) = replay.finish();
    Ok(DayViewers { viewers, begins: None, incomplete })
}

impl FromRow for AuditRecord {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Ok(Self {
            sequence: row.get(0)?,
            at: row.get(1)?,
            action: row.get(2)?,
            subject_kind: row.get(3)?,
            subject_id: row.get(4)?,
            subject_name: row.get(5)?,
            before: json(row.get(6)?),
            after: json(row.get(7)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::ACTIONS;

    #[test]
    fn every_action_that_changes_visibility_is_replayed() {
        let statement = include_str!("audit_records.sql");
        // A handover and a recovery also leave a `member.edited` entry for each member.
        for action in ACTIONS {
            let kind = action.name.split('.').next().unwrap_or_default();
            let is_outside = action.name.starts_with("report.outside_");
            if is_outside || ["member", "number", "number_group"].contains(&kind) {
                assert!(statement.contains(&format!("'{}'", action.name)), "{}", action.name);
            }
        }
    }
}
