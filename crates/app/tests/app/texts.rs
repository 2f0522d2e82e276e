//! Texts, from the carrier's request to whoever watches: what is not the carrier's leaves nothing, and nobody is told of
//! a text to a number that they do not see.

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

use crate::ask::{Answer, Ask, Client};
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
    set_by_operator(&app.db, &app.seal, &world.house.operator, draft).await.unwrap();
}

/// A request before it is signed.
#[derive(Clone)]
struct News {
    path: &'static str,
    fields: Vec<(String, String)>,
    json: Value,
}

impl News {
    /// A text to a number, with a picture.
    fn text(id: &str, to: &str, body: &str) -> Self {
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

    /// News of a text that was sent.
    fn status(id: &str, status: &str) -> Self {
        let fields = [("MessageSid", id), ("AccountSid", ACCOUNT), ("MessageStatus", status)];
        let json = json!({ "data": { "event_type": "message.finalized", "payload": {
            "id": id, "to": [{ "phone_number": FROM, "status": status }],
        } } });
        Self { path: STATUS, fields: owned(&fields), json }
    }

    /// The same, with a field of the form as another.
    fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(given, _)| given != name);
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
    fn signed(&self, world: &World, provider: Provider) -> Ask {
        let (media, body) = self.body(provider);
        self.headed(world, provider, &body, 0, SECRET).body(media, body)
    }

    /// The headers of a signature over a body, made so many seconds ago.
    fn headed(&self, world: &World, provider: Provider, body: &[u8], age: i64, secret: &str) -> Ask {
        let (ask, url) = (Ask::new(Method::POST, self.path), world.program.app.link(self.path));
        match provider {
            Provider::Twilio => ask.header("x-twilio-signature", sign::twilio(secret, &url, &self.fields)),
            Provider::SignalWire => ask.header("x-signalwire-signature", sign::signalwire(secret, &url, &self.fields)),
            Provider::Telnyx => telnyx(world, ask, body, age),
        }
    }
}

fn telnyx(world: &World, ask: Ask, body: &[u8], age: i64) -> Ask {
    let now = world.db().now().jiff().as_second() - age;
    ask.header("telnyx-timestamp", now.to_string()).header("telnyx-signature-ed25519", sign::telnyx(&key(), now, body))
}

fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn told(world: &World, ask: Ask) -> Answer {
    world.ask(&Client::Anonymous, ask).await
}

/// Every message there is, but for those of the world.
async fn kept(world: &World) -> Vec<Vec<Option<String>>> {
    let text = "select carrier_id, direction, m.status, from_address, to_address, body, n.friendly_name
        from messages m join numbers n on n.id = m.number_id where carrier_id like 'S%' order by m.id";
    world.house.fresh.rows(text).await
}

/// A text that was sent from the first number.
async fn sent(world: &World, provider: Provider, id: &str) {
    let text = format!(
        "insert into messages (business_id, number_id, provider, carrier_id, direction, status, from_address, from_kind,
            to_address, body, sent_at)
        select business_id, id, '{provider}', '{id}', 'outbound', 'queued', phone_number, 'number', '{FROM}', 'Yes', 1000
        from numbers where friendly_name = 'Meadow Ads'"
    );
    world.house.fresh.run(&text).await;
}

