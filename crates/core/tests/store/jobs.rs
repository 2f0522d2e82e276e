//! The queue of jobs: claims, stops, places, deadlines and failures.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crewline_core::access::{Refusal, Role, Thing, actions};
use crewline_core::db::Kind as Engine;
use crewline_core::jobs::{
    Backoff, Count, FailedJob, Failure, Job, Kind, OnStop, Outcome, Registry, Tally, Worker, counts, failed, try_again,
};
use crewline_core::testing::House;
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
const PATIENCE: Duration = Duration::from_secs(10);

/// A number of jobs that are due now, of a business (0: of none).
async fn enqueue(house: &House, kind: Kind, business: i64, count: usize) {
    let business = if business == 0 { "null".to_owned() } else { business.to_string() };
    let now = house.db().now().millis();
    let row = format!("({business}, '{}', bytes'7b7d', {now}, {now})", kind.name);
    let rows = vec![row; count].join(", ");
    house.fresh.run(&format!("insert into jobs (business_id, kind, payload, created_at, due_at) values {rows}")).await;
}

fn done(_: Arc<Job>) -> std::future::Ready<Outcome> {
    std::future::ready(Ok(()))
}

fn worker(house: &House, registry: Registry) -> Worker {
    Worker::new(house.db(), registry, || 0)
}

/// A kind whose jobs never end, and the ids of those that began.
fn endless(registry: Registry, kind: Kind) -> (Registry, UnboundedReceiver<String>) {
    let (began, begun) = unbounded_channel();
    let registry = registry.kind(kind, move |job: Arc<Job>| {
        began.send(job.id.to_string()).unwrap();
        std::future::pending()
    });
    (registry, begun)
}

/// A worker that runs until it is stopped.
struct Running {
    task: JoinHandle<()>,
    stop: watch::Sender<bool>,
    wake: watch::Sender<u64>,
}

fn start(house: &House, registry: Registry, patience: Duration) -> Running {
    let (stop, wake) = (watch::Sender::new(false), watch::Sender::new(0));
    let task = tokio::spawn(worker(house, registry).run(wake.subscribe(), stop.subscribe(), patience));
    Running { task, stop, wake }
}

async fn next<T>(receiver: &mut UnboundedReceiver<T>) -> T {
    tokio::time::timeout(PATIENCE, receiver.recv()).await.expect("in time").expect("a worker that runs")
}

async fn text(house: &House, column: &str) -> Option<String> {
    house.fresh.rows(&format!("select {column} from jobs")).await[0][0].clone()
}

#[both_engines]
async fn two_workers_never_run_the_same_job(kind: Engine) {
    let house = House::new(kind).await;
    house.neighbour().await;
    for business in [0, 1, 2] {
        enqueue(&house, KIND, business, 10).await;
    }
    let ran = Arc::new(Mutex::new(Vec::new()));
    let registry = || {
        let ran = ran.clone();
        Registry::new().kind(KIND, move |job: Arc<Job>| {
            ran.lock().unwrap().push((job.id.to_string(), job.attempts));
            std::future::ready(Ok(()))
        })
    };
    let (mut one, mut two) = (worker(&house, registry()), worker(&house, registry()));
    let (one, two) = tokio::join!(one.run_due(), two.run_due());
    assert_eq!(one.unwrap().done + two.unwrap().done, 30);
    let mut ran = ran.lock().unwrap().clone();
    ran.sort();
    ran.dedup();
    assert_eq!((ran.len(), ran.iter().all(|(_, attempts)| *attempts == 1)), (30, true));
    assert_eq!(house.fresh.number("select count(*) from jobs").await, 0, "a job that is done is gone");
}

#[both_engines]
async fn a_job_of_a_worker_that_died_is_taken_up_when_its_claim_ends(kind: Engine) {
    let house = House::new(kind).await;
    enqueue(&house, KIND, 1, 1).await;
    let (registry, mut begun) = endless(Registry::new(), KIND);
    let first = start(&house, registry, PATIENCE);
    next(&mut begun).await;
    first.task.abort();
    assert!(first.task.await.unwrap_err().is_cancelled());
    let mut second = worker(&house, Registry::new().kind(KIND, done));
    assert_eq!(second.run_due().await.unwrap(), Tally::default(), "it is claimed for a while yet");
    house.db().clock().advance_seconds(119);
    assert_eq!(second.run_due().await.unwrap(), Tally::default(), "its deadline and a minute");
    house.db().clock().advance_seconds(1);
    assert_eq!(second.run_due().await.unwrap(), Tally { done: 1, ..Tally::default() });
}

