//! A view as it is stored, before it is read for somebody.

use super::question::ViewQuestion;
use crate::db::{Error, FromRow, Row};
use crate::ids::{CallViewId, MemberId};
use crate::time::Timestamp;

/// A view as it is stored, with everything that its author chose. It leaves this module only as what a reader sees of it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) id: CallViewId,
    pub(super) name: String,
    pub(super) question: ViewQuestion,
    pub(super) is_shared: bool,
    pub(super) author: Option<MemberId>,
    pub(super) author_name: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self {
            id: columns.take()?,
            name: columns.take()?,
            question: ViewQuestion::of_text(&columns.take::<String>()?)?,
            is_shared: columns.take()?,
            author: columns.take()?,
            author_name: columns.take()?,
            created_at: columns.take()?,
            updated_at: columns.take()?,
        })
    }
}

impl Stored {
    /// As the audit log records it. Only people who see all numbers read the log.
    pub(super) fn to_audit_json(&self) -> serde_json::Value {
        serde_json::json!({ "name": self.name, "shared": self.is_shared, "question": self.question.to_audit_text() })
    }
}
