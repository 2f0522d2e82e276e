//! One of the two worlds: a program over a database of its own, in which a history is played.

use axum::http::Method;
use crewline_core::access::Viewpoint;
use crewline_core::carrier::connection::{Draft, set_by_operator};
use crewline_core::db::Kind;
use crewline_core::live::Change;
use crewline_core::qualified_rules::{self, ConditionsDraft};
use crewline_core::seats::{Plan, Plans};
use crewline_core::testing::{TestBusiness, api_token, letters, session};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::normal::{self, Names};
use super::step::Act;
use crate::client::{Answer, Client, Request};
use crate::world::{Program, Stream};

pub(super) const SECRET: &str = "the-carriers-own-token";
pub(super) const ACCOUNT: &str = "AC1";
/// Names and sources are the same on both sides, so that a search for one of them would find hidden things, too.
pub(crate) const NAMES: [&str; 4] = ["Meadow", "Quartz", "Harbour", "Zoë"];
pub(crate) const SOURCES: [&str; 3] = ["Google Ads", "Flyer", "Radio"];
/// Tags are the business's, so the same are on calls of both sides; those after the first [`SHARED_TAGS`] are put on hidden
/// calls alone.
pub(crate) const TAGS: [&str; 5] = ["New patient", "Emergency", "Wrong number", "Foreign word", "Foreign echo"];
pub(super) const SHARED_TAGS: usize = 3;
/// The same people call numbers of both sides.
pub(crate) const CALLERS: [(&str, &str); 5] = [
    ("+14155550101", "Ada Brook"),
    ("+14155550102", "Bell Castro"),
    ("+12125550103", "Ada Doyle"),
    ("+442071838750", ""),
    ("anonymous", ""),
];

/// The numbers that the viewer sees in the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    Nothing,
    OneNumber,
    SeveralNumbers,
    Group,
}

/// The numbers, groups and calls of one side.
#[derive(Debug, Default)]
pub(crate) struct Side {
    pub(crate) numbers: Vec<Number>,
    pub(crate) groups: Vec<String>,
    pub(super) groups_made: usize,
    /// The carrier's words when each began.
    pub(super) calls: Vec<Fields>,
    pub(super) texts: usize,
}

#[derive(Debug)]
pub(crate) struct Number {
    pub(crate) id: String,
    pub(super) digits: String,
}