#[both_engines]
async fn a_text_is_kept_once_and_answered_as_its_carrier_wants(kind: Kind) {
    for provider in Provider::ALL {
        let world = World::new(kind).await;
        connect(&world, provider).await;
        let text = News::text("S1", "+12125550100", "Are you open?\nAna");
        for _ in 0..2 {
            let answer = told(&world, text.signed(&world, provider)).await;
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
        assert_eq!(kept(&world).await, [expected.map(|value| Some(value.to_owned()))], "{provider}");
        assert_eq!(world.house.fresh.number("select count(*) from message_media").await, 1, "{provider}");
    }
}

#[both_engines]
async fn news_of_a_text_goes_forward_only(kind: Kind) {
    for provider in Provider::ALL {
        let world = World::new(kind).await;
        connect(&world, provider).await;
        sent(&world, provider, "S1").await;
        for (status, reached) in
            [("sent", "sent"), ("queued", "sent"), ("delivered", "delivered"), ("sending", "delivered")]
        {
            let answer = told(&world, News::status("S1", status).signed(&world, provider)).await;
            assert_eq!((answer.status, answer.body.len()), (StatusCode::NO_CONTENT, 0), "{provider} {status}");
            assert_eq!(kept(&world).await[0][2].as_deref(), Some(reached), "{provider} {status}");
        }
        let answer = told(&world, News::status("S2", "delivered").signed(&world, provider)).await;
        assert_eq!(
            (answer.status, kept(&world).await.len()),
            (StatusCode::NO_CONTENT, 1),
            "of a text that is not ours"
        );
    }
}

#[both_engines]
async fn telnyx_may_tell_of_both_at_either_address(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world, Provider::Telnyx).await;
    sent(&world, Provider::Telnyx, "S1").await;
    let text = News { path: STATUS, ..News::text("S2", "+12125550100", "Hello") };
    let other = News { json: json!({ "data": { "event_type": "call.initiated", "payload": {} } }), ..text.clone() };
    for news in [News { path: MESSAGE, ..News::status("S1", "delivered") }, text, other] {
        assert_eq!(told(&world, news.signed(&world, Provider::Telnyx)).await.status, StatusCode::NO_CONTENT);
    }
    let statuses: Vec<_> = kept(&world).await.iter().map(|row| row[2].clone().unwrap()).collect();
    assert_eq!(statuses, ["delivered", "received"]);
}

#[both_engines]
async fn what_the_carrier_did_not_sign_leaves_nothing(kind: Kind) {
    for provider in Provider::ALL {
        let world = World::new(kind).await;
        let text = News::text("S1", "+12125550100", "Hello");
        assert_eq!(told(&world, text.signed(&world, provider)).await.status, StatusCode::FORBIDDEN, "not connected");
        connect(&world, provider).await;
        sent(&world, provider, "S9").await;
        let before = kept(&world).await;
        for news in [text, News::status("S9", "delivered")] {
            let (media, body) = news.body(provider);
            let bare = Ask::new(Method::POST, news.path);
            let signed = |secret: &str| news.headed(&world, provider, &body, 0, secret);
            let mut changed = body.clone();
            changed.extend_from_slice(if provider == Provider::Telnyx { b" " } else { b"&New=1" });
            let mut asks = vec![
                ("unsigned", bare.clone().body(media, body.clone())),
                ("changed", signed(SECRET).body(media, changed)),
                ("cut short", signed(SECRET).body(media, &body[..body.len() - 9])),
                ("signed over nothing", news.headed(&world, provider, b"", 0, "").body(media, body.clone())),
                ("empty", signed(SECRET).body(media, "")),
                ("said to be something else", signed(SECRET).body("text/plain", body[..body.len() - 1].to_vec())),
            ];
            if provider == Provider::Telnyx {
                let old = |age| news.headed(&world, provider, &body, age, SECRET).body(media, body.clone());
                asks.extend([("old", old(301)), ("from the future", old(-301))]);
            } else {
                let elsewhere = News { path: "/carrier/northline/voice", ..news.clone() };
                let elsewhere = elsewhere.headed(&world, provider, &body, 0, SECRET);
                asks.push(("signed with another secret", signed("another").body(media, body.clone())));
                asks.push(("signed for another address", elsewhere.to(news.path).body(media, body.clone())));
                asks.push(("of another account", news.clone().with("AccountSid", "AC2").signed(&world, provider)));
                asks.push((
                    "JSON beside its signature",
                    signed(SECRET).body("application/json", news.json.to_string()),
                ));
            }
            for (about, ask) in asks {
                let answer = told(&world, ask).await;
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{provider} {}: {about}: {}",
                    news.path,
                    answer.text()
                );
            }
            let large = told(&world, bare.body(media, vec![b'a'; 10 * 1024 * 1024])).await;
            assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE, "{provider}");
        }
        assert_eq!(kept(&world).await, before, "{provider}");
        assert_eq!(world.house.fresh.number("select count(*) from message_media").await, 0, "{provider}");
    }
}

