//! A PostgreSQL server, or a pooler before it, that can't be used is refused with one sentence that says what to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crewline_core::db::testing::proxy::{Options, Proxy};
use crewline_core::db::testing::{START, raw, server, test_database, unopened_database};
use crewline_core::db::{Db, Error, Kind, Target};
use crewline_core::time::Clock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn open(address: &str) -> Result<Db, Error> {
    Db::open(&Target::Postgres(address.to_owned()), Clock::at(START)).await
}

/// The sentence of a lasting refusal.
async fn refusal(address: &str) -> String {
    match open(address).await {
        Err(Error::Unusable(sentence)) => {
            assert!(!sentence.contains('\n') && sentence.len() < 400, "{sentence}");
            sentence
        }
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was opened"),
    }
}

/// The address of a database of its own, which is made like this.
async fn database_with(properties: &str) -> String {
    let name = format!("odd_{:08x}", random());
    let server = server();
    raw::client(&server).await.batch_execute(&format!("create database {name} {properties}")).await.unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

fn random() -> u32 {
    let mut bytes = [0; 4];
    std::io::Read::read_exact(&mut std::fs::File::open("/dev/urandom").unwrap(), &mut bytes).unwrap();
    u32::from_ne_bytes(bytes)
}

/// The same database for a new user, and the user's name.
async fn as_new_user(address: &str) -> (String, String) {
    let user = format!("user_{:08x}", random());
    raw::client(address).await.batch_execute(&format!("create role {user} login password 'theirs'")).await.unwrap();
    (format!("postgres://{user}:theirs@{}", address.rsplit_once('@').unwrap().1), user)
}

fn address_of(target: &Target) -> &str {
    let Target::Postgres(address) = target else { panic!("a server") };
    address
}

#[tokio::test]
async fn a_database_that_is_not_in_utf8_is_refused_on_postgres() {
    for encoding in ["LATIN1", "SQL_ASCII", "EUC_JP"] {
        let address =
            database_with(&format!("encoding '{encoding}' lc_collate 'C' lc_ctype 'C' template template0")).await;
        let sentence = refusal(&address).await;
        assert!(sentence.contains(encoding) && sentence.contains("encoding 'UTF8' template template0"), "{sentence}");
        let tables = raw::rows(&Target::Postgres(address), "select 1 from pg_tables where schemaname = 'public'").await;
        assert!(tables.is_empty(), "nothing was made");
    }
}

#[tokio::test]
async fn a_user_without_rights_is_told_which_ones_it_lacks_on_postgres() {
    let (target, _folder) = unopened_database(Kind::Postgres).await;
    let owner = raw::client(address_of(&target)).await;
    let (address, user) = as_new_user(address_of(&target)).await;
    let run = async |text: String| owner.batch_execute(&text).await.unwrap();

    run("revoke create on schema public from public".into()).await;
    let sentence = refusal(&address).await;
    let grant = format!("`grant create on schema public to {user}`");
    assert!(sentence.contains("permission denied for schema public") && sentence.contains(&grant), "{sentence}");

    run("revoke all on schema public from public".into()).await;
    let sentence = refusal(&address).await;
    let grant = format!("`grant usage, create on schema public to {user}`");
    assert!(sentence.contains("may use no schema") && sentence.contains(&grant), "{sentence}");

    let name = address.rsplit_once('/').unwrap().1;
    run(format!("revoke connect on database {name} from public")).await;
    let sentence = refusal(&address).await;
    assert!(sentence.contains("permission denied for database") && sentence.contains("grant connect"), "{sentence}");

    run(format!("grant connect on database {name} to {user}; grant usage, create on schema public to {user}")).await;
    drop(open(&address).await.unwrap());
}

#[tokio::test]
async fn a_user_who_may_not_use_a_table_is_refused_on_postgres() {
    let database = test_database(Kind::Postgres).await;
    let (address, user) = as_new_user(address_of(&database.target)).await;
    let sentence = refusal(&address).await;
    let grant = format!("grant select, insert, update, delete on all tables in schema public to {user}");
    assert!(sentence.contains("permission denied for table ") && sentence.contains(&grant), "{sentence}");
    database.run(&grant).await;
    drop(open(&address).await.unwrap());
}

#[tokio::test]
async fn a_pooler_of_sessions_gets_the_settings_by_a_statement_on_postgres() {
    for options in [Options::Dropped, Options::Refused] {
        let database = test_database(Kind::Postgres).await;
        let proxy = Proxy::start(address_of(&database.target), options).await;
        let db = open(proxy.address()).await.unwrap();
        drop(db);
        let own = format!("{}?options=-c%20search_path%3Dpublic", proxy.address());
        if options == Options::Refused {
            let sentence = refusal(&own).await;
            assert!(sentence.contains("startup parameter") && sentence.contains("take `options` out"), "{sentence}");
        } else {
            drop(open(&own).await.unwrap());
        }
    }
}

/// The answer of a pooler that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pooling {
    /// Each transaction gets the same connection to the server.
    Transaction,
    /// Each transaction gets the next one of several.
    RoundRobin,
    /// A transaction is refused.
    Statement,
    /// The second client waits for the first.
    OneSession,
}

