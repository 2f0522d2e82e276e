//! The job queue: claims, stops, limits, deadlines and failures.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crewline_core::access::{Refusal, Role, Thing, actions};
use crewline_core::db::Kind as Engine;
use crewline_core::jobs::{
    AttemptCounts, Backoff, Count, FailedJob, Failure, Job, Kind, OnStop, Outcome, Registry, Worker, counts, failed,
    try_again,
};
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, audit, both_engines};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::watch;
use tokio::task::JoinHandle;

const KIND: Kind = Kind {
    name: "test",
    deadline: Duration::from_secs(60),
    max_attempts: 3,
    backoff: Backoff { first_seconds: 10, max_seconds: 15 },
    max_running: 4,
    max_running_per_business: 2,
    on_stop: OnStop::Release,
};

const SLOW: Kind = Kind { name: "slow", ..KIND };
const WAIT_TIMEOUT: Duration = Duration::from_secs(10);

/// Adds jobs that are due now to a business (0: to none).
async fn enqueue(fixture: &TestBusiness, kind: Kind, business: i64, count: usize) {
    let business = if business == 0 { "null".to_owned() } else { business.to_string() };
    let now = fixture.db().now().millis();
    let row = format!("({business}, '{}', bytes'7b7d', {now}, {now})", kind.name);
    let rows = vec![row; count].join(", ");
    fixture
        .database
        .run(&format!("insert into jobs (business_id, kind, payload, created_at, due_at) values {rows}"))
        .await;
}

fn done(_: Arc<Job>) -> std::future::Ready<Outcome> {
    std::future::ready(Ok(()))
}

fn worker(fixture: &TestBusiness, registry: Registry) -> Worker {
    Worker::new(fixture.db(), registry, || 0)
}

/// A kind whose jobs never end, and the ids of its jobs as they start.
fn endless(registry: Registry, kind: Kind) -> (Registry, UnboundedReceiver<String>) {
    let (sender, starts) = unbounded_channel();
    let registry = registry.kind(kind, move |job: Arc<Job>| {
        sender.send(job.id.to_string()).unwrap();
        std::future::pending()
    });
    (registry, starts)
}

/// A worker that runs until it is stopped.
struct Running {
    task: JoinHandle<()>,
    stop: watch::Sender<bool>,
    wake: watch::Sender<u64>,
}

fn start(fixture: &TestBusiness, registry: Registry, stop_timeout: Duration) -> Running {
    let (stop, wake) = (watch::Sender::new(false), watch::Sender::new(0));
    let task = tokio::spawn(worker(fixture, registry).run(wake.subscribe(), stop.subscribe(), stop_timeout));
    Running { task, stop, wake }
}

async fn next<T>(receiver: &mut UnboundedReceiver<T>) -> T {
    tokio::time::timeout(WAIT_TIMEOUT, receiver.recv()).await.expect("in time").expect("a worker that runs")
}

async fn text(fixture: &TestBusiness, column: &str) -> Option<String> {
    fixture.database.rows(&format!("select {column} from jobs")).await[0][0].clone()
}

#[both_engines]
async fn two_workers_never_run_the_same_job(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    fixture.neighbour().await;
    for business in [0, 1, 2] {
        enqueue(&fixture, KIND, business, 10).await;
    }
    let ran = Arc::new(Mutex::new(Vec::new()));
    let registry = || {
        let ran = ran.clone();
        Registry::new().kind(KIND, move |job: Arc<Job>| {
            ran.lock().unwrap().push((job.id.to_string(), job.attempts));
            std::future::ready(Ok(()))
        })
    };
    let (mut one, mut two) = (worker(&fixture, registry()), worker(&fixture, registry()));
    let (one, two) = tokio::join!(one.run_due(), two.run_due());
    assert_eq!(one.unwrap().done + two.unwrap().done, 30);
    let mut ran = ran.lock().unwrap().clone();
    ran.sort();
    ran.dedup();
    assert_eq!((ran.len(), ran.iter().all(|(_, attempts)| *attempts == 1)), (30, true));
    assert_eq!(fixture.database.number("select count(*) from jobs").await, 0, "a finished job is deleted");
}

#[both_engines]
async fn a_job_of_a_crashed_worker_is_claimed_after_its_claim_ends(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    enqueue(&fixture, KIND, 1, 1).await;
    let (registry, mut starts) = endless(Registry::new(), KIND);
    let first = start(&fixture, registry, WAIT_TIMEOUT);
    next(&mut starts).await;
    first.task.abort();
    assert!(first.task.await.unwrap_err().is_cancelled());
    let mut second = worker(&fixture, Registry::new().kind(KIND, done));
    assert_eq!(second.run_due().await.unwrap(), AttemptCounts::default(), "it is still claimed");
    fixture.db().clock().advance_seconds(119);
    assert_eq!(second.run_due().await.unwrap(), AttemptCounts::default(), "the claim is the deadline and a minute");
    fixture.db().clock().advance_seconds(1);
    assert_eq!(second.run_due().await.unwrap(), AttemptCounts { done: 1, ..AttemptCounts::default() });
}

