//! The floor of `me`: an axum handler that does one primary-key read and nothing else, in a process of its own.

use std::cell::RefCell;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::serve::ListenerExt;
use axum::{Json, Router};
use crewline_core::db::Target;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_postgres::NoTls;

use crate::Outcome;

/// The handler's path.
pub(crate) const PATH: &str = "/";

const READ: &str = "select name, email from users where id = $1";

/// Serves until the process ends.
pub(crate) async fn serve(target: &Target) -> Outcome {
    let router = match target {
        Target::Sqlite(path) => {
            Router::new().route(PATH, get(sqlite)).with_state(Arc::<std::path::Path>::from(path.as_path()))
        }
        Target::Postgres(address) => {
            let config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
            let pool = Pool::builder(Manager::from_config(address.parse()?, NoTls, config)).max_size(16).build()?;
            Router::new().route(PATH, get(postgres)).with_state(pool)
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        // Small responses are sent at once, as by the program.
        let _ignored = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

thread_local! {
    static READER: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

/// One connection a thread, with the program's settings.
async fn sqlite(State(path): State<Arc<std::path::Path>>) -> Result<Json<Value>, StatusCode> {
    let read = READER.with_borrow_mut(|reader| {
        let connection = match reader {
            Some(connection) => connection,
            None => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let opened = Connection::open_with_flags(&path, flags)?;
                opened.execute_batch("pragma cache_size = -16384; pragma mmap_size = 268435456;")?;
                reader.insert(opened)
            }
        };
        let mut statement = connection.prepare_cached(READ)?;
        statement
            .query_row([1], |row| Ok(json!({ "name": row.get::<_, String>(0)?, "email": row.get::<_, String>(1)? })))
    });
    read.map(Json).map_err(|_: rusqlite::Error| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn postgres(State(pool): State<Pool>) -> Result<Json<Value>, StatusCode> {
    read(&pool).await.map(Json).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn read(pool: &Pool) -> Outcome<Value> {
    let client = pool.get().await?;
    let statement = client.prepare_cached(READ).await?;
    let row = client.query_one(&statement, &[&1_i64]).await?;
    Ok(json!({ "name": row.get::<_, String>(0), "email": row.get::<_, String>(1) }))
}