async fn pooler(pooling: Pooling) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicU32::new(0));
    tokio::spawn(async move {
        let mut clients = 0;
        while let Ok((client, _)) = listener.accept().await {
            clients += 1;
            let is_waiting = pooling == Pooling::OneSession && clients > 1;
            tokio::spawn(serve(client, pooling, Arc::clone(&count), is_waiting));
        }
    });
    format!("postgres://crewline:secret@127.0.0.1:{port}/crewline?sslmode=disable")
}

/// One message of the server.
fn message(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 4).unwrap().to_be_bytes();
    [&[kind], &length[..], content].concat()
}

async fn serve(
    mut client: TcpStream,
    pooling: Pooling,
    count: Arc<AtomicU32>,
    is_waiting: bool,
) -> std::io::Result<()> {
    let length = client.read_u32().await? as usize;
    client.read_exact(&mut vec![0; length - 4]).await?;
    if is_waiting {
        return std::future::pending().await;
    }
    let ready = message(b'Z', b"I");
    let hello = [message(b'R', &[0; 4]), message(b'K', &[0; 8]), ready.clone()].concat();
    client.write_all(&hello).await?;
    while let Ok(kind) = client.read_u8().await {
        let mut text = vec![0; client.read_u32().await? as usize - 4];
        client.read_exact(&mut text).await?;
        let text = String::from_utf8_lossy(&text).into_owned();
        let answer = if kind == b'X' {
            return Ok(());
        } else if text.contains("pg_backend_pid") {
            let place = count.fetch_add(1, Ordering::AcqRel);
            let process = if pooling == Pooling::RoundRobin { 100 + place } else { 100 };
            let value = process.to_string();
            let column =
                [&b"\0\x01pid\0"[..], &[0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0]].concat();
            let row = [&[0, 1, 0, 0, 0, value.len() as u8][..], value.as_bytes()].concat();
            [message(b'T', &column), message(b'D', &row), message(b'C', b"SELECT 1\0")].concat()
        } else if text.contains("begin") && pooling == Pooling::Statement {
            message(b'E', b"SERROR\0VERROR\0C08P01\0Mtransaction blocks not allowed in statement pooling mode\0\0")
        } else {
            message(b'C', b"SET\0")
        };
        client.write_all(&[answer, ready.clone()].concat()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_pooler_of_transactions_or_statements_is_refused_in_a_sentence_on_postgres() {
    for pooling in [Pooling::Transaction, Pooling::RoundRobin, Pooling::Statement] {
        let sentence = refusal(&pooler(pooling).await).await;
        assert!(sentence.contains("set pool_mode = session"), "{pooling:?}: {sentence}");
        assert!(!sentence.contains("secret"), "{sentence}");
    }
}

#[tokio::test]
async fn a_pooler_without_a_second_connection_is_not_waited_for_on_postgres() {
    let outcome = open(&pooler(Pooling::OneSession).await).await.err();
    assert!(
        matches!(&outcome, Some(Error::Unavailable(why)) if why.contains("no second connection within 5 seconds")),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for_on_postgres() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("postgres://crewline:secret@{}/crewline", listener.local_addr().unwrap());
    let outcome = open(&address).await.err();
    assert!(
        matches!(&outcome, Some(Error::Unavailable(why)) if why.contains("did not answer within 10 seconds")),
        "{outcome:?}"
    );
}
