//! Messages, from the carrier's request to the live stream: a forged request stores nothing, and nobody is sent a message
//! of a number that they do not see.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crewline_core::both_engines;
use crewline_core::carrier::connection::{Draft, set_by_operator};
use crewline_core::carrier::provider::Provider;
use crewline_core::db::Kind;
use ed25519_dalek::SigningKey;
use mock_carrier::sign;
use serde_json::{Value, json};

use crate::client::{Answer, Client, Request};
use crate::world::World;

const ACCOUNT: &str = "AC1";
const SECRET: &str = "the-carriers-own-token";
const MESSAGE: &str = "/carrier/northline/message";
const STATUS: &str = "/carrier/northline/message-status";
const FROM: &str = "+14155550123";
const FORM: &str = "application/x-www-form-urlencoded";

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

/// Connects Northline to a carrier.
async fn connect(world: &World, provider: Provider) {
    let secret = match provider {
        Provider::Twilio | Provider::SignalWire => SECRET.to_owned(),
        Provider::Telnyx => STANDARD.encode(key().verifying_key().to_bytes()),
    };
    let provider = provider.to_string();
    let draft = Draft { provider, account: ACCOUNT.into(), secret: Some(secret.into()), ..Draft::default() };
    let app = &world.program.app;
    set_by_operator(&app.db, &app.seal, &world.business.operator, draft).await.unwrap();
}

/// A request before it is signed.
#[derive(Clone)]
struct CarrierRequest {
    path: &'static str,
    fields: Vec<(String, String)>,
    json: Value,
}

impl CarrierRequest {
    /// A message to a number, with a picture.
    fn inbound(id: &str, to: &str, body: &str) -> Self {
        let media = "https://media.example/1.jpg";
        let fields = [
            ("MessageSid", id),
            ("AccountSid", ACCOUNT),
            ("From", FROM),
            ("To", to),
            ("Body", body),
            ("NumMedia", "1"),
            ("MediaUrl0", media),
        ];
        let json = json!({ "data": { "event_type": "message.received", "payload": {
            "id": id, "from": { "phone_number": FROM }, "to": [{ "phone_number": to, "status": "webhook_delivered" }],
            "text": body, "media": [{ "url": media, "content_type": "image/jpeg" }], "parts": 1,
        } } });
        Self { path: MESSAGE, fields: owned(&fields), json }
    }

    /// A status report of an outbound message.
    fn status(id: &str, status: &str) -> Self {
        let fields = [("MessageSid", id), ("AccountSid", ACCOUNT), ("MessageStatus", status)];
        let json = json!({ "data": { "event_type": "message.finalized", "payload": {
            "id": id, "to": [{ "phone_number": FROM, "status": status }],
        } } });
        Self { path: STATUS, fields: owned(&fields), json }
    }

    /// The same request, with another value of a form field.
    fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(key, _)| key != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    fn body(&self, provider: Provider) -> (&'static str, Vec<u8>) {
        match provider {
            Provider::Telnyx => ("application/json", self.json.to_string().into_bytes()),
            Provider::Twilio | Provider::SignalWire => {
                let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish();
                (FORM, form.into_bytes())
            }
        }
    }

    /// Signed as the carrier signs it.
    fn signed(&self, world: &World, provider: Provider) -> Request {
        let (media, body) = self.body(provider);
        self.with_signature(world, provider, &body, 0, SECRET).body(media, body)
    }

    /// A request with a signature over `body` that was made `age` seconds ago.
    fn with_signature(&self, world: &World, provider: Provider, body: &[u8], age: i64, secret: &str) -> Request {
        let (request, url) = (Request::new(Method::POST, self.path), world.program.app.link(self.path));
        match provider {
            Provider::Twilio => request.header("x-twilio-signature", sign::twilio(secret, &url, &self.fields)),
            Provider::SignalWire => {
                request.header("x-signalwire-signature", sign::signalwire(secret, &url, &self.fields))
            }
            Provider::Telnyx => telnyx(world, request, body, age),
        }
    }
}

fn telnyx(world: &World, request: Request, body: &[u8], age: i64) -> Request {
    let now = world.db().now().jiff().as_second() - age;
    request
        .header("telnyx-timestamp", now.to_string())
        .header("telnyx-signature-ed25519", sign::telnyx(&key(), now, body))
}

fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn post_webhook(world: &World, request: Request) -> Answer {
    world.send(&Client::Anonymous, request).await
}

