use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::carrier::provider::Provider;
use crate::recordings::frames::sample_wav;

const QUICK: Pace = Pace {
    slow_after: Duration::from_secs(10),
    put_off: Duration::from_secs(60),
    span: Duration::from_secs(60),
    min_bytes: 1,
};

/// Downloads from a server, as a recording that plays so many seconds.
async fn fetch_from(
    base: &str,
    max_bytes: u64,
    seconds: Option<i64>,
    slow: &SlowDownloads,
    pace: Pace,
) -> Result<StoredRecording, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::from_setting(&format!("file:{}", folder.path().display())).unwrap();
    let connection = Connection::for_test(Provider::Twilio, "AC1", "token", Some(base));
    let download = Download {
        client: &Client::new(),
        store: &store,
        connection: &connection,
        url: &format!("{base}/RE1.mp3"),
        place: "a/b",
        max_bytes,
        seconds,
        business: BusinessId::new(1),
        recording: RecordingId::new(1),
        slow,
        pace,
        job: None,
    };
    let outcome = download.run().await;
    let files = std::fs::read_dir(folder.path().join("a")).map_or(0, Iterator::count);
    assert_eq!(files, usize::from(outcome.is_ok()), "only a successful download leaves a file");
    outcome
}

async fn fetch(answer: ResponseTemplate, max_bytes: u64) -> Result<StoredRecording, Failure> {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    fetch_from(&server.uri(), max_bytes, None, &SlowDownloads::default(), QUICK).await
}

/// A server that answers each connection's request, by its number and text, with these bytes and closes it.
async fn serve(answer: impl Fn(usize, &str) -> Vec<u8> + Send + Sync + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let requests = Arc::clone(&count);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 4_096];
            let length = stream.read(&mut request).await.unwrap();
            let text = String::from_utf8_lossy(&request[..length]).to_lowercase();
            let _written = stream.write_all(&answer(requests.fetch_add(1, Ordering::Relaxed), &text)).await;
        }
    });
    (base, count)
}

fn response(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n").as_bytes(), body].concat()
}

async fn fetch_all(base: &str, seconds: Option<i64>) -> Result<StoredRecording, Failure> {
    fetch_from(base, MAX_BYTES, seconds, &SlowDownloads::default(), QUICK).await
}

fn audio(bytes: usize) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(vec![7; bytes], "audio/ogg; codecs=opus")
}

#[tokio::test]
async fn a_recording_beyond_the_size_limit_is_refused() {
    let stored = fetch(audio(100), 100).await.unwrap();
    assert_eq!(stored, StoredRecording { place: "a/b.ogg".into(), media_type: "audio/ogg", bytes: 100 });
    assert!(matches!(fetch(audio(101), 100).await, Err(Failure::TooLarge)));
    assert!(matches!(fetch(audio(0), 100).await, Err(Failure::NotAudio)));
}

#[tokio::test]
async fn each_download_failure_is_distinguished() {
    for (status, sentence) in [
        (401, "The carrier does not accept the connection's sign-in."),
        (404, "The carrier does not have the recording."),
        (503, "The carrier answered with status 503."),
    ] {
        let failure = fetch(ResponseTemplate::new(status), 100).await.unwrap_err();
        assert_eq!(failure.to_string(), sentence);
        assert!(!failure.is_final());
    }
}

#[tokio::test]
async fn the_size_limit_holds_without_a_content_length() {
    let (base, _) = serve(|_, _| response("200 OK\r\ncontent-type: audio/ogg", &vec![7; 200_000])).await;
    let outcome = fetch_from(&base, 100_000, None, &SlowDownloads::default(), QUICK).await;
    assert!(matches!(outcome, Err(Failure::TooLarge)), "{outcome:?}");
}