#[both_engines]
async fn a_worker_whose_claim_has_ended_changes_nothing(kind: Engine) {
    let house = House::new(kind).await;
    enqueue(&house, KIND, 1, 1).await;
    let db = house.db().clone();
    let late = Registry::new().kind(KIND, move |_: Arc<Job>| {
        db.clock().advance_seconds(120);
        let db = db.clone();
        async move {
            let (registry, mut begun) = endless(Registry::new(), KIND);
            let (wake, stop) = (watch::Sender::new(0), watch::Sender::new(false));
            let other = Worker::new(&db, registry, || 0).run(wake.subscribe(), stop.subscribe(), PATIENCE);
            let other = tokio::spawn(other);
            next(&mut begun).await;
            other.abort();
            Err(Failure::Permanent("Too late.".into()))
        }
    });
    worker(&house, late).run_due().await.unwrap();
    assert_eq!(text(&house, "failure").await, None);
    assert_eq!(text(&house, "attempts").await.as_deref(), Some("2"), "the claim is the other worker's");
}

#[both_engines]
async fn a_stop_gives_back_what_another_can_take_up(kind: Engine) {
    let house = House::new(kind).await;
    enqueue(&house, KIND, 1, 1).await;
    let (registry, mut begun) = endless(Registry::new(), KIND);
    let running = start(&house, registry, PATIENCE);
    next(&mut begun).await;
    running.stop.send_replace(true);
    running.task.await.unwrap();
    assert_eq!(text(&house, "claimed_until").await, None);
    assert_eq!(text(&house, "attempts").await.as_deref(), Some("0"), "the attempt does not count");
    let second = worker(&house, Registry::new().kind(KIND, done)).run_due().await.unwrap();
    assert_eq!(second, Tally { done: 1, ..Tally::default() }, "at once");
}

#[both_engines]
async fn a_stop_waits_a_while_for_what_must_not_be_broken_off(kind: Engine) {
    let house = House::new(kind).await;
    let finished = Kind { on_stop: OnStop::Finish, ..KIND };
    enqueue(&house, finished, 1, 1).await;
    let (began, mut begun) = unbounded_channel();
    let (go_on, gone_on) = watch::channel(false);
    let registry = Registry::new().kind(finished, move |_: Arc<Job>| {
        began.send(()).unwrap();
        let mut gone_on = gone_on.clone();
        async move {
            gone_on.wait_for(|gone_on| *gone_on).await.unwrap();
            Ok(())
        }
    });
    let running = start(&house, registry, PATIENCE);
    next(&mut begun).await;
    running.stop.send_replace(true);
    go_on.send_replace(true);
    running.task.await.unwrap();
    assert_eq!(house.fresh.number("select count(*) from jobs").await, 0);

    enqueue(&house, finished, 1, 1).await;
    let (registry, mut begun) = endless(Registry::new(), finished);
    let running = start(&house, registry, Duration::from_millis(10));
    next(&mut begun).await;
    running.stop.send_replace(true);
    running.task.await.unwrap();
    assert_eq!(text(&house, "claimed_until").await, None, "and no longer");
}

#[both_engines]
async fn a_slow_kind_does_not_hold_up_another(kind: Engine) {
    let house = House::new(kind).await;
    enqueue(&house, SLOW, 1, 10).await;
    enqueue(&house, KIND, 1, 1).await;
    let (registry, mut slow) = endless(Registry::new(), SLOW);
    let (registry, mut quick) = endless(registry, KIND);
    let _running = start(&house, registry, PATIENCE);
    next(&mut slow).await;
    next(&mut quick).await;
}

#[both_engines]
async fn a_slow_business_does_not_hold_up_another(kind: Engine) {
    let house = House::new(kind).await;
    house.neighbour().await;
    enqueue(&house, KIND, 1, 50).await;
    let (registry, mut begun) = endless(Registry::new(), KIND);
    let running = start(&house, registry, PATIENCE);
    next(&mut begun).await;
    next(&mut begun).await;
    enqueue(&house, KIND, 2, 1).await;
    let last = house.fresh.number("select max(id) from jobs").await;
    running.wake.send_replace(1);
    next(&mut begun).await;
    let claimed = house.fresh.rows("select id from jobs where claimed_until is not null order by id").await;
    assert_eq!(claimed.len(), 3, "two of fifty, and the other's one");
    assert_eq!(claimed[2][0].as_deref(), Some(last.to_string().as_str()));
}

