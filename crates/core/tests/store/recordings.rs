use crewline_core::access::Thing;
use crewline_core::access::actions::{HearRecordings, SeeCalls};
use crewline_core::both_engines;
use crewline_core::calls::Call;
use crewline_core::db::Kind;
use crewline_core::ids::CallId;
use crewline_core::jobs::{AttemptCounts, Registry, Worker};
use crewline_core::outbound::Client;
use crewline_core::recordings::{FetchRecordings, Pace, RECORDINGS, Recording, Status, Store, of_call, open};
use crewline_core::testing::TestBusiness;
use futures_util::TryStreamExt;
use wiremock::matchers::{basic_auth, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::carrier_fixture::{CarrierFixture, SECRET};

const TO: &str = "+12125550100";

/// A call with a recording at a carrier, and a store for it.
struct RecordingFixture {
    business: TestBusiness,
    connection: CarrierFixture,
    carrier: MockServer,
    store: Store,
    client: Client,
    call: CallId,
    _folder: tempfile::TempDir,
}

async fn recording_fixture(kind: Kind) -> RecordingFixture {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier = MockServer::start().await;
    let connection =
        CarrierFixture::connect(business.db(), &business.operator, &business.slug, Some(&carrier.uri())).await;
    let call = connection.ring("CA1", "+14155550123", TO).await.call;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::from_setting(&format!("file:{}", folder.path().display())).unwrap();
    RecordingFixture { business, connection, carrier, store, client: Client::new(), call, _folder: folder }
}

impl RecordingFixture {
    async fn report(&self, url: &str) {
        let fields = [("CallSid", "CA1"), ("RecordingSid", "RE1"), ("RecordingUrl", url), ("RecordingDuration", "3")];
        self.connection.recording(&fields).await.unwrap();
    }

    async fn fetch(&self) -> AttemptCounts {
        let (db, seal) = (self.business.db().clone(), self.connection.seal.clone());
        let work = FetchRecordings::new(db, seal, self.store.clone(), self.client.clone());
        Worker::new(self.business.db(), Registry::new().kind(RECORDINGS, work), || 0).run_due().await.unwrap()
    }

    async fn recording(&self) -> Recording {
        let may = self.business.owner.may::<SeeCalls>().unwrap();
        let held = Call::hold(self.business.db(), may, self.call).await.unwrap();
        let mut all = of_call(self.business.db(), &held).await.unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    async fn respond(&self, at: &str, response: ResponseTemplate) {
        Mock::given(method("GET"))
            .and(path(at))
            .and(basic_auth("AC1", SECRET))
            .respond_with(response)
            .mount(&self.carrier)
            .await;
    }
}

fn audio(bytes: &[u8]) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(bytes, "audio/mpeg")
}

#[both_engines]
async fn a_recording_is_downloaded_and_read_in_part(kind: Kind) {
    let fixture = recording_fixture(kind).await;
    fixture.respond("/Recordings/RE1.mp3", audio(b"0123456789")).await;
    fixture.report(&format!("{}/Recordings/RE1", fixture.carrier.uri())).await;
    assert_eq!(fixture.recording().await.status, Status::Waiting);
    assert_eq!(fixture.fetch().await, AttemptCounts { done: 1, ..AttemptCounts::default() });
    assert_eq!(fixture.fetch().await, AttemptCounts::default());
    let recording = fixture.recording().await;
    assert_eq!((recording.status, recording.bytes, recording.duration_seconds), (Status::Stored, Some(10), Some(3)));
    let held = Call::hold(fixture.business.db(), fixture.business.owner.may::<HearRecordings>().unwrap(), fixture.call)
        .await
        .unwrap();
    let audio = open(fixture.business.db(), &held, None).await.unwrap().unwrap();
    assert_eq!((audio.bytes(), audio.media_type.as_str(), audio.id), (10, "audio/mpeg", recording.id));
    let parts: Vec<_> = audio.stream(&fixture.store, 3..6).await.unwrap().try_collect().await.unwrap();
    assert_eq!(parts.concat(), b"345");
    let stranger = fixture.business.viewer("Vera Kim", &[], &[]).await;
    assert!(Call::hold(fixture.business.db(), stranger.may::<HearRecordings>().unwrap(), fixture.call).await.is_err());
    fixture.report(&format!("{}/Recordings/RE1", fixture.carrier.uri())).await;
    assert_eq!(fixture.recording().await, recording, "a repeat does not fetch it again");
}

#[both_engines]
async fn a_missing_recording_is_retried_later(kind: Kind) {
    let fixture = recording_fixture(kind).await;
    fixture.report(&format!("{}/Recordings/RE1", fixture.carrier.uri())).await;
    assert_eq!(fixture.fetch().await, AttemptCounts { repeated: 1, ..AttemptCounts::default() });
    assert!(fixture.recording().await.failure.unwrap().contains("does not have"));
    assert_eq!(fixture.fetch().await, AttemptCounts::default(), "not at once");
    fixture.respond("/Recordings/RE1.mp3", audio(b"abc")).await;
    fixture.business.db().clock().advance_seconds(10);
    assert_eq!(fixture.fetch().await, AttemptCounts { done: 1, ..AttemptCounts::default() });
    assert_eq!(fixture.recording().await.failure, None);
}

#[both_engines]
async fn a_recording_that_never_appears_is_given_up(kind: Kind) {
    let fixture = recording_fixture(kind).await;
    fixture.respond("/Recordings/RE1.mp3", ResponseTemplate::new(500)).await;
    fixture.report(&format!("{}/Recordings/RE1", fixture.carrier.uri())).await;
    let mut rounds = 0;
    while fixture.fetch().await.failed == 0 {
        rounds += 1;
        assert!(rounds < 100);
        fixture.business.db().clock().advance_seconds(4 * 3600);
    }
    assert_eq!((fixture.recording().await.status, rounds), (Status::Failed, 19));
}

#[both_engines]
async fn a_download_that_is_no_audio_is_not_stored(kind: Kind) {
    let fixture = recording_fixture(kind).await;
    fixture.respond("/Recordings/RE1.mp3", ResponseTemplate::new(200).set_body_raw("<script>", "text/html")).await;
    fixture.report(&format!("{}/Recordings/RE1", fixture.carrier.uri())).await;
    assert_eq!(fixture.fetch().await, AttemptCounts { repeated: 1, ..AttemptCounts::default() });
    assert!(fixture.recording().await.failure.unwrap().contains("no recording"));
}

#[both_engines]
async fn a_forbidden_recording_address_is_not_requested(kind: Kind) {
    let fixture = recording_fixture(kind).await;
    let elsewhere = MockServer::start().await;
    fixture.report(&format!("{}/RE1", elsewhere.uri())).await;
    assert_eq!(fixture.fetch().await, AttemptCounts { failed: 1, ..AttemptCounts::default() });
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[both_engines]
async fn a_redirect_is_followed_without_credentials_and_never_to_a_private_address(kind: Kind) {
    let fixture = recording_fixture(kind).await;
    fixture.respond("/Recordings/RE1.mp3", ResponseTemplate::new(302).insert_header("location", "/media/1")).await;
    Mock::given(path("/media/1")).respond_with(audio(b"abc")).mount(&fixture.carrier).await;
    fixture.report(&format!("{}/Recordings/RE1", fixture.carrier.uri())).await;
    assert_eq!(fixture.fetch().await, AttemptCounts { done: 1, ..AttemptCounts::default() });
    let requests = fixture.carrier.received_requests().await.unwrap();
    let media = requests.iter().find(|request| request.url.path() == "/media/1").unwrap();
    assert!(!media.headers.contains_key("authorization"));

    let private = MockServer::start().await;
    let fields =
        [("CallSid", "CA1"), ("RecordingSid", "RE2"), ("RecordingUrl", &format!("{}/R/RE2", fixture.carrier.uri()))];
    fixture
        .respond("/R/RE2.mp3", ResponseTemplate::new(302).insert_header("location", format!("{}/x", private.uri())))
        .await;
    fixture.connection.recording(&fields).await.unwrap();
    assert_eq!(fixture.fetch().await, AttemptCounts { failed: 1, ..AttemptCounts::default() });
    assert!(private.received_requests().await.unwrap().is_empty());
}

#[both_engines]
async fn an_unreadable_job_fails_permanently(kind: Kind) {
    let fixture = recording_fixture(kind).await;
    fixture.report(&format!("{}/Recordings/RE1", fixture.carrier.uri())).await;
    fixture.business.database.run("update jobs set payload = (select secrets_sealed from carriers)").await;
    assert_eq!(fixture.fetch().await, AttemptCounts { failed: 1, ..AttemptCounts::default() });
    let failure = fixture.business.database.rows("select failure from jobs").await[0][0].clone().unwrap();
    assert!(failure.contains("damaged"), "{failure}");
}

#[both_engines]
async fn two_processes_download_a_recording_once(kind: Kind) {
    let fixture = recording_fixture(kind).await;
    fixture.respond("/Recordings/RE1.mp3", audio(b"abc").set_delay(std::time::Duration::from_millis(100))).await;
    fixture.report(&format!("{}/Recordings/RE1", fixture.carrier.uri())).await;
    let (one, two) = tokio::join!(fixture.fetch(), fixture.fetch());
    assert_eq!(one.done + two.done, 1);
    assert_eq!(fixture.carrier.received_requests().await.unwrap().len(), 1);
}

/// A carrier that sends the end of a recording only when it is told to, except that of `/Recordings/RE5.mp3`.
async fn slow_carrier() -> (String, tokio::sync::watch::Sender<bool>) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (go_on, goes_on) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut goes_on = goes_on.clone();
            tokio::spawn(async move {
                let mut request = vec![0; 4_096];
                let length = stream.read(&mut request).await.unwrap();
                let is_quick = String::from_utf8_lossy(&request[..length]).contains("/RE5.mp3");
                let head =
                    "HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: 40\r\nconnection: close\r\n\r\n";
                let _written = stream.write_all(format!("{head}{}", "0123456789".repeat(3)).as_bytes()).await;
                if !is_quick {
                    let _told = goes_on.wait_for(|goes_on| *goes_on).await;
                }
                let _written = stream.write_all(b"0123456789").await;
            });
        }
    });
    (base, go_on)
}

