//! A product that answers fixed documents, records requests, and checks every signature with code of its own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use mock_carrier::{CallScript, Config, MockCarrier, Number, Provider, Transcript};

pub(crate) const OUR_NUMBER: &str = "+14155550100";
pub(crate) const CALLER: &str = "+12125550123";
pub(crate) const DESK: &str = "+13035550111";

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct ReceivedRequest {
    pub(crate) path: String,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) signed: bool,
    pub(crate) headers: HeaderMap,
}

impl ReceivedRequest {
    pub(crate) fn field(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(key, _)| key == name);
        field.map_or_else(|| panic!("{name} is not in {:?}", self.fields), |(_, value)| value)
    }
}

#[derive(Clone)]
struct Shared {
    documents: Arc<HashMap<String, Answer>>,
    received: Arc<Mutex<Vec<ReceivedRequest>>>,
    origin: Arc<Mutex<String>>,
    check: Arc<Mutex<Option<Check>>>,
    arrivals: tokio::sync::watch::Sender<()>,
}

/// The answer of a path.
#[derive(Clone)]
pub(crate) enum Answer {
    Document(String),
    Status(u16),
    Html,
    Never,
    /// Nothing, but only when this many requests to the path have arrived.
    Together(usize),
}

#[derive(Clone)]
enum Check {
    Sha1 { header: &'static str, key: String },
    Sha256 { key: String },
    Ed25519 { public: String },
}

/// A product and the carrier that calls it.
pub(crate) struct ProductFixture {
    pub(crate) carrier: MockCarrier,
    pub(crate) url: String,
    shared: Shared,
}

impl ProductFixture {
    /// A Twilio carrier whose number requests `/voice`, notifies `/ended` and falls back on `/fallback` if there is such a
    /// document. `{url}` in a document is the product's own address.
    pub(crate) async fn new(documents: &[(&str, &str)]) -> Self {
        Self::with(Config::new(Provider::Twilio), documents).await
    }

    pub(crate) async fn with(config: Config, documents: &[(&str, &str)]) -> Self {
        let answers = documents.iter().map(|(path, text)| (*path, Answer::Document((*text).to_owned())));
        Self::answering(config, answers.collect()).await
    }

    pub(crate) async fn answering(config: Config, answers: Vec<(&str, Answer)>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let fallback = answers.iter().any(|(path, _)| *path == "/fallback");
        let documents = answers
            .into_iter()
            .map(|(path, answer)| match answer {
                Answer::Document(text) => (path.to_owned(), Answer::Document(text.replace("{url}", &url))),
                other => (path.to_owned(), other),
            })
            .collect();
        let shared = Shared {
            documents: Arc::new(documents),
            received: Arc::default(),
            origin: Arc::new(Mutex::new(url.clone())),
            check: Arc::default(),
            arrivals: tokio::sync::watch::Sender::default(),
        };
        let router = Router::new().fallback(answer).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let check = match (config.provider, &config.shared_key) {
            (Provider::Twilio, Some(key)) => Check::Sha256 { key: key.secret.clone() },
            (Provider::Twilio, None) => Check::Sha1 { header: "x-twilio-signature", key: config.secret.clone() },
            (Provider::SignalWire, _) => Check::Sha1 {
                header: "x-signalwire-signature",
                key: config.signing_key.clone().unwrap_or_else(|| config.secret.clone()),
            },
            (Provider::Telnyx, _) => Check::Ed25519 { public: String::new() },
        };
        let carrier = MockCarrier::start(config).await.unwrap();
        let check = match check {
            Check::Ed25519 { .. } => Check::Ed25519 { public: carrier.public_key() },
            other => other,
        };
        *shared.check.lock().unwrap() = Some(check);
        let mut number = Number::new(OUR_NUMBER, &format!("{url}/voice")).status_callback(&format!("{url}/ended"));
        if fallback {
            number = number.fallback(&format!("{url}/fallback"));
        }
        carrier.add_number(number).unwrap();
        Self { carrier, url, shared }
    }

    /// Signatures are checked for this origin rather than for the product's own.
    pub(crate) fn sign_for(&self, origin: &str) {
        origin.clone_into(&mut self.shared.origin.lock().unwrap());
    }

    /// Places a call, and asserts that every request is signed and every document valid.
    pub(crate) async fn place(&self, script: CallScript) -> Transcript {
        let transcript = self.carrier.place(script).await.unwrap();
        assert_eq!(transcript.problems, Vec::<String>::new());
        for request in self.received() {
            assert!(request.signed, "not signed: {request:?}");
        }
        transcript
    }

