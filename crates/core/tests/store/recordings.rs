use crewline_core::access::Thing;
use crewline_core::access::actions::{HearRecordings, SeeCalls};
use crewline_core::both_engines;
use crewline_core::calls::Call;
use crewline_core::db::Kind;
use crewline_core::ids::CallId;
use crewline_core::jobs::{Registry, Tally, Worker};
use crewline_core::outbound::Client;
use crewline_core::recordings::{FetchRecordings, RECORDINGS, Recording, Status, Store, of_call, open};
use crewline_core::testing::House;
use futures_util::TryStreamExt;
use wiremock::matchers::{basic_auth, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::line::{Line, SECRET};

const TO: &str = "+12125550100";

/// A call with a recording at a carrier, and a store to bring it to.
struct Studio {
    house: House,
    line: Line,
    carrier: MockServer,
    store: Store,
    client: Client,
    call: CallId,
    _folder: tempfile::TempDir,
}

async fn studio(kind: Kind) -> Studio {
    let house = House::new(kind).await;
    house.number("Summer ads", TO).await;
    let carrier = MockServer::start().await;
    let line = Line::connect(house.db(), &house.operator, &house.slug, Some(&carrier.uri())).await;
    let call = line.ring("CA1", "+14155550123", TO).await.call;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(&format!("file:{}", folder.path().display())).unwrap();
    Studio { house, line, carrier, store, client: Client::new(), call, _folder: folder }
}

impl Studio {
    async fn report(&self, url: &str) {
        let fields = [("CallSid", "CA1"), ("RecordingSid", "RE1"), ("RecordingUrl", url), ("RecordingDuration", "3")];
        self.line.recording(&fields).await.unwrap();
    }

    async fn fetch(&self) -> Tally {
        let work = FetchRecordings {
            db: self.house.db().clone(),
            seal: self.line.seal.clone(),
            store: self.store.clone(),
            client: self.client.clone(),
        };
        Worker::new(self.house.db(), Registry::new().kind(RECORDINGS, work), || 0).run_due().await.unwrap()
    }

    async fn recording(&self) -> Recording {
        let may = self.house.owner.may::<SeeCalls>().unwrap();
        let held = Call::hold(self.house.db(), may, self.call).await.unwrap();
        let mut all = of_call(self.house.db(), &held).await.unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    async fn answer(&self, at: &str, answer: ResponseTemplate) {
        Mock::given(method("GET"))
            .and(path(at))
            .and(basic_auth("AC1", SECRET))
            .respond_with(answer)
            .mount(&self.carrier)
            .await;
    }
}

fn audio(bytes: &[u8]) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(bytes, "audio/mpeg")
}

#[both_engines]
async fn a_recording_is_brought_home_and_heard_in_part(kind: Kind) {
    let studio = studio(kind).await;
    studio.answer("/Recordings/RE1.mp3", audio(b"0123456789")).await;
    studio.report(&format!("{}/Recordings/RE1", studio.carrier.uri())).await;
    assert_eq!(studio.recording().await.status, Status::Waiting);
    assert_eq!(studio.fetch().await, Tally { done: 1, ..Tally::default() });
    assert_eq!(studio.fetch().await, Tally::default());
    let recording = studio.recording().await;
    assert_eq!((recording.status, recording.bytes, recording.duration_seconds), (Status::Stored, Some(10), Some(3)));
    let held =
        Call::hold(studio.house.db(), studio.house.owner.may::<HearRecordings>().unwrap(), studio.call).await.unwrap();
    let audio = open(studio.house.db(), &held, None).await.unwrap().unwrap();
    assert_eq!((audio.bytes(), audio.media_type.as_str(), audio.id), (10, "audio/mpeg", recording.id));
    let parts: Vec<_> = audio.stream(&studio.store, 3..6).await.unwrap().try_collect().await.unwrap();
    assert_eq!(parts.concat(), b"345");
    let stranger = studio.house.viewer("Vera Kim", &[], &[]).await;
    assert!(Call::hold(studio.house.db(), stranger.may::<HearRecordings>().unwrap(), studio.call).await.is_err());
    studio.report(&format!("{}/Recordings/RE1", studio.carrier.uri())).await;
    assert_eq!(studio.recording().await, recording, "a repeat does not fetch it again");
}

#[both_engines]
async fn what_is_not_there_yet_is_asked_for_again_later(kind: Kind) {
    let studio = studio(kind).await;
    studio.report(&format!("{}/Recordings/RE1", studio.carrier.uri())).await;
    assert_eq!(studio.fetch().await, Tally { repeated: 1, ..Tally::default() });
    assert!(studio.recording().await.failure.unwrap().contains("does not have"));
    assert_eq!(studio.fetch().await, Tally::default(), "not at once");
    studio.answer("/Recordings/RE1.mp3", audio(b"abc")).await;
    studio.house.db().clock().advance_seconds(10);
    assert_eq!(studio.fetch().await, Tally { done: 1, ..Tally::default() });
    assert_eq!(studio.recording().await.failure, None);
}

#[both_engines]
async fn what_never_comes_is_given_up(kind: Kind) {
    let studio = studio(kind).await;
    studio.answer("/Recordings/RE1.mp3", ResponseTemplate::new(500)).await;
    studio.report(&format!("{}/Recordings/RE1", studio.carrier.uri())).await;
    let mut rounds = 0;
    while studio.fetch().await.failed == 0 {
        rounds += 1;
        assert!(rounds < 100);
        studio.house.db().clock().advance_seconds(4 * 3600);
    }
    assert_eq!((studio.recording().await.status, rounds), (Status::Failed, 19));
}

#[both_engines]
async fn what_is_no_audio_is_not_kept(kind: Kind) {
    let studio = studio(kind).await;
    studio.answer("/Recordings/RE1.mp3", ResponseTemplate::new(200).set_body_raw("<script>", "text/html")).await;
    studio.report(&format!("{}/Recordings/RE1", studio.carrier.uri())).await;
    assert_eq!(studio.fetch().await, Tally { repeated: 1, ..Tally::default() });
    assert!(studio.recording().await.failure.unwrap().contains("no recording"));
}

#[both_engines]
async fn an_address_that_nothing_is_fetched_from_is_not_asked(kind: Kind) {
    let studio = studio(kind).await;
    let elsewhere = MockServer::start().await;
    studio.report(&format!("{}/RE1", elsewhere.uri())).await;
    assert_eq!(studio.fetch().await, Tally { failed: 1, ..Tally::default() });
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[both_engines]
async fn a_redirect_is_followed_without_the_sign_in_and_never_inside(kind: Kind) {
    let studio = studio(kind).await;
    studio.answer("/Recordings/RE1.mp3", ResponseTemplate::new(302).insert_header("location", "/media/1")).await;
    Mock::given(path("/media/1")).respond_with(audio(b"abc")).mount(&studio.carrier).await;
    studio.report(&format!("{}/Recordings/RE1", studio.carrier.uri())).await;
    assert_eq!(studio.fetch().await, Tally { done: 1, ..Tally::default() });
    let asked = studio.carrier.received_requests().await.unwrap();
    let media = asked.iter().find(|request| request.url.path() == "/media/1").unwrap();
    assert!(!media.headers.contains_key("authorization"));

    let inside = MockServer::start().await;
    let fields =
        [("CallSid", "CA1"), ("RecordingSid", "RE2"), ("RecordingUrl", &format!("{}/R/RE2", studio.carrier.uri()))];
    studio
        .answer("/R/RE2.mp3", ResponseTemplate::new(302).insert_header("location", format!("{}/x", inside.uri())))
        .await;
    studio.line.recording(&fields).await.unwrap();
    assert_eq!(studio.fetch().await, Tally { failed: 1, ..Tally::default() });
    assert!(inside.received_requests().await.unwrap().is_empty());
}

#[both_engines]
async fn a_job_that_can_not_be_read_fails_for_good(kind: Kind) {
    let studio = studio(kind).await;
    studio.report(&format!("{}/Recordings/RE1", studio.carrier.uri())).await;
    studio.house.fresh.run("update jobs set payload = (select secrets_sealed from carriers)").await;
    assert_eq!(studio.fetch().await, Tally { failed: 1, ..Tally::default() });
    let failure = studio.house.fresh.rows("select failure from jobs").await[0][0].clone().unwrap();
    assert!(failure.contains("damaged"), "{failure}");
}

#[both_engines]
async fn two_processes_fetch_a_recording_once(kind: Kind) {
    let studio = studio(kind).await;
    studio.answer("/Recordings/RE1.mp3", audio(b"abc").set_delay(std::time::Duration::from_millis(100))).await;
    studio.report(&format!("{}/Recordings/RE1", studio.carrier.uri())).await;
    let (one, two) = tokio::join!(studio.fetch(), studio.fetch());
    assert_eq!(one.done + two.done, 1);
    assert_eq!(studio.carrier.received_requests().await.unwrap().len(), 1);
}