/// Every message, except those of the sample data.
async fn stored_messages(world: &World) -> Vec<Vec<Option<String>>> {
    let sql = "select carrier_id, direction, m.status, from_address, to_address, body, n.friendly_name
        from messages m join numbers n on n.id = m.number_id where carrier_id like 'S%' order by m.id";
    world.business.database.rows(sql).await
}

/// Adds an outbound message from the first number.
async fn add_outbound(world: &World, provider: Provider, id: &str) {
    let sql = format!(
        "insert into messages (business_id, number_id, provider, carrier_id, direction, status, from_address, from_kind,
            to_address, body, sent_at)
        select business_id, id, '{provider}', '{id}', 'outbound', 'queued', phone_number, 'number', '{FROM}', 'Yes', 1000
        from numbers where friendly_name = 'Meadow Ads'"
    );
    world.business.database.run(&sql).await;
}

#[both_engines]
async fn an_inbound_message_is_stored_once_and_answered_per_carrier(kind: Kind) {
    for provider in Provider::ALL {
        let world = World::new(kind).await;
        connect(&world, provider).await;
        let message = CarrierRequest::inbound("S1", "+12125550100", "Are you open?\nAna");
        for _ in 0..2 {
            let answer = post_webhook(&world, message.signed(&world, provider)).await;
            match provider {
                Provider::Telnyx => assert_eq!((answer.status, answer.body.len()), (StatusCode::NO_CONTENT, 0)),
                Provider::Twilio | Provider::SignalWire => {
                    assert_eq!(
                        (answer.status, answer.header("content-type")),
                        (StatusCode::OK, "text/xml; charset=utf-8")
                    );
                    assert_eq!(answer.text(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>");
                }
            }
        }
        let expected = ["S1", "inbound", "received", FROM, "+12125550100", "Are you open?\nAna", "Meadow Ads"];
        assert_eq!(stored_messages(&world).await, [expected.map(|value| Some(value.to_owned()))], "{provider}");
        assert_eq!(world.business.database.number("select count(*) from message_media").await, 1, "{provider}");
    }
}

#[both_engines]
async fn a_message_status_only_moves_forward(kind: Kind) {
    for provider in Provider::ALL {
        let world = World::new(kind).await;
        connect(&world, provider).await;
        add_outbound(&world, provider, "S1").await;
        for (status, expected) in
            [("sent", "sent"), ("queued", "sent"), ("delivered", "delivered"), ("sending", "delivered")]
        {
            let answer = post_webhook(&world, CarrierRequest::status("S1", status).signed(&world, provider)).await;
            assert_eq!((answer.status, answer.body.len()), (StatusCode::NO_CONTENT, 0), "{provider} {status}");
            assert_eq!(stored_messages(&world).await[0][2].as_deref(), Some(expected), "{provider} {status}");
        }
        let answer = post_webhook(&world, CarrierRequest::status("S2", "delivered").signed(&world, provider)).await;
        assert_eq!(
            (answer.status, stored_messages(&world).await.len()),
            (StatusCode::NO_CONTENT, 1),
            "the status of an unknown message is ignored"
        );
    }
}

#[both_engines]
async fn telnyx_events_are_accepted_at_either_address(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world, Provider::Telnyx).await;
    add_outbound(&world, Provider::Telnyx, "S1").await;
    let message = CarrierRequest { path: STATUS, ..CarrierRequest::inbound("S2", "+12125550100", "Hello") };
    let other = CarrierRequest {
        json: json!({ "data": { "event_type": "call.initiated", "payload": {} } }),
        ..message.clone()
    };
    for request in [CarrierRequest { path: MESSAGE, ..CarrierRequest::status("S1", "delivered") }, message, other] {
        assert_eq!(post_webhook(&world, request.signed(&world, Provider::Telnyx)).await.status, StatusCode::NO_CONTENT);
    }
    let statuses: Vec<_> = stored_messages(&world).await.iter().map(|row| row[2].clone().unwrap()).collect();
    assert_eq!(statuses, ["delivered", "received"]);
}

#[both_engines]
async fn an_unsigned_message_webhook_stores_nothing(kind: Kind) {
    for provider in Provider::ALL {
        let world = World::new(kind).await;
        let message = CarrierRequest::inbound("S1", "+12125550100", "Hello");
        assert_eq!(
            post_webhook(&world, message.signed(&world, provider)).await.status,
            StatusCode::FORBIDDEN,
            "not connected"
        );
        connect(&world, provider).await;
        add_outbound(&world, provider, "S9").await;
        let before = stored_messages(&world).await;
        for request in [message, CarrierRequest::status("S9", "delivered")] {
            let (media, body) = request.body(provider);
            let unsigned = Request::new(Method::POST, request.path);
            let signed = |secret: &str| request.with_signature(&world, provider, &body, 0, secret);
            let mut changed = body.clone();
            changed.extend_from_slice(if provider == Provider::Telnyx { b" " } else { b"&New=1" });
            let mut forgeries = vec![
                ("unsigned", unsigned.clone().body(media, body.clone())),
                ("changed", signed(SECRET).body(media, changed)),
                ("cut short", signed(SECRET).body(media, &body[..body.len() - 9])),
                ("signed over nothing", request.with_signature(&world, provider, b"", 0, "").body(media, body.clone())),
                ("empty", signed(SECRET).body(media, "")),
                ("of another content type", signed(SECRET).body("text/plain", body[..body.len() - 1].to_vec())),
            ];
            if provider == Provider::Telnyx {
                let old = |age| request.with_signature(&world, provider, &body, age, SECRET).body(media, body.clone());
                forgeries.extend([("old", old(301)), ("from the future", old(-301))]);
            } else {
                let elsewhere = CarrierRequest { path: "/carrier/northline/voice", ..request.clone() };
                let elsewhere = elsewhere.with_signature(&world, provider, &body, 0, SECRET);
                forgeries.push(("signed with another secret", signed("another").body(media, body.clone())));
                forgeries.push(("signed for another address", elsewhere.to(request.path).body(media, body.clone())));
                forgeries
                    .push(("of another account", request.clone().with("AccountSid", "AC2").signed(&world, provider)));
                forgeries.push((
                    "JSON beside its signature",
                    signed(SECRET).body("application/json", request.json.to_string()),
                ));
            }
            for (about, forgery) in forgeries {
                let answer = post_webhook(&world, forgery).await;
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{provider} {}: {about}: {}",
                    request.path,
                    answer.text()
                );
            }
            let large = post_webhook(&world, unsigned.body(media, vec![b'a'; 10 * 1024 * 1024])).await;
            assert_eq!(large.status, StatusCode::FORBIDDEN, "{provider}");
        }
        assert_eq!(stored_messages(&world).await, before, "{provider}");
        assert_eq!(world.business.database.number("select count(*) from message_media").await, 0, "{provider}");
    }
}