#[both_engines]
async fn a_worker_whose_claim_has_ended_changes_nothing(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    enqueue(&fixture, KIND, 1, 1).await;
    let db = fixture.db().clone();
    let late = Registry::new().kind(KIND, move |_: Arc<Job>| {
        db.clock().advance_seconds(120);
        let db = db.clone();
        async move {
            let (registry, mut starts) = endless(Registry::new(), KIND);
            let (wake, stop) = (watch::Sender::new(0), watch::Sender::new(false));
            let other = Worker::new(&db, registry, || 0).run(wake.subscribe(), stop.subscribe(), WAIT_TIMEOUT);
            let other = tokio::spawn(other);
            next(&mut starts).await;
            other.abort();
            Err(Failure::Permanent("Too late.".into()))
        }
    });
    worker(&fixture, late).run_due().await.unwrap();
    assert_eq!(text(&fixture, "failure").await, None);
    assert_eq!(text(&fixture, "attempts").await.as_deref(), Some("2"), "the claim is the other worker's");
}

#[both_engines]
async fn a_stop_releases_jobs_that_others_can_run(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    enqueue(&fixture, KIND, 1, 1).await;
    let (registry, mut starts) = endless(Registry::new(), KIND);
    let running = start(&fixture, registry, WAIT_TIMEOUT);
    next(&mut starts).await;
    running.stop.send_replace(true);
    running.task.await.unwrap();
    assert_eq!(text(&fixture, "claimed_until").await, None);
    assert_eq!(text(&fixture, "attempts").await.as_deref(), Some("0"), "the attempt does not count");
    let second = worker(&fixture, Registry::new().kind(KIND, done)).run_due().await.unwrap();
    assert_eq!(second, AttemptCounts { done: 1, ..AttemptCounts::default() }, "at once");
}

#[both_engines]
async fn a_stop_waits_for_jobs_whose_effect_has_begun(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    let finished = Kind { on_stop: OnStop::FinishEffect, ..KIND };
    enqueue(&fixture, finished, 1, 1).await;
    let (sender, mut starts) = unbounded_channel();
    let (finish, may_finish) = watch::channel(false);
    let registry = Registry::new().kind(finished, move |job: Arc<Job>| {
        job.begin_effect();
        sender.send(()).unwrap();
        let mut may_finish = may_finish.clone();
        async move {
            may_finish.wait_for(|finish| *finish).await.unwrap();
            Ok(())
        }
    });
    let running = start(&fixture, registry, WAIT_TIMEOUT);
    next(&mut starts).await;
    running.stop.send_replace(true);
    finish.send_replace(true);
    running.task.await.unwrap();
    assert_eq!(fixture.database.number("select count(*) from jobs").await, 0);

    enqueue(&fixture, finished, 1, 1).await;
    let (sender, mut starts) = unbounded_channel();
    let registry = Registry::new().kind(finished, move |job: Arc<Job>| {
        job.begin_effect();
        sender.send(()).unwrap();
        std::future::pending()
    });
    let running = start(&fixture, registry, Duration::from_millis(10));
    next(&mut starts).await;
    running.stop.send_replace(true);
    running.task.await.unwrap();
    assert_eq!(text(&fixture, "claimed_until").await, None, "it waits no longer than the timeout");
}

#[both_engines]
async fn a_stop_releases_at_once_what_has_had_no_effect_yet(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    let letter = Kind { on_stop: OnStop::FinishEffect, ..KIND };
    enqueue(&fixture, letter, 1, 1).await;
    let (registry, mut starts) = endless(Registry::new(), letter);
    let running = start(&fixture, registry, Duration::from_secs(3_600));
    next(&mut starts).await;
    let stopping = tokio::time::Instant::now();
    running.stop.send_replace(true);
    running.task.await.unwrap();
    assert!(stopping.elapsed() < Duration::from_secs(4), "{:?}", stopping.elapsed());
    assert_eq!(text(&fixture, "claimed_until").await, None);
    assert_eq!(text(&fixture, "attempts").await.as_deref(), Some("0"), "the attempt does not count");
}

#[both_engines]
async fn a_slow_kind_does_not_hold_up_another(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    enqueue(&fixture, SLOW, 1, 10).await;
    enqueue(&fixture, KIND, 1, 1).await;
    let (registry, mut slow) = endless(Registry::new(), SLOW);
    let (registry, mut quick) = endless(registry, KIND);
    let _running = start(&fixture, registry, WAIT_TIMEOUT);
    next(&mut slow).await;
    next(&mut quick).await;
}

#[both_engines]
async fn a_slow_business_does_not_hold_up_another(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    fixture.neighbour().await;
    enqueue(&fixture, KIND, 1, 50).await;
    let (registry, mut starts) = endless(Registry::new(), KIND);
    let running = start(&fixture, registry, WAIT_TIMEOUT);
    next(&mut starts).await;
    next(&mut starts).await;
    enqueue(&fixture, KIND, 2, 1).await;
    let last = fixture.database.number("select max(id) from jobs").await;
    running.wake.send_replace(1);
    next(&mut starts).await;
    let claimed = fixture.database.rows("select id from jobs where claimed_until is not null order by id").await;
    assert_eq!(claimed.len(), 3, "two of fifty, and the other's one");
    assert_eq!(claimed[2][0].as_deref(), Some(last.to_string().as_str()));
}