#[tokio::test]
async fn a_download_that_breaks_off_goes_on_where_it_was() {
    let whole = sample_wav(20, 160_000);
    let (length, sent) = (whole.len(), whole.clone());
    let (base, requests) = serve(move |number, request| {
        let from = request.split("range: bytes=").nth(1).and_then(|rest| rest.split('-').next()?.parse::<usize>().ok());
        match from {
            None => {
                assert_eq!(number, 0, "it does not begin anew");
                let head = format!("200 OK\r\ncontent-type: audio/wav\r\netag: \"v1\"\r\ncontent-length: {length}");
                response(&head, &sent[..50_000])
            }
            Some(from) => {
                assert!(request.contains("if-range: \"v1\""), "{request}");
                let part = &sent[from..length.min(from + 50_000)];
                let range = format!("content-range: bytes {from}-{}/{length}", length - 1);
                response(&format!("206 Partial Content\r\n{range}\r\ncontent-length: {}", length - from), part)
            }
        }
    })
    .await;
    let stored = fetch_all(&base, Some(20)).await.unwrap();
    assert_eq!((stored.bytes, requests.load(Ordering::Relaxed)), (length as u64, 4));
}

#[tokio::test]
async fn a_download_that_breaks_off_where_ranges_are_unknown_fails() {
    let (base, _) =
        serve(|_, _| response("200 OK\r\ncontent-type: audio/wav\r\ncontent-length: 160058", &sample_wav(5, 160_000)))
            .await;
    assert!(matches!(fetch_all(&base, None).await, Err(Failure::BrokenOff)));
    // Another version is not joined to the first.
    let (base, _) = serve(|number, _| match number {
        0 => response("200 OK\r\ncontent-type: audio/wav\r\ncontent-length: 160058", &sample_wav(5, 160_000)),
        _ => response("206 Partial Content\r\ncontent-range: bytes 40058-99/100\r\ncontent-length: 1", b"x"),
    })
    .await;
    assert!(matches!(fetch_all(&base, None).await, Err(Failure::BrokenOff)));
}

#[tokio::test]
async fn a_part_is_not_kept_as_the_whole() {
    let mut frame = vec![0xff, 0xfb, 0x90, 0x64];
    frame.resize(417, 0);
    // A part of each: by the length in its header, by how long it plays, in the middle of a frame, and by nothing.
    let parts = [
        ("audio/wav", sample_wav(5, 160_000), None),
        ("audio/mpeg", frame.repeat(100), Some(38)),
        ("audio/mpeg", frame.repeat(100)[..40_000].to_vec(), None),
        ("audio/wav", vec![7; 100_000], Some(37)),
    ];
    for (kind, part, seconds) in parts {
        let (base, _) = serve(move |_, _| response(&format!("200 OK\r\ncontent-type: {kind}"), &part)).await;
        let outcome = fetch_all(&base, seconds).await;
        assert!(matches!(outcome, Err(Failure::InPart)), "{kind} {seconds:?}: {outcome:?}");
    }
    let (base, _) = serve(|_, _| response("200 OK\r\ncontent-type: audio/wav", &sample_wav(5, 40_000))).await;
    assert!(fetch_all(&base, Some(5)).await.is_ok(), "the whole, without a length");
    // A marked end is believed only if the carrier announced no longer recording.
    let (base, _) = serve(|_, _| {
        let part = sample_wav(5, 40_000);
        response(&format!("200 OK\r\ncontent-type: audio/wav\r\ncontent-length: {}", part.len()), &part)
    })
    .await;
    assert!(fetch_all(&base, Some(6)).await.is_ok(), "carriers round");
    assert!(matches!(fetch_all(&base, Some(20)).await, Err(Failure::InPart)));
}

#[tokio::test]
async fn an_end_that_is_not_marked_is_asked_about() {
    let whole = sample_wav(5, 0);
    let length = whole.len();
    let (base, requests) = serve(move |number, request| match number {
        0 => response("200 OK\r\ncontent-type: audio/wav\r\netag: \"v1\"", &whole[..10_000]),
        1 => {
            assert!(request.contains("range: bytes=10000-"), "{request}");
            let range = format!("content-range: bytes 10000-{}/{length}", length - 1);
            response(&format!("206 Partial Content\r\n{range}"), &whole[10_000..])
        }
        _ => response(&format!("416 Range Not Satisfiable\r\ncontent-range: bytes */{length}"), b""),
    })
    .await;
    let stored = fetch_all(&base, None).await.unwrap();
    assert_eq!((stored.bytes, requests.load(Ordering::Relaxed)), (length as u64, 3));
}

