//! Tests of transactions, on both engines and on each.

#![expect(clippy::disallowed_methods, reason = "the functions that take any text are tested here")]

mod both;
mod connections;
mod effects;
mod hanging;
mod planning;
mod recovery;
mod server;
mod tls;
mod writer;

use super::{Db, Error, Tx};

/// Adds a row with a unique name, within a transaction.
async fn insert(tx: &mut Tx, name: &str) -> Result<(), Error> {
    let text = "insert into users (email, email_canonical, name, created_at) values ($1, $1, $1, 0)";
    tx.execute(text, &[&name]).await.map(drop)
}

/// The same in a transaction of its own.
async fn add(db: &Db, name: &str) -> Result<(), Error> {
    let name = name.to_owned();
    db.raw_write(move |tx| Box::pin(async move { insert(tx, &name).await })).await
}

/// The names of all rows, in order.
async fn names(db: &Db) -> Vec<String> {
    let rows = db.raw_all::<(String,)>("select name from users order by name", &[]).await.unwrap();
    rows.into_iter().map(|(name,)| name).collect()
}