#[both_engines]
async fn a_failed_attempt_is_repeated_later_and_the_last_one_fails_for_good(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    enqueue(&fixture, KIND, 1, 1).await;
    let fails = |_: Arc<Job>| std::future::ready(Err(Failure::Temporary("Not now.".into())));
    let mut worker = worker(&fixture, Registry::new().kind(KIND, fails));
    for wait in [10, 15] {
        assert_eq!(worker.run_due().await.unwrap(), AttemptCounts { repeated: 1, ..AttemptCounts::default() });
        fixture.db().clock().advance_seconds(wait - 1);
        assert_eq!(worker.run_due().await.unwrap(), AttemptCounts::default(), "not before it is due");
        fixture.db().clock().advance_seconds(1);
    }
    assert_eq!(worker.run_due().await.unwrap(), AttemptCounts { failed: 1, ..AttemptCounts::default() });
    fixture.db().clock().advance_seconds(86_400);
    assert_eq!(worker.run_due().await.unwrap(), AttemptCounts::default());
    assert_eq!(text(&fixture, "failure").await.as_deref(), Some("Not now."));
}

#[both_engines]
async fn timeouts_and_panics_count_as_attempts(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    let brief = Kind { deadline: Duration::from_millis(20), ..SLOW };
    enqueue(&fixture, brief, 1, 1).await;
    let (registry, _begun) = endless(Registry::new(), brief);
    let attempts = worker(&fixture, registry).run_due().await.unwrap();
    assert_eq!(attempts, AttemptCounts { repeated: 1, ..AttemptCounts::default() });
    assert!(text(&fixture, "failure").await.unwrap().contains("took longer"));
    assert_eq!(text(&fixture, "attempts").await.as_deref(), Some("1"));
    fixture.database.run("delete from jobs").await;

    enqueue(&fixture, KIND, 1, 1).await;
    let panics = |_: Arc<Job>| -> std::future::Ready<Outcome> { panic!("a fault of the test's own") };
    let attempts = worker(&fixture, Registry::new().kind(KIND, panics)).run_due().await.unwrap();
    assert_eq!(attempts, AttemptCounts { repeated: 1, ..AttemptCounts::default() });
    assert!(text(&fixture, "failure").await.unwrap().contains("fault of Crewline"));
}

#[both_engines]
async fn owners_and_admins_see_and_retry_failed_jobs(kind: Engine) {
    let fixture = TestBusiness::new(kind).await;
    let (_, stranger) = fixture.neighbour().await;
    enqueue(&fixture, KIND, 1, 1).await;
    enqueue(&fixture, KIND, 0, 1).await;
    let fails = |_: Arc<Job>| std::future::ready(Err(Failure::Permanent("Refused.".into())));
    let attempts = worker(&fixture, Registry::new().kind(KIND, fails)).run_due().await.unwrap();
    assert_eq!(attempts, AttemptCounts { failed: 2, ..AttemptCounts::default() });
    assert_eq!(counts(fixture.db()).await.unwrap(), [Count { kind: "test".into(), due: 0, failed: 2 }]);

    for role in [Role::Manager, Role::Viewer] {
        let person = fixture.person(&format!("A {role}"), role).await;
        assert!(matches!(person.may::<actions::RetryJobs>(), Err(Refusal::Forbidden)), "{role}");
    }
    assert!(failed(fixture.db(), &stranger.may().unwrap()).await.unwrap().is_empty());
    let jobs = failed(fixture.db(), &fixture.owner.may().unwrap()).await.unwrap();
    assert_eq!(jobs.len(), 1, "a job of no business is shown to none");
    assert_eq!((jobs[0].failure.as_str(), jobs[0].attempts), ("Refused.", 1));
    let by_stranger = FailedJob::hold::<actions::RetryJobs>(fixture.db(), stranger.may().unwrap(), jobs[0].id).await;
    assert!(matches!(by_stranger, Err(Error::Refused(Refusal::NotFound))), "{by_stranger:?}");

    let admin = fixture.person("Adam Reyes", Role::Admin).await;
    let held = FailedJob::hold(fixture.db(), admin.may().unwrap(), jobs[0].id).await.unwrap();
    try_again(fixture.db(), &held).await.unwrap();
    let twice = try_again(fixture.db(), &held).await;
    assert!(matches!(twice, Err(Error::Refused(Refusal::NotFound))), "{twice:?}");
    assert_eq!(counts(fixture.db()).await.unwrap(), [Count { kind: "test".into(), due: 1, failed: 1 }]);
    let log = audit::list(fixture.db(), &admin.may().unwrap(), &Default::default(), None, 1).await.unwrap();
    assert_eq!((log.entries[0].action.as_str(), log.entries[0].actor_name.as_str()), ("job.retried", "Adam Reyes"));
    let attempts = worker(&fixture, Registry::new().kind(KIND, done)).run_due().await.unwrap();
    assert_eq!(attempts, AttemptCounts { done: 1, ..AttemptCounts::default() });
}