#[both_engines]
async fn a_failed_attempt_is_repeated_later_and_the_last_one_fails_for_good(kind: Engine) {
    let house = House::new(kind).await;
    enqueue(&house, KIND, 1, 1).await;
    let fails = |_: Arc<Job>| std::future::ready(Err(Failure::Temporary("Not now.".into())));
    let mut worker = worker(&house, Registry::new().kind(KIND, fails));
    for wait in [10, 15] {
        assert_eq!(worker.run_due().await.unwrap(), Tally { repeated: 1, ..Tally::default() });
        house.db().clock().advance_seconds(wait - 1);
        assert_eq!(worker.run_due().await.unwrap(), Tally::default(), "not before its time");
        house.db().clock().advance_seconds(1);
    }
    assert_eq!(worker.run_due().await.unwrap(), Tally { failed: 1, ..Tally::default() });
    house.db().clock().advance_seconds(86_400);
    assert_eq!(worker.run_due().await.unwrap(), Tally::default());
    assert_eq!(text(&house, "failure").await.as_deref(), Some("Not now."));
}

#[both_engines]
async fn a_deadline_that_passes_and_a_fault_of_ours_count_as_attempts(kind: Engine) {
    let house = House::new(kind).await;
    let brief = Kind { deadline: Duration::from_millis(20), ..SLOW };
    enqueue(&house, brief, 1, 1).await;
    let (registry, _begun) = endless(Registry::new(), brief);
    let tally = worker(&house, registry).run_due().await.unwrap();
    assert_eq!(tally, Tally { repeated: 1, ..Tally::default() });
    assert!(text(&house, "failure").await.unwrap().contains("took longer"));
    assert_eq!(text(&house, "attempts").await.as_deref(), Some("1"));
    house.fresh.run("delete from jobs").await;

    enqueue(&house, KIND, 1, 1).await;
    let panics = |_: Arc<Job>| -> std::future::Ready<Outcome> { panic!("a fault of the test's own") };
    let tally = worker(&house, Registry::new().kind(KIND, panics)).run_due().await.unwrap();
    assert_eq!(tally, Tally { repeated: 1, ..Tally::default() });
    assert!(text(&house, "failure").await.unwrap().contains("fault of Crewline"));
}

#[both_engines]
async fn a_failure_is_seen_by_owners_and_admins_of_its_business_who_try_it_again(kind: Engine) {
    let house = House::new(kind).await;
    let (_, stranger) = house.neighbour().await;
    enqueue(&house, KIND, 1, 1).await;
    enqueue(&house, KIND, 0, 1).await;
    let fails = |_: Arc<Job>| std::future::ready(Err(Failure::Permanent("Refused.".into())));
    let tally = worker(&house, Registry::new().kind(KIND, fails)).run_due().await.unwrap();
    assert_eq!(tally, Tally { failed: 2, ..Tally::default() });
    assert_eq!(counts(house.db()).await.unwrap(), [Count { kind: "test".into(), due: 0, failed: 2 }]);

    for role in [Role::Manager, Role::Viewer] {
        let person = house.person(&format!("A {role}"), role).await;
        assert!(matches!(person.may::<actions::RetryJobs>(), Err(Refusal::Forbidden)), "{role}");
    }
    assert!(failed(house.db(), &stranger.may().unwrap()).await.unwrap().is_empty());
    let jobs = failed(house.db(), &house.owner.may().unwrap()).await.unwrap();
    assert_eq!(jobs.len(), 1, "the job of no business is nobody's to see");
    assert_eq!((jobs[0].failure.as_str(), jobs[0].attempts), ("Refused.", 1));
    let by_stranger = FailedJob::hold::<actions::RetryJobs>(house.db(), stranger.may().unwrap(), jobs[0].id).await;
    assert!(matches!(by_stranger, Err(Error::Refused(Refusal::NotFound))), "{by_stranger:?}");

    let admin = house.person("Adam Reyes", Role::Admin).await;
    let held = FailedJob::hold(house.db(), admin.may().unwrap(), jobs[0].id).await.unwrap();
    try_again(house.db(), &held).await.unwrap();
    let twice = try_again(house.db(), &held).await;
    assert!(matches!(twice, Err(Error::Refused(Refusal::NotFound))), "{twice:?}");
    assert_eq!(counts(house.db()).await.unwrap(), [Count { kind: "test".into(), due: 1, failed: 1 }]);
    let log = audit::list(house.db(), &admin.may().unwrap(), &Default::default(), None, 1).await.unwrap();
    assert_eq!((log.entries[0].action.as_str(), log.entries[0].actor_name.as_str()), ("job.retried", "Adam Reyes"));
    let tally = worker(&house, Registry::new().kind(KIND, done)).run_due().await.unwrap();
    assert_eq!(tally, Tally { done: 1, ..Tally::default() });
}
