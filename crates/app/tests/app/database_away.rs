//! PostgreSQL hangs, holds a lock for long, is read-only for a while, or never answers: what requests and commands are
//! answered, and that all is well afterwards.

use std::time::Duration;

use crewline_core::carrier::connection::{Draft, set_by_operator};
use crewline_core::db::testing::proxy::{Options, Proxy};
use crewline_core::db::testing::raw;
use crewline_core::db::{Kind, Target};
use mock_carrier::sign;
use reqwest::{Method, Response};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::instance::{Instance, Serving};
use crate::world::World;

const SECRET: &str = "the-carriers-own-token";
/// A request is answered within this time, whatever the database does.
const LIMIT: Duration = Duration::from_secs(5);

/// A world with a carrier, served behind a proxy.
struct Served {
    world: World,
    instance: Instance,
    proxy: Proxy,
}

impl Served {
    async fn new() -> Self {
        let world = World::new(Kind::Postgres).await;
        let draft =
            Draft { provider: "twilio".into(), account: "AC1".into(), secret: Some(SECRET.into()), ..Draft::default() };
        let app = &world.program.app;
        set_by_operator(&app.db, &app.seal, &world.business.operator, draft).await.unwrap();
        let instance = Instance::with_key(&world.business.database, app.config.secret_key.as_ref().unwrap());
        let proxy = Proxy::start(address(&world), Options::Forwarded).await;
        Self { world, instance, proxy }
    }

    async fn serve(&self) -> Serving {
        let serving = self.instance.serve(&[("CREWLINE_DATABASE", self.proxy.address())]).await;
        let copy = self.instance.folder().join("crewline.standby");
        let written = async {
            while !copy.exists() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(LIMIT, written).await.expect("the memory of the fallback");
        serving
    }
}

fn address(world: &World) -> &str {
    let Target::Postgres(address) = &world.business.database.target else { panic!("a server") };
    address
}

/// A signed webhook of a call.
async fn webhook(serving: &Serving, path: &str, call: &str) -> Response {
    let path = format!("/carrier/northline/{path}");
    let fields = [("CallSid", call), ("AccountSid", "AC1"), ("From", "+14155550123"), ("To", "+12125550100")];
    let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let signature = sign::twilio(SECRET, &format!("https://crewline.example{path}"), &fields);
    serving.post_signed(&path, &signature, &fields).await
}

/// The request is answered 503 in time, and says when to try again.
async fn assert_unavailable(what: &str, answer: impl Future<Output = Response>) {
    let (time, answer) = Proxy::time(answer).await;
    assert_eq!(answer.status(), 503, "{what}");
    assert!(time < LIMIT, "{what}: {time:?}");
    let wait = answer.headers().get("retry-after").expect(what).to_str().unwrap().parse::<u64>().unwrap();
    assert!((1..=60).contains(&wait), "{what}: {wait}");
}

async fn ready(serving: &Serving, status: u16) {
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    let readiness = async {
        while serving.get("/readyz").await.status() != status {
            tick.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), readiness).await.expect("the readiness to follow");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_is_answered_within_five_seconds_while_postgres_hangs() {
    let served = Served::new().await;
    let serving = served.serve().await;
    let token = served.instance.token(served.world.ours.owner.email()).await;
    assert_eq!(webhook(&serving, "voice", "CA1").await.status(), 200);
    served.proxy.hang();
    let mut answers = Vec::new();
    for round in 0..12 {
        let (serving, token) = (&serving, &token);
        answers.push(Box::pin(async move {
            assert_unavailable("a webhook", webhook(serving, "voice", &format!("CA2{round}"))).await;
            let (time, fallback) = Proxy::time(webhook(serving, "fallback", &format!("CA2{round}"))).await;
            assert_eq!(fallback.status(), 200);
            assert!(time < Duration::from_millis(1_500), "the fallback after {time:?}");
            assert!(fallback.text().await.unwrap().contains("<Dial"));
            assert_unavailable("the API", serving.get_with_token("/api/v1/calls", token)).await;
            assert_unavailable("a stream", serving.get_with_token("/b/northline/live", token)).await;
            assert_unavailable("the readiness", serving.get("/readyz")).await;
        }));
    }
    futures_util::future::join_all(answers).await;
    assert_eq!(serving.get("/healthz").await.status(), 200);
    served.proxy.resume();
    ready(&serving, 200).await;
    assert_eq!(webhook(&serving, "voice", "CA3").await.status(), 200);
    assert!(serving.api(&token, Method::GET, "/calls", &Value::Null).await["calls"].is_array());
    assert_eq!(serving.stop().await, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_is_answered_within_five_seconds_during_a_long_lock_on_postgres() {
    let served = Served::new().await;
    let serving = served.serve().await;
    let holder = raw::client(address(&served.world)).await;
    holder.batch_execute("begin; lock table calls").await.unwrap();
    // More than there are connections.
    let (serving, mut answers) = (&serving, Vec::new());
    for round in 0..40 {
        answers.push(async move {
            assert_unavailable("a webhook", webhook(serving, "voice", &format!("CA{round}"))).await;
            let fallback = webhook(serving, "fallback", &format!("CA{round}")).await;
            assert_eq!(fallback.status(), 200);
        });
    }
    futures_util::future::join_all(answers).await;
    holder.batch_execute("rollback").await.unwrap();
    assert_eq!(webhook(serving, "voice", "CA99").await.status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_read_only_is_written_to_again_on_postgres() {
    let served = Served::new().await;
    let serving = served.serve().await;
    assert_eq!(webhook(&serving, "voice", "CA0").await.status(), 200);
    let operator = raw::client(&crewline_core::db::testing::server()).await;
    let name = address(&served.world).rsplit_once('/').unwrap().1;
    let close = format!("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{name}'");
    for _ in 0..2 {
        let read_only = format!("alter database {name} set default_transaction_read_only = on");
        operator.batch_execute(&read_only).await.unwrap();
        operator.batch_execute(&close).await.unwrap();
        ready(&serving, 503).await;
        for round in 0..8 {
            assert_unavailable("a webhook", webhook(&serving, "voice", &format!("CA1{round}"))).await;
        }
        assert_eq!(serving.get("/sign-in").await.status(), 200, "what only reads works");
        operator.batch_execute(&format!("alter database {name} reset default_transaction_read_only")).await.unwrap();
        ready(&serving, 200).await;
        for round in 0..20 {
            assert_eq!(webhook(&serving, "voice", &format!("CA2{round}")).await.status(), 200, "{round}");
        }
    }
    assert_eq!(serving.stop().await, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_says_that_postgres_does_not_answer() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let database = format!("postgres://crewline:secret@{}/crewline", silent.local_addr().unwrap());
    let instance = Instance::fresh_over(database);
    let setup = ["setup", "--business", "Northline", "--name", "Olga", "--email", "olga@northline.example"];
    let email = ["user", "email", "--from", "a@northline.example", "--to", "b@northline.example"];
    let commands = futures_util::future::join3(
        instance.run_with_secret(&setup, "Correct-Horse-Battery-9"),
        instance.run(&email),
        instance.run(&["audit", "verify"]),
    );
    let (time, (setup, email, audit)) = Proxy::time(commands).await;
    assert!(time < Duration::from_secs(20), "{time:?}");
    for output in [setup, email, audit] {
        assert_eq!((output.code, output.stderr.lines().count()), (Some(1), 1), "{output:?}");
        assert!(output.stderr.contains("PostgreSQL did not answer within 10 seconds"), "{output:?}");
        assert!(!output.stderr.contains("secret"), "{output:?}");
    }
}