#[tokio::test]
async fn the_content_tells_what_it_is_where_the_type_does_not() {
    for kind in ["", "content-type: application/octet-stream\r\n", "content-type: binary/octet-stream\r\n"] {
        let (base, _) = serve(move |_, _| {
            let wav = sample_wav(1, 8_000);
            response(&format!("200 OK\r\n{kind}content-length: {}", wav.len()), &wav)
        })
        .await;
        let stored = fetch_all(&base, Some(1)).await.unwrap();
        assert_eq!((stored.media_type, stored.place.as_str()), ("audio/wav", "a/b.wav"), "{kind}");
    }
    for kind in ["text/html", "audio/mpeg", "application/octet-stream"] {
        let (base, _) = serve(move |_, _| {
            response(&format!("200 OK\r\ncontent-type: {kind}\r\ncontent-length: 24"), b"<!doctype html><title>Si")
        })
        .await;
        let failure = fetch_all(&base, None).await.unwrap_err();
        assert!(failure.to_string().starts_with("The carrier sent a web page, and no recording."), "{kind}: {failure}");
    }
}

/// A server that sends a WAV of a second, a part every so often.
async fn trickle(pause: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let (mut request, wav) = (vec![0; 4_096], sample_wav(1, 8_000));
                let _read = stream.read(&mut request).await;
                let head = format!("200 OK\r\ncontent-type: audio/wav\r\ncontent-length: {}", wav.len());
                let _written = stream.write_all(&response(&head, b"")).await;
                let mut pauses = tokio::time::interval(pause);
                for part in wav.chunks(500) {
                    pauses.tick().await;
                    if stream.write_all(part).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    base
}

#[tokio::test]
async fn a_slow_download_needs_a_place_and_is_put_off_without_one() {
    let base = trickle(Duration::from_millis(20)).await;
    let (slow, pace) = (SlowDownloads::default(), Pace { slow_after: Duration::from_millis(60), ..QUICK });
    assert!(fetch_from(&base, MAX_BYTES, None, &slow, pace).await.is_ok(), "there is a place for a slow one");
    let others = [2, 3].map(|other| slow.enter(BusinessId::new(1), "elsewhere", RecordingId::new(other)).unwrap());
    let outcome = fetch_from(&base, MAX_BYTES, None, &slow, pace).await;
    assert!(matches!(outcome, Err(Failure::Job(jobs::Failure::PutOff(_)))), "{outcome:?}");
    // It is known now, and asks the carrier for nothing until there is a place.
    let outcome = fetch_from("http://127.0.0.1:1", MAX_BYTES, None, &slow, pace).await;
    assert!(matches!(outcome, Err(Failure::Job(jobs::Failure::PutOff(_)))), "{outcome:?}");
    drop(others);
    assert!(fetch_from(&base, MAX_BYTES, None, &slow, pace).await.is_ok());
}

#[tokio::test]
async fn a_download_without_progress_is_given_up_and_a_long_one_is_not() {
    let base = trickle(Duration::from_millis(60)).await;
    let (slow, span) = (SlowDownloads::default(), Duration::from_millis(700));
    let outcome = fetch_from(&base, MAX_BYTES, None, &slow, Pace { span, min_bytes: 10_000, ..QUICK }).await;
    assert!(matches!(outcome, Err(Failure::TooSlow)), "{outcome:?}");
    // It takes several spans, with progress in each.
    let outcome = fetch_from(&base, MAX_BYTES, None, &slow, Pace { span, min_bytes: 500, ..QUICK }).await;
    assert!(outcome.is_ok(), "{outcome:?}");
}
