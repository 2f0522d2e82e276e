//! Direct SQL for tests.

use rusqlite::types::ValueRef;
use tokio_postgres::SimpleQueryMessage;

use super::TestDatabase;
use crate::db::Target;
use crate::db::postgres_address::Address;

/// A row as text; `None` for null.
pub type Row = Vec<Option<String>>;

impl TestDatabase {
    /// Runs statements. `bytes'6162'` stands for bytes in the engine's own spelling.
    pub async fn run(&self, texts: &str) {
        run(&self.target, texts).await;
    }

    /// The rows of one statement.
    pub async fn rows(&self, text: &str) -> Vec<Row> {
        rows(&self.target, text).await
    }

    /// The one value of a statement, a number.
    pub async fn number(&self, text: &str) -> i64 {
        let rows = self.rows(text).await;
        rows[0][0].as_deref().expect("a value").parse().expect("a number")
    }
}

/// Runs statements.
pub async fn run(target: &Target, texts: &str) {
    match target {
        Target::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path).expect("the file");
            connection.busy_timeout(std::time::Duration::from_secs(10)).expect("a timeout");
            connection.execute_batch(&texts.replace("bytes'", "x'")).expect("the statements");
        }
        Target::Postgres(address) => {
            client(address).await.batch_execute(&texts.replace("bytes'", "bytea '\\x")).await.expect("the statements");
        }
    }
}

/// The rows of one statement.
pub async fn rows(target: &Target, text: &str) -> Vec<Row> {
    match target {
        Target::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path).expect("the file");
            let mut statement = connection.prepare(text).expect("a statement");
            let width = statement.column_count();
            let rows = statement.query_map([], |row| (0..width).map(|place| row.get_ref(place).map(as_text)).collect());
            rows.expect("rows").collect::<Result<_, _>>().expect("rows")
        }
        Target::Postgres(address) => {
            let messages = client(address).await.simple_query(text).await.expect("rows");
            let rows = messages.iter().filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(row),
                _ => None,
            });
            rows.map(|row| (0..row.len()).map(|place| row.get(place).map(str::to_owned)).collect()).collect()
        }
    }
}

/// A connection to the test server. It ends when the client is dropped.
pub async fn client(address: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await.expect("the test server");
    tokio::spawn(connection);
    client
}

/// A connection to the test server that plans statements as the program's connections do.
pub async fn planning_client(address: &str) -> tokio_postgres::Client {
    let client = client(address).await;
    client.batch_execute(&Address::settings()).await.expect("the settings");
    client
}

fn as_text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Some(bytes.iter().fold("\\x".to_owned(), |text, byte| format!("{text}{byte:02x}"))),
    }
}