#[both_engines]
async fn four_slow_recordings_do_not_hold_up_a_quick_one(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let (base, go_on) = slow_carrier().await;
    let connection = CarrierFixture::connect(business.db(), &business.operator, &business.slug, Some(&base)).await;
    connection.ring("CA1", "+14155550123", TO).await;
    for number in 1..=5 {
        let (id, url) = (format!("RE{number}"), format!("{base}/Recordings/RE{number}"));
        let fields = [("CallSid", "CA1"), ("RecordingSid", &id), ("RecordingUrl", &url)];
        connection.recording(&fields).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let store = Store::from_setting(&format!("file:{}", folder.path().display())).unwrap();
    let milliseconds = std::time::Duration::from_millis;
    let pace = Pace { slow_after: milliseconds(100), put_off: milliseconds(1_000), ..Pace::default() };
    let (db, seal) = (business.db().clone(), connection.seal.clone());
    let work = FetchRecordings::new(db.clone(), seal, store, Client::new()).with_pace(pace);
    let due =
        tokio::spawn(async move { Worker::new(&db, Registry::new().kind(RECORDINGS, work), || 0).run_due().await });
    let stored = async {
        while business.database.number("select count(*) from recordings where status = 'stored'").await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), stored).await.expect("the quick one is stored");
    let whose = business.database.rows("select carrier_id from recordings where status = 'stored'").await;
    assert_eq!(whose[0][0].as_deref(), Some("RE5"), "while the slow ones wait");
    let attempts = business.database.rows("select sum(attempts) from jobs where claimed_until is null").await;
    assert_eq!(attempts[0][0].as_deref(), Some("0"), "those that were put off have lost no attempt");
    go_on.send(true).unwrap();
    let counts = due.await.unwrap().unwrap();
    assert_eq!((counts.done, counts.put_off, counts.repeated, counts.failed), (3, 2, 0, 0), "{counts:?}");
}