#[both_engines]
async fn a_signed_but_malformed_message_stores_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let inbound = |body: &str| CarrierRequest::inbound("S1", "+12125550100", body);
    for provider in [Provider::Twilio, Provider::SignalWire] {
        connect(&world, provider).await;
        for request in [
            inbound("").with("MessageSid", ""),
            inbound("").with("To", "12345"),
            CarrierRequest { fields: Vec::new(), ..inbound("") },
        ] {
            let answer = post_webhook(&world, request.signed(&world, provider)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{provider} {:?}", request.fields);
        }
    }
    connect(&world, Provider::Telnyx).await;
    let whole = inbound("").json.to_string();
    for body in [
        whole[..whole.len() - 1].to_owned(),
        "{}".into(),
        "null".into(),
        String::new(),
        "\0".into(),
        "MessageSid=S1".into(),
        whole.replace("\"S1\"", "7"),
        "[".repeat(60_000),
    ] {
        for path in [MESSAGE, STATUS] {
            let request = telnyx(&world, Request::new(Method::POST, path), body.as_bytes(), 0)
                .body("application/json", body.clone());
            let answer = post_webhook(&world, request).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {}", &body[..body.len().min(200)]);
        }
    }
    let form = "MessageSid=S1&From=%2B14155550123&To=%2B12125550100";
    let request = telnyx(&world, Request::new(Method::POST, MESSAGE), form.as_bytes(), 0).body(FORM, form);
    assert_eq!(post_webhook(&world, request).await.status, StatusCode::FORBIDDEN, "Telnyx sends no forms");
    assert!(stored_messages(&world).await.is_empty());
}

