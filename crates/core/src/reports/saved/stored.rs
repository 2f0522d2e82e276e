//! A saved report as it is stored, before it is read for somebody.

use super::question::StoredQuestion;
use super::schedule::Schedule;
use crate::db::{Error, FromRow, Row};
use crate::ids::{MemberId, ReportId};
use crate::time::Timestamp;

/// A saved report as it is stored, with everything that its author chose. It leaves this module only as what a reader sees of it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) id: ReportId,
    pub(super) name: String,
    pub(super) question: StoredQuestion,
    pub(super) is_shared: bool,
    pub(super) author: Option<MemberId>,
    pub(super) author_name: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    /// When the reader was last mailed it.
    pub(super) sent_at: Option<Timestamp>,
    /// Why the reader was not mailed it the last time.
    pub(super) problem: Option<String>,
    pub(super) schedule: Option<Schedule>,
    pub(super) next_run_at: Option<Timestamp>,
    /// Whether the schedule mails it to the reader.
    pub(super) is_mailed: bool,
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self {
            id: columns.take()?,
            name: columns.take()?,
            question: StoredQuestion::of_text(&columns.take::<String>()?)?,
            is_shared: columns.take()?,
            author: columns.take()?,
            author_name: columns.take()?,
            created_at: columns.take()?,
            updated_at: columns.take()?,
            sent_at: columns.take()?,
            problem: columns.take()?,
            schedule: columns.take::<Option<String>>()?.map(|text| Schedule::of_text(&text)).transpose()?,
            next_run_at: columns.take()?,
            is_mailed: columns.take()?,
        })
    }
}

impl Stored {
    /// As the audit log records it, with the names of its recipients. Only people who see all numbers read the log.
    pub(super) fn to_audit_json(&self, recipients: &[String]) -> serde_json::Value {
        serde_json::json!({
            "name": self.name,
            "shared": self.is_shared,
            "question": self.question.to_audit_text(),
            "schedule": self.schedule.map(Schedule::to_text),
            "recipients": recipients,
        })
    }
}