/// The fields of a webhook.
pub(super) type Fields = Vec<(&'static str, String)>;

/// A world.
pub(crate) struct Half {
    pub(crate) program: Program,
    pub(crate) business: TestBusiness,
    pub(crate) viewer: Viewpoint,
    pub(crate) viewer_id: String,
    pub(super) sight: Sight,
    pub(super) owner: Client,
    pub(super) owner_session: String,
    pub(crate) cookie: Client,
    pub(crate) token: Client,
    /// The Owner's browser while they are logged in as the viewer.
    pub(crate) logged_in_as: Option<Client>,
    /// The sides: that of the viewer, and the hidden one.
    pub(crate) shared: Side,
    pub(crate) hidden: Side,
    /// A group with numbers of both sides. The viewer has no access by it.
    pub(crate) mixed: String,
    /// A view of the list of calls that the Owner shares, by the numbers of both sides.
    shared_view: String,
    /// Somebody else, whose access covers numbers of both sides.
    pub(super) somebody: Viewpoint,
    pub(super) members: Vec<String>,
    pub(super) members_made: usize,
    pub(super) invitations: Vec<String>,
    /// The rule that looks at every call, and those that match hidden calls alone.
    pub(super) rule: String,
    pub(super) hidden_rules: Vec<String>,
    /// The reports that the Owner shares.
    pub(super) reports: Vec<String>,
    pub(super) reports_made: usize,
    pub(super) renamed: usize,
    pub(super) failures: usize,
    pub(super) streams: Vec<Stream>,
    /// The events that each stream has sent since the worlds were last compared.
    sent: Vec<String>,
}

impl Half {
    /// A world in which the viewer sees the same as in the other one, with `hidden` numbers of others.
    pub(crate) async fn new(kind: Kind, sight: Sight, hidden: usize) -> Self {
        let (program, business) = Program::with_settings(kind, |config| {
            let plan =
                |key: &str, seats| Plan { key: key.into(), name: key.into(), seats, numbers: None, upgrade_url: None };
            config.terms.plans = Plans::new(vec![plan("large", None), plan("small", Some(6))], None).unwrap();
        })
        .await;
        let draft = Draft {
            provider: "twilio".into(),
            account: ACCOUNT.into(),
            secret: Some(SECRET.into()),
            ..Draft::default()
        };
        set_by_operator(&program.app.db, &program.app.seal, &business.operator, draft).await.unwrap();
        let db = business.db();
        let owner_session = session(db, business.owner.email()).await.expose_secret().to_owned();
        let token = async |of: &Viewpoint| {
            let token = api_token(db, &of.may().unwrap(), "test").await.unwrap();
            Client::Token(token.expose_secret().to_owned())
        };
        let owner = token(&business.owner).await;
        // Rules look at a call, and at nothing on other numbers.
        let conditions = ConditionsDraft { first_time: true, min_talk_seconds: Some(30), ..ConditionsDraft::default() };
        let rule = qualified_rules::Draft { name: "Meadow and others".into(), matches: "any".into(), conditions };
        let rule = qualified_rules::add(db, &business.owner.may().unwrap(), &rule, false).await.unwrap();
        let viewer = business.viewer("Vera Lund", &[], &[]).await;
        let somebody = business.viewer("Sam Other", &[], &[]).await;
        let (cookie, token) = (program.cookie(&business, viewer.email()).await, token(&viewer).await);
        let mut half = Self {
            viewer_id: viewer.member().to_string(),
            program,
            business,
            viewer,
            sight,
            owner,
            owner_session,
            cookie,
            token,
            logged_in_as: None,
            shared: Side::default(),
            hidden: Side::default(),
            mixed: String::new(),
            shared_view: String::new(),
            somebody,
            members: Vec::new(),
            members_made: 0,
            invitations: Vec::new(),
            rule: rule.id.to_string(),
            hidden_rules: Vec::new(),
            reports: Vec::new(),
            reports_made: 0,
            renamed: 0,
            failures: 0,
            streams: Vec::new(),
            sent: Vec::new(),
        };
        half.mixed = half.create_group("Mixed", &[]).await.1.unwrap();
        for _ in 0..hidden {
            half.play(&Act::AddNumber { group: None, source: 0 }, false).await;
        }
        for source in 0..4 {
            half.play(&Act::AddNumber { group: None, source }, true).await;
        }
        half.play(&Act::CreateGroup { numbers: vec![2, 3] }, true).await;
        // The second number is in the mixed group.
        half.play(&Act::EditNumber { number: 1, name: None, source: None, group: Some(0) }, true).await;
        half.shared_view = half.share_view().await;
        let numbers: &[usize] = match sight {
            Sight::Nothing => &[],
            Sight::OneNumber => &[1],
            Sight::SeveralNumbers => &[0, 1, 2],
            Sight::Group => &[1],
        };
        let groups = if sight == Sight::Group { vec![half.shared.groups[0].clone()] } else { Vec::new() };
        let numbers: Vec<String> = numbers.iter().map(|at| half.shared.numbers[*at].id.clone()).collect();
        if sight != Sight::Nothing {
            assert_eq!(half.grant(&half.viewer_id.clone(), numbers, groups).await, "200");
        }
        for client in [half.cookie.clone(), half.token.clone()] {
            half.streams.push(half.program.stream(&client, &half.business.slug).await);
        }
        half
    }

    /// A view that names the numbers of both sides. A reader is shown those that they see, whatever else it names.
    async fn share_view(&self) -> String {
        let numbers = self.shared.numbers.iter().chain(&self.hidden.numbers);
        let numbers: Vec<&str> = numbers.map(|number| number.id.as_str()).collect();
        let body = serde_json::json!({
            "name": "Of both sides",
            "shared": true,
            "question": { "number_id": numbers, "source": ["Flyer", "Radio"], "period": "last_7_days" },
        });
        let answer = self.send(&self.owner, Request::json(Method::POST, "/api/v1/call-views".to_owned(), &body)).await;
        answer.json()["call_view"]["id"].as_str().unwrap().to_owned()
    }

    /// Moves the clock of the world.
    pub(crate) fn wait(&self, seconds: i64) {
        self.business.db().clock().advance_seconds(seconds);
    }

    pub(crate) async fn send(&self, client: &Client, request: Request) -> Answer {
        self.program.send(client, request).await
    }

    /// The answer that the Owner gets at a path of the API.
    pub(crate) async fn owner_reads(&self, path: &str) -> Value {
        self.send(&self.owner, Request::get(path)).await.json()
    }

    /// The name of each id of this world. Hidden things have no name: no answer has one.
    pub(crate) async fn names(&self) -> Names {
        let mut names = Names::from([
            (self.viewer_id.clone(), "<the viewer>".to_owned()),
            // The author of a note on a call is named to those who see the call.
            (self.business.owner.member().to_string(), "<the owner>".to_owned()),
            (self.mixed.clone(), "<the mixed group>".to_owned()),
            (self.shared_view.clone(), "<the shared view>".to_owned()),
        ]);
        for (at, group) in self.shared.groups.iter().enumerate() {
            names.insert(group.clone(), format!("<group {at}>"));
        }
        for (at, number) in self.shared.numbers.iter().enumerate() {
            names.insert(number.id.clone(), format!("<number {at}>"));
            let calls = self.calls_of(&number.id).await;
            for (place, call) in calls.iter().enumerate() {
                names.insert(call["id"].as_str().unwrap().to_owned(), format!("<call {at}.{place}>"));
                if let Some(recording) = call["recording"]["id"].as_str() {
                    names.insert(recording.to_owned(), format!("<recording {at}.{place}>"));
                }
            }
        }
        names
    }

    /// The calls of a number, the newest first.
    pub(crate) async fn calls_of(&self, number: &str) -> Vec<Value> {
        let page = self.owner_reads(&format!("/api/v1/calls?limit=500&number_id={number}")).await;
        page["calls"].as_array().unwrap().clone()
    }

    /// Waits until the viewer's streams have sent everything so far, and keeps it. A stream that lags behind tells of a
    /// change a moment earlier or later than another, which is no difference between the worlds. Neither is it how many of
    /// a call's changes came before the same tick: of each call and text, a step keeps the last event.
    pub(crate) async fn settle(&mut self) {
        // Everything before it has been sent when this is.
        self.program.app.bus.publish(self.business.owner.business(), Change::Everything);
        self.sent.resize(self.streams.len(), String::new());
        for (stream, all) in self.streams.iter_mut().zip(&mut self.sent) {
            let mut events: Vec<(Option<String>, String)> = Vec::new();
            loop {
                let event = stream.next().await;
                if event.contains("event: resync") {
                    break;
                }
                // A comment keeps the connection open.
                if !event.starts_with(':') {
                    let about = thing_of(&event);
                    events.retain(|(earlier, _)| about.is_none() || *earlier != about);
                    events.push((about, event));
                }
            }
            all.extend(events.into_iter().map(|(_, event)| event));
        }
    }

    /// The events that the viewer's streams have sent since this was last asked.
    pub(crate) async fn events(&mut self, names: &Names) -> String {
        self.settle().await;
        let sent = std::mem::take(&mut self.sent);
        normal::text(&sent.join("--\n"), names)
    }

    /// The letters to the viewer: the kind, subject and text of each, without links, which have secrets.
    pub(crate) async fn letters(&self, names: &Names) -> String {
        let mut all = String::new();
        for (kind, to, letter) in letters(&self.business.database, &self.program.app.seal).await {
            if to == self.viewer.email() {
                let words = letter.text.split_whitespace().filter(|word| !word.contains("://"));
                all.push_str(&format!("{kind}: {}\n{}\n", letter.subject, words.collect::<Vec<_>>().join(" ")));
            }
        }
        normal::text(&all, names)
    }
}

/// The call or text that an event is about.
fn thing_of(event: &str) -> Option<String> {
    // One change of a tag on several numbers may be told of in two ticks.
    if event.starts_with("event: tags") {
        return Some("tags".to_owned());
    }
    let data = event.lines().find_map(|line| line.strip_prefix("data: "))?;
    let is_thing = event.starts_with("event: call") || event.starts_with("event: message");
    let id = serde_json::from_str::<Value>(data).ok()?["id"].as_str()?.to_owned();
    is_thing.then_some(id)
}