    pub(crate) fn received(&self) -> Vec<ReceivedRequest> {
        self.shared.received.lock().unwrap().clone()
    }

    pub(crate) fn received_at(&self, path: &str) -> Vec<ReceivedRequest> {
        self.received().into_iter().filter(|request| request.path == path).collect()
    }

    /// Waits until `count` requests to this path have arrived.
    pub(crate) async fn wait_for(&self, path: &str, count: usize) -> Vec<ReceivedRequest> {
        let mut arrivals = self.shared.arrivals.subscribe();
        arrivals.wait_for(|()| self.received_at(path).len() >= count).await.unwrap();
        self.received_at(path)
    }

    /// The one request to this path.
    pub(crate) fn only(&self, path: &str) -> ReceivedRequest {
        let mut request = self.received_at(path);
        assert_eq!(request.len(), 1, "{path}: {request:#?}");
        request.remove(0)
    }
}

pub(crate) fn call() -> CallScript {
    CallScript::new(CALLER, OUR_NUMBER)
}

/// A document that forwards to the desk and reports every event.
pub(crate) const FORWARD: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response>
    <Dial action="{url}/dialled" timeout="20" answerOnBridge="true">
      <Number statusCallback="{url}/leg" statusCallbackEvent="initiated ringing answered completed">+13035550111</Number>
    </Dial></Response>"#;
pub(crate) const EMPTY: &str = "<Response/>";

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let fields: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let target = parts.uri.path_and_query().unwrap().as_str();
    let url = format!("{}{target}", shared.origin.lock().unwrap());
    let signed = match shared.check.lock().unwrap().as_ref() {
        Some(check) => check.verifies(&url, &parts.headers, &fields, &body),
        None => false,
    };
    let path = parts.uri.path().to_owned();
    shared.received.lock().unwrap().push(ReceivedRequest {
        path: path.clone(),
        fields,
        body: String::from_utf8_lossy(&body).into_owned(),
        signed,
        headers: parts.headers,
    });
    shared.arrivals.send_replace(());
    match shared.documents.get(&path) {
        Some(Answer::Document(text)) => ([("content-type", "text/xml; charset=utf-8")], text.clone()).into_response(),
        Some(Answer::Status(status)) => StatusCode::from_u16(*status).unwrap().into_response(),
        Some(Answer::Html) => ([("content-type", "text/html")], "<html><body>Sorry</body></html>").into_response(),
        Some(Answer::Together(count)) => {
            let mut arrivals = shared.arrivals.subscribe();
            let count_here = || shared.received.lock().unwrap().iter().filter(|request| request.path == path).count();
            arrivals.wait_for(|()| count_here() >= *count).await.unwrap();
            StatusCode::NO_CONTENT.into_response()
        }
        Some(Answer::Never) => std::future::pending().await,
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

impl Check {
    fn verifies(&self, url: &str, headers: &HeaderMap, fields: &[(String, String)], body: &[u8]) -> bool {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match self {
            Self::Sha1 { header: name, key } => {
                let mut mac = Hmac::<sha1::Sha1>::new_from_slice(key.as_bytes()).unwrap();
                mac.update(text(url, fields).as_bytes());
                header(name) == STANDARD.encode(mac.finalize().into_bytes())
            }
            Self::Sha256 { key } => {
                let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
                mac.update(text(url, fields).as_bytes());
                header("x-twilio-webhooks-signature-settings") == "key=key1,algorithm=HMAC_SHA256"
                    && header("x-twilio-signature") == STANDARD.encode(mac.finalize().into_bytes())
            }
            Self::Ed25519 { public } => {
                let public: [u8; 32] = STANDARD.decode(public).unwrap().try_into().unwrap();
                let Ok(signature) = STANDARD.decode(header("telnyx-signature-ed25519")) else {
                    return false;
                };
                let Ok(signature) = Signature::from_slice(&signature) else {
                    return false;
                };
                let timestamp = header("telnyx-timestamp");
                let age = jiff::Timestamp::now().as_second() - timestamp.parse::<i64>().unwrap();
                let signed = [timestamp.as_bytes(), b"|", body].concat();
                age.abs() <= 300
                    && VerifyingKey::from_bytes(&public).unwrap().verify_strict(&signed, &signature).is_ok()
            }
        }
    }
}

/// Unlike the carrier's own code, a map of names: no test repeats one.
fn text(url: &str, fields: &[(String, String)]) -> String {
    let sorted: std::collections::BTreeMap<_, _> = fields.iter().map(|(name, value)| (name, value)).collect();
    sorted.iter().fold(url.to_owned(), |text, (name, value)| text + name + value)
}