#[both_engines]
async fn what_is_signed_and_makes_no_sense_leaves_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let text = |body: &str| News::text("S1", "+12125550100", body);
    let long = "a".repeat(16_001);
    for provider in [Provider::Twilio, Provider::SignalWire] {
        connect(&world, provider).await;
        for news in [
            text("").with("MessageSid", ""),
            text("").with("To", "12345"),
            text("").with("From", "a\0"),
            text("").with("NumMedia", "11"),
            text("").with("NumMedia", "x"),
            text("").with("MediaUrl0", "file:///etc/passwd"),
            text(&long),
            News::status("S1", "dancing"),
            News { fields: Vec::new(), ..text("") },
        ] {
            let answer = told(&world, news.signed(&world, provider)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{provider} {:?}", news.fields);
        }
    }
    connect(&world, Provider::Telnyx).await;
    let whole = text("").json.to_string();
    for body in [
        text(&long).json.to_string(),
        whole[..whole.len() - 1].to_owned(),
        "{}".into(),
        "null".into(),
        String::new(),
        "\0".into(),
        "MessageSid=S1".into(),
        whole.replace("\"S1\"", "7"),
        whole.replace("https:", "file:"),
        News::status("S1", "dancing").json.to_string(),
        "[".repeat(60_000),
        whole.replace(FROM, "\\u0000"),
    ] {
        for path in [MESSAGE, STATUS] {
            let ask =
                telnyx(&world, Ask::new(Method::POST, path), body.as_bytes(), 0).body("application/json", body.clone());
            let answer = told(&world, ask).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {}", &body[..body.len().min(200)]);
        }
    }
    let form = "MessageSid=S1&From=%2B14155550123&To=%2B12125550100";
    let ask = telnyx(&world, Ask::new(Method::POST, MESSAGE), form.as_bytes(), 0).body(FORM, form);
    assert_eq!(told(&world, ask).await.status, StatusCode::UNPROCESSABLE_ENTITY, "texts of Telnyx are no forms");
    assert!(kept(&world).await.is_empty());
}

#[both_engines]
async fn a_text_to_an_unknown_number_is_not_found_and_leaves_nothing(kind: Kind) {
    let world = World::new(kind).await;
    for provider in Provider::ALL {
        connect(&world, provider).await;
        let answer = told(&world, News::text("S1", "+12125550999", "Hello").signed(&world, provider)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{provider}");
    }
    assert!(kept(&world).await.is_empty());
}

#[both_engines]
async fn a_viewer_of_one_number_never_receives_anothers_text(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world, Provider::Twilio).await;
    let (viewer, token) = (world.cookie(&world.viewer).await, world.token(&world.viewer).await);
    let mut theirs = [world.stream(&viewer).await, world.stream(&token).await];
    let mut acting = world.stream(&world.logged_in_as(&world.viewer, false).await).await;
    let mut owners = world.stream(&world.cookie(&world.ours.owner).await).await;
    for (id, to, body) in
        [("S1", "+12125550101", "Quartz"), ("S2", "+12125550102", "Zephyr"), ("S3", "+12125550100", "Ads")]
    {
        let answer = told(&world, News::text(id, to, body).signed(&world, Provider::Twilio)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    for body in ["Quartz", "Zephyr", "Ads"] {
        let told = owners.next().await;
        assert!(told.contains("event: message") && told.contains(body), "{told}");
    }
    // The texts before it are hidden, so the first event is of the last text.
    let [own, by_token] = &mut theirs;
    for stream in [own, by_token, &mut acting] {
        let told = stream.next().await;
        assert!(told.contains("event: message"), "{told}");
        let data = told.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
        let message: Value = serde_json::from_str(data).unwrap();
        assert!(message["id"].as_str().unwrap().starts_with("msg_"), "{message}");
        assert_eq!((&message["from"], &message["to"]), (&FROM.into(), &"+12125550100".into()));
        assert_eq!((&message["body"], &message["media_count"]), (&"Ads".into(), &1.into()));
        assert_eq!(message["number_id"], world.ours.numbers[0].to_string());
        assert!(!told.contains("media.example"), "where a picture lies at the carrier is told to nobody: {told}");
    }
}

#[both_engines]
async fn a_text_to_the_neighbour_is_theirs(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world, Provider::Twilio).await;
    let mut stream = world.stream(&world.cookie(&world.ours.owner).await).await;
    // The neighbour has no connection, and ours signs nothing for it.
    let text = News { path: "/carrier/neighbour/message", ..News::text("S1", "+12125550100", "Hello") };
    assert_eq!(told(&world, text.signed(&world, Provider::Twilio)).await.status, StatusCode::FORBIDDEN);
    let text = News::text("S2", "+12125550100", "Ours").signed(&world, Provider::Twilio);
    assert_eq!(told(&world, text).await.status, StatusCode::OK);
    assert!(stream.next().await.contains("Ours"));
    assert_eq!(kept(&world).await.len(), 1);
}
