//! The rows of a business, table by table: those that refer to others come first.

use std::time::Instant;

use crate::access::{BusinessSql, Removal, business_sql};
use crate::db::{Db, Error};

/// How many rows one transaction removes: so few that no other change waits for long.
const BATCH: i64 = 500;

/// A statement for each table of a business, which removes a batch of its rows. Owners stay, and the business itself. The
/// sessions of Log in as go with their periods.
static TABLES: [(&str, BusinessSql); 47] = [
    ("jobs", business_sql!("rows/jobs.sql")),
    ("setup_records", business_sql!("rows/setup_records.sql")),
    ("carrier_refusals", business_sql!("rows/carrier_refusals.sql")),
    ("carrier_webhooks", business_sql!("rows/carrier_webhooks.sql")),
    ("carriers", business_sql!("rows/carriers.sql")),
    ("message_media", business_sql!("rows/message_media.sql")),
    ("messages", business_sql!("rows/messages.sql")),
    ("legs", business_sql!("rows/legs.sql")),
    ("recordings", business_sql!("rows/recordings.sql")),
    ("call_changes", business_sql!("rows/call_changes.sql")),
    ("call_notes", business_sql!("rows/call_notes.sql")),
    ("call_tags", business_sql!("rows/call_tags.sql")),
    ("merged_tags", business_sql!("rows/merged_tags.sql")),
    ("tags", business_sql!("rows/tags.sql")),
    ("called_back", business_sql!("rows/called_back.sql")),
    ("qualified_reviews", business_sql!("rows/qualified_reviews.sql")),
    ("calls", business_sql!("rows/calls.sql")),
    ("outside_number_grants", business_sql!("rows/outside_number_grants.sql")),
    ("outside_group_grants", business_sql!("rows/outside_group_grants.sql")),
    ("outside_recipients", business_sql!("rows/outside_recipients.sql")),
    ("report_recipients", business_sql!("rows/report_recipients.sql")),
    ("report_letters", business_sql!("rows/report_letters.sql")),
    ("reports", business_sql!("rows/reports.sql")),
    ("prepared_answers", business_sql!("rows/prepared_answers.sql")),
    ("call_views", business_sql!("rows/call_views.sql")),
    ("report_hours", business_sql!("rows/report_hours.sql")),
    ("report_months", business_sql!("rows/report_months.sql")),
    ("business_report_months", business_sql!("rows/business_report_months.sql")),
    ("blocked_callers", business_sql!("rows/blocked_callers.sql")),
    ("qualified_rules", business_sql!("rows/qualified_rules.sql")),
    ("invitation_numbers", business_sql!("rows/invitation_numbers.sql")),
    ("invitation_groups", business_sql!("rows/invitation_groups.sql")),
    ("invitation_sends", business_sql!("rows/invitation_sends.sql")),
    ("invitations", business_sql!("rows/invitations.sql")),
    ("handovers", business_sql!("rows/handovers.sql")),
    ("impersonations", business_sql!("rows/impersonations.sql")),
    ("api_tokens", business_sql!("rows/api_tokens.sql")),
    ("number_grants", business_sql!("rows/number_grants.sql")),
    ("group_grants", business_sql!("rows/group_grants.sql")),
    ("number_sources", business_sql!("rows/number_sources.sql")),
    ("numbers", business_sql!("rows/numbers.sql")),
    ("number_groups", business_sql!("rows/number_groups.sql")),
    ("member_columns", business_sql!("rows/member_columns.sql")),
    ("departures", business_sql!("rows/departures.sql")),
    ("audit_entries", business_sql!("rows/audit_entries.sql")),
    ("audit_heads", business_sql!("rows/audit_heads.sql")),
    ("members", business_sql!("rows/members.sql")),
];

/// How a run over the tables ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Nothing is left but the Owners and the business.
    Done,
    /// The time was up, and more is left.
    Paused,
}

/// Removes the rows of a business until the deadline, in small transactions with pauses, so that others get their turn. A run
/// that breaks off is taken up where it ended, since a table that is empty costs one look.
pub(super) async fn remove_rows(db: &Db, removal: &Removal, deadline: Instant) -> Result<Progress, Error> {
    for (table, statement) in &TABLES {
        let mut removed: u64 = 0;
        loop {
            let began = Instant::now();
            if began >= deadline {
                tracing::info!(business = %removal.business(), table, removed, "the removal of a business goes on later");
                return Ok(Progress::Paused);
            }
            let batch = db
                .change_unaudited(removal, move |tx| Box::pin(async move { tx.run(statement, &[&BATCH]).await }))
                .await?;
            removed += batch;
            if batch == 0 {
                break;
            }
            // Others have the database for as long as this batch had it.
            tokio::time::sleep(began.elapsed()).await;
        }
        if removed > 0 {
            tracing::info!(business = %removal.business(), table, removed, "rows of a removed business are deleted");
        }
    }
    Ok(Progress::Done)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::db::Kind;
    use crate::db::testing::test_database;

    /// Tables with a business_id, as the engine names them.
    async fn tables_of_businesses(kind: Kind) -> BTreeSet<String> {
        let statement = match kind {
            Kind::Sqlite => {
                "select t.name from sqlite_schema t join pragma_table_info(t.name) c on c.name = 'business_id'
                where t.type = 'table'"
            }
            Kind::Postgres => {
                "select c.table_name from information_schema.columns c
                join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
                where c.table_schema = current_schema() and c.column_name = 'business_id' and t.table_type = 'BASE TABLE'"
            }
        };
        test_database(kind).await.rows(statement).await.into_iter().filter_map(|row| row[0].clone()).collect()
    }

    #[tokio::test]
    async fn every_table_of_a_business_is_emptied_on_sqlite_and_postgres() {
        let emptied: BTreeSet<_> = TABLES.iter().map(|(table, _)| (*table).to_owned()).collect();
        for kind in [Kind::Sqlite, Kind::Postgres] {
            let tables = tables_of_businesses(kind).await;
            assert!(tables.len() > 20, "{tables:?}");
            assert_eq!(emptied, tables, "{kind:?}: a table of a business is missing in TABLES, or not there");
        }
    }
}
