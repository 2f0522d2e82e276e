//! Requests to the product: signed, sent, recorded.

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HOST};

use crate::carrier::Carrier;
use crate::number::Method;
use crate::provider::Provider;
use crate::script::Signature;
use crate::sign;
use crate::transcript::{Exchange, Kind};

/// The largest document that a carrier reads.
const MAX_DOCUMENT_BYTES: usize = 64 * 1024;

const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";
const JSON: &str = "application/json";

/// A request to send.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) kind: Kind,
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) fields: Vec<(String, String)>,
    /// The body of a JSON request, which has no fields.
    pub(crate) json: Option<String>,
    pub(crate) signature: Signature,
    /// The same for a request and its repetitions.
    pub(crate) token: String,
    pub(crate) duplicate: bool,
    pub(crate) at_ms: u64,
}

/// A fault of an answer, with the carrier's code and words.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) code: u32,
    pub(crate) words: String,
}

impl Carrier {
    /// Sends a callback. Only the status of the answer matters.
    pub(crate) async fn send_callback(&self, request: Request) -> Exchange {
        self.send(request, false).await.0
    }

    /// Requests a document. The exchange names the fault too.
    pub(crate) async fn request_document(&self, request: Request) -> (Exchange, Option<Fault>) {
        self.send(request, true).await
    }

    /// Sends a request; `document` says whether the answer should be a document.
    pub(crate) async fn send(&self, request: Request, document: bool) -> (Exchange, Option<Fault>) {
        // The part after # is for the carrier and is not sent.
        let bare = request.url.split('#').next().unwrap_or_default();
        let encoded = encode(&request.fields);
        let (url, body) = match (request.method, &request.json) {
            (Method::Post, Some(json)) => (bare.to_owned(), json.clone()),
            (Method::Post, None) => (bare.to_owned(), encoded),
            (Method::Get, _) if bare.contains('?') => (format!("{bare}&{encoded}"), String::new()),
            (Method::Get, _) => (format!("{bare}?{encoded}"), String::new()),
        };
        let content_type = if request.json.is_some() { JSON } else { FORM };
        let signature = self.signature(&request, &url, &body);
        let mut exchange = Exchange {
            kind: request.kind,
            at_ms: request.at_ms,
            method: request.method.as_str().to_owned(),
            url: request.url.clone(),
            fields: request.fields,
            json: request.json,
            signature: signature.clone(),
            duplicate: request.duplicate,
            status: None,
            error: None,
            document: None,
        };
        let (target, host) = self.target(&url);
        let mut builder = match request.method {
            Method::Post => self.client.post(target).header(CONTENT_TYPE, content_type).body(body),
            Method::Get => self.client.get(target),
        };
        if let Some(host) = host {
            builder = builder.header(HOST, host);
        }
        if self.config.provider == Provider::Twilio {
            builder = builder.header("I-Twilio-Idempotency-Token", &request.token);
        }
        for (name, value) in &signature {
            builder = builder.header(name, value);
        }
        let fault = match receive(builder, &mut exchange, document).await {
            Ok(()) => None,
            Err(fault) => {
                exchange.error = Some(fault.words.clone());
                Some(fault)
            }
        };
        (exchange, fault)
    }

    /// The address to connect to, and the host to name if it differs.
    fn target(&self, url: &str) -> (String, Option<String>) {
        for (from, to) in &self.config.connect_to {
            if let Some(path) = url.strip_prefix(from.as_str()) {
                let host = from.split("//").nth(1).unwrap_or_default().to_owned();
                return (format!("{to}{path}"), Some(host));
            }
        }
        (url.to_owned(), None)
    }

    fn signature(&self, request: &Request, url: &str, body: &str) -> Vec<(String, String)> {
        let config = &self.config;
        let secret = |good: &str| match request.signature {
            Signature::Wrong => format!("not {good}"),
            _ => good.to_owned(),
        };
        let fields: &[(String, String)] = match request.method {
            Method::Post => &request.fields,
            Method::Get => &[],
        };
        let mut headers = Vec::new();
        let mut header = |name: &str, value: String| headers.push((name.to_owned(), value));
        match (config.provider, &config.shared_key) {
            _ if request.signature == Signature::Missing => {}
            (Provider::Twilio, Some(key)) => {
                header("X-Twilio-Webhooks-Signature-Settings", format!("key={},algorithm=HMAC_SHA256", key.id));
                header("X-Twilio-Signature", sign::twilio_shared_key(&secret(&key.secret), url, fields));
            }
            (Provider::Twilio, None) => {
                header("X-Twilio-Signature", sign::twilio(&secret(&config.secret), url, fields));
            }
            (Provider::SignalWire, _) => {
                let key = secret(config.signing_key.as_ref().unwrap_or(&config.secret));
                header("X-SignalWire-Signature", sign::signalwire(&key, url, fields));
            }
            (Provider::Telnyx, _) => {
                // The real clock, whatever the virtual time: the receiver compares it with its own.
                let age = if request.signature == Signature::Old { 3_600 } else { 0 };
                let timestamp = Timestamp::now().as_second() - age;
                let signed = if request.signature == Signature::Wrong { "not this" } else { body };
                header("telnyx-timestamp", timestamp.to_string());
                header("telnyx-signature-ed25519", sign::telnyx(&self.key, timestamp, signed.as_bytes()));
            }
        }
        headers
    }
}

async fn receive(builder: reqwest::RequestBuilder, exchange: &mut Exchange, document: bool) -> Result<(), Fault> {
    let unreachable = |error: reqwest::Error| {
        let (code, words) = if error.is_timeout() {
            (11200, "no answer in time".to_owned())
        } else if error.is_connect() {
            (11205, "the connection was refused".to_owned())
        } else {
            (11200, format!("the answer broke off: {}", error.without_url()))
        };
        Fault { code, words }
    };
    let answer = builder.send().await.map_err(unreachable)?;
    let status = answer.status();
    exchange.status = Some(status.as_u16());
    let content_type = answer
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let body = answer.bytes().await.map_err(unreachable)?;
    if !status.is_success() {
        return Err(Fault { code: 11200, words: format!("the answer was {status}") });
    }
    if !document {
        return Ok(());
    }
    if body.len() > MAX_DOCUMENT_BYTES {
        return Err(Fault { code: 11750, words: "the document is larger than 64 KiB".to_owned() });
    }
    exchange.document = Some(String::from_utf8_lossy(&body).into_owned());
    if !content_type.starts_with("text/xml") && !content_type.starts_with("application/xml") {
        return Err(Fault { code: 12300, words: format!("the document came as {content_type:?}, not as text/xml") });
    }
    Ok(())
}

fn encode(fields: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
