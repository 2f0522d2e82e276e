//! The tables and views of a migrated database, and the columns that refer to rows of one business.

use std::collections::BTreeMap;

use sqlparser::ast::{Query, Statement};
use sqlparser::dialect::SQLiteDialect;
use sqlparser::parser::Parser;

use crate::db::testing::TestDatabase;

/// The columns of a table.
#[derive(Default)]
pub(super) struct Table {
    /// All of them, in their order.
    pub(super) columns: Vec<String>,
    /// The columns that refer to a row of one business, with the table of that row: `business_id`, the table's own
    /// `id`, and each reference by `(business_id, id)`.
    pub(super) keys: BTreeMap<String, String>,
}

/// The catalog. Both engines have the same tables, views and references, which the tests of migrations compare.
#[derive(Default)]
pub(super) struct Schema {
    pub(super) tables: BTreeMap<String, Table>,
    pub(super) views: BTreeMap<String, Query>,
}

impl Schema {
    /// Reads it from a database on SQLite.
    pub(super) async fn read(database: &TestDatabase) -> Self {
        let mut schema = Self::default();
        let rows = database.rows("select type, name, sql from sqlite_schema where type in ('table', 'view')").await;
        for row in rows {
            let [Some(kind), Some(name), Some(text)] = row.as_slice() else { panic!("{row:?}") };
            if kind == "view" {
                schema.views.insert(name.clone(), view(text));
            } else {
                schema.tables.insert(name.clone(), table(database, name).await);
            }
        }
        schema
    }

    /// The table whose row a column refers to, where that row is of one business.
    pub(super) fn key(&self, table: &str, column: &str) -> Option<&str> {
        self.tables.get(table)?.keys.get(column).map(String::as_str)
    }

    /// Whether each row of a table is of one business.
    pub(super) fn is_of_a_business(&self, table: &str) -> bool {
        self.key(table, "business_id").is_some()
    }
}

fn view(text: &str) -> Query {
    let mut parsed = Parser::parse_sql(&SQLiteDialect {}, text).expect("a view");
    let Some(Statement::CreateView(view)) = parsed.pop() else { panic!("{text}") };
    *view.query
}

async fn table(database: &TestDatabase, name: &str) -> Table {
    let mut table = Table::default();
    for row in database.rows(&format!("select name from pragma_table_info('{name}') order by cid")).await {
        table.columns.extend(row.into_iter().flatten());
    }
    let has = |column: &str| table.columns.iter().any(|each| each == column);
    let (has_business, has_id) = (has("business_id"), has("id"));
    if has_business {
        table.keys.insert("business_id".to_owned(), "businesses".to_owned());
    }
    if has_id && (has_business || name == "businesses") {
        table.keys.insert("id".to_owned(), name.to_owned());
    }
    let references = format!(
        "select other.\"from\", other.\"table\" from pragma_foreign_key_list('{name}') business
         join pragma_foreign_key_list('{name}') other on other.id = business.id and other.\"to\" = 'id'
         where business.\"from\" = 'business_id' and business.\"to\" = 'business_id'"
    );
    for row in database.rows(&references).await {
        let [Some(column), Some(other)] = row.as_slice() else { panic!("{row:?}") };
        table.keys.insert(column.clone(), other.clone());
    }
    table
}
