//! Recordings: reported and fetched.

use mock_carrier::{CallScript, Callee, Config, Provider, RecordingScript, Transcript};
use reqwest::StatusCode;

use crate::product::{EMPTY, ProductFixture, call};

const RECORDED: &str = r#"<Response><Dial action="{url}/dialled" record="record-from-answer-dual" {answer_on_bridge}
    recordingStatusCallback="{url}/recorded" recordingStatusCallbackEvent="in-progress completed absent">
    <Number>+13035550111</Number></Dial></Response>"#;

async fn recorded_call(provider: Provider, recording: RecordingScript) -> (ProductFixture, Transcript) {
    let answer_on_bridge = if provider == Provider::Telnyx { "" } else { "answerOnBridge=\"true\"" };
    let document = RECORDED.replace("{answer_on_bridge}", answer_on_bridge);
    let product = ProductFixture::with(Config::new(provider), &[("/voice", &document), ("/dialled", EMPTY)]).await;
    let script = CallScript { recording, ..call() };
    let transcript = product.place(script.callee(Callee::answers(2_000, 12_000))).await;
    (product, transcript)
}

#[tokio::test]
async fn a_recording_is_reported_and_fetched_with_credentials() {
    for provider in [Provider::Twilio, Provider::SignalWire] {
        let (product, transcript) = recorded_call(provider, RecordingScript::default()).await;
        let requests = product.received_at("/recorded");
        let statuses: Vec<&str> = requests.iter().map(|request| request.field("RecordingStatus")).collect();
        assert_eq!(statuses, ["in-progress", "completed"]);
        assert_eq!(requests[1].field("RecordingDuration"), "12");
        assert_eq!(requests[1].field("RecordingChannels"), "2");
        assert_eq!(requests[1].field("RecordingSource"), "DialVerb");
        assert_eq!(requests[1].field("CallSid"), transcript.sid, "the parent's id, not the leg's");
        let url = requests[1].field("RecordingUrl");
        assert_eq!(product.only("/dialled").field("RecordingUrl"), url);

        let client = reqwest::Client::new();
        let wav = format!("{url}.wav");
        assert_eq!(client.get(&wav).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
        let get =
            |url: String| client.get(url).basic_auth(product.carrier.account(), Some(product.carrier.secret())).send();
        let answer = get(wav).await.unwrap();
        assert_eq!(answer.headers()["content-type"], "audio/x-wav");
        let audio = answer.bytes().await.unwrap();
        assert_eq!(&audio[..4], b"RIFF");
        assert_eq!(audio.len(), 44 + 12 * 8_000 * 4);
        let answer = get(format!("{url}.mp3")).await.unwrap();
        assert_eq!(answer.headers()["content-type"], "audio/mpeg");
        assert_eq!(answer.bytes().await.unwrap()[..2], [0xFF, 0xF3]);
        let mono = get(format!("{url}.wav?RequestedChannels=1")).await.unwrap().bytes().await.unwrap();
        assert_eq!(mono.len(), 44 + 12 * 8_000 * 2);
    }
}

#[tokio::test]
async fn a_late_recording_is_not_found_at_first() {
    let (product, transcript) =
        recorded_call(Provider::Twilio, RecordingScript { late_fetches: 2, ..Default::default() }).await;
    let url = format!("{}.mp3", transcript.recordings[0].url);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let request =
            reqwest::Client::new().get(&url).basic_auth(product.carrier.account(), Some(product.carrier.secret()));
        statuses.push(request.send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [404, 404, 200, 200]);
}

#[tokio::test]
async fn telnyx_recording_urls_work_until_they_expire() {
    for (expired, status) in [(false, 200), (true, 403)] {
        let (product, _) = recorded_call(Provider::Telnyx, RecordingScript { expired, ..Default::default() }).await;
        let url = product.received_at("/recorded")[1].field("RecordingUrl").to_owned();
        assert_eq!(reqwest::get(&url).await.unwrap().status().as_u16(), status);
        let forged = url.replace("expires=", "expires=9");
        assert_eq!(reqwest::get(&forged).await.unwrap().status().as_u16(), 403);
    }
}

#[tokio::test]
async fn an_absent_recording_is_reported_and_can_not_be_fetched() {
    let (product, transcript) =
        recorded_call(Provider::Twilio, RecordingScript { absent: true, ..Default::default() }).await;
    let requests = product.received_at("/recorded");
    assert_eq!(requests[1].field("RecordingStatus"), "absent");
    assert_eq!(requests[1].field("ErrorCode"), "16102");
    assert_eq!(transcript.recordings, []);
}

#[tokio::test]
async fn a_whole_call_is_recorded_from_the_start_verb_on() {
    let start = r#"<Response><Start><Recording channels="dual" recordingStatusCallback="{url}/recorded"/></Start>
        <Say>This call is recorded</Say><Dial><Number>+13035550111</Number></Dial></Response>"#;
    let product = ProductFixture::new(&[("/voice", start)]).await;
    let transcript = product.place(call()).await;
    let request = product.only("/recorded");
    assert_eq!(request.field("RecordingSource"), "StartCallRecordingTwiML");
    assert_eq!(request.field("RecordingDuration"), transcript.outcome.duration_seconds.to_string());
}