#[both_engines]
async fn a_message_is_not_lost_for_what_only_decorates_it(kind: Kind) {
    for provider in Provider::ALL {
        let world = World::new(kind).await;
        connect(&world, provider).await;
        add_outbound(&world, provider, "S9").await;
        let mut strange = CarrierRequest::inbound("S1", "+12125550100", &"a".repeat(16_001))
            .with("NumSegments", "one")
            .with("NumMedia", "many")
            .with("From", "a\0");
        strange.json["data"]["payload"]["parts"] = "one".into();
        strange.json["data"]["payload"]["from"]["phone_number"] = "a\0".into();
        strange.json["data"]["payload"]["media"] = json!([{ "url": "file:///etc/passwd" }]);
        let answer = post_webhook(&world, strange.signed(&world, provider)).await;
        assert!(answer.status.is_success(), "{provider}: {}", answer.text());
        let unknown = CarrierRequest::status("S9", "dancing").signed(&world, provider);
        assert_eq!(post_webhook(&world, unknown).await.status, StatusCode::NO_CONTENT, "{provider}");
        let stored = stored_messages(&world).await;
        let of = |id: &str| stored.iter().find(|row| row[0].as_deref() == Some(id)).unwrap();
        assert_eq!((of("S1")[3].as_deref(), of("S1")[5].as_ref().map(String::len)), (Some("a"), Some(16_000)));
        assert_eq!(of("S9")[2].as_deref(), Some("queued"));
        assert_eq!(world.business.database.number("select count(*) from message_media").await, 0, "{provider}");
    }
}

#[both_engines]
async fn a_message_to_an_unknown_number_is_not_found(kind: Kind) {
    let world = World::new(kind).await;
    for provider in Provider::ALL {
        connect(&world, provider).await;
        let answer =
            post_webhook(&world, CarrierRequest::inbound("S1", "+12125550999", "Hello").signed(&world, provider)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{provider}");
    }
    assert!(stored_messages(&world).await.is_empty());
}

#[both_engines]
async fn a_viewer_never_receives_messages_of_other_numbers(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world, Provider::Twilio).await;
    let (viewer, token) = (world.cookie(&world.viewer).await, world.token(&world.viewer).await);
    let mut theirs = [world.stream(&viewer).await, world.stream(&token).await];
    let mut acting = world.stream(&world.logged_in_as(&world.viewer, false).await).await;
    let mut owners = world.stream(&world.cookie(&world.ours.owner).await).await;
    for (id, to, body) in
        [("S1", "+12125550101", "Quartz"), ("S2", "+12125550102", "Zephyr"), ("S3", "+12125550100", "Ads")]
    {
        let answer = post_webhook(&world, CarrierRequest::inbound(id, to, body).signed(&world, Provider::Twilio)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    for body in ["Quartz", "Zephyr", "Ads"] {
        let event = owners.next().await;
        assert!(event.contains("event: message") && event.contains(body), "{event}");
    }
    // The messages before it are hidden, so the first event is of the last one.
    let [own, by_token] = &mut theirs;
    for stream in [own, by_token, &mut acting] {
        let event = stream.next().await;
        assert!(event.contains("event: message"), "{event}");
        let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
        let message: Value = serde_json::from_str(data).unwrap();
        assert!(message["id"].as_str().unwrap().starts_with("msg_"), "{message}");
        assert_eq!((&message["from"], &message["to"]), (&FROM.into(), &"+12125550100".into()));
        assert_eq!((&message["body"], &message["media_count"]), (&"Ads".into(), &1.into()));
        assert_eq!(message["number_id"], world.ours.numbers[0].to_string());
        assert!(!event.contains("media.example"), "the carrier's address of a picture is not sent: {event}");
    }
}

#[both_engines]
async fn a_message_to_another_business_is_stored_there_only(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world, Provider::Twilio).await;
    let mut stream = world.stream(&world.cookie(&world.ours.owner).await).await;
    // The neighbour has no carrier connection, and our secret is not valid there.
    let message =
        CarrierRequest { path: "/carrier/neighbour/message", ..CarrierRequest::inbound("S1", "+12125550100", "Hello") };
    assert_eq!(post_webhook(&world, message.signed(&world, Provider::Twilio)).await.status, StatusCode::FORBIDDEN);
    let message = CarrierRequest::inbound("S2", "+12125550100", "Ours").signed(&world, Provider::Twilio);
    assert_eq!(post_webhook(&world, message).await.status, StatusCode::OK);
    assert!(stream.next().await.contains("Ours"));
    assert_eq!(stored_messages(&world).await.len(), 1);
}
