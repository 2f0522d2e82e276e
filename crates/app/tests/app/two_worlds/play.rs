//! The acts that happen in a world, one at a time.

use axum::http::Method;
use crewline_core::access::{Role, Thing, enter};
use crewline_core::accounts::Email;
use crewline_core::accounts::sessions::Device;
use crewline_core::log_in_as;
use crewline_core::members::{Member, NewMember, NumberAccess, add_by_operator};
use crewline_core::seats::set_plan;
use crewline_core::secret::digest;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::half::{ACCOUNT, CALLERS, Fields, Half, NAMES, Number, SECRET, SHARED_TAGS, SOURCES, Side, Sight, TAGS};
use super::step::{Act, Pick};
use crate::client::{Client, Request};

const CALL_ENDS: [&str; 4] = ["completed", "no-answer", "busy", "failed"];
const GUESTS: usize = 6;

impl Half {
    /// Plays an act on a side. Returns its statuses, which are the same in both worlds for an act on the viewer's side.
    pub(crate) async fn play(&mut self, act: &Act, shared: bool) -> String {
        match act {
            Act::Ring { number, caller, ends } => self.ring(shared, *number, *caller, *ends).await,
            Act::Report { call, status } => {
                let calls = &self.side(shared).calls;
                let Some(at) = index(*call, calls.len()) else { return String::new() };
                let fields = self.side(shared).calls[at].clone();
                self.report(fields, CALL_ENDS[usize::from(*status) % CALL_ENDS.len()]).await
            }
            Act::Annotate { number, call, tags, rating } => {
                let Some(call) = self.picked_call(shared, *number, *call).await else { return String::new() };
                // A bit for each tag. On the viewer's side the last ones are never used.
                let known = if shared { &TAGS[..SHARED_TAGS] } else { &TAGS[..] };
                let tags: Vec<_> =
                    known.iter().enumerate().filter(|(at, _)| tags >> at & 1 == 1).map(|(_, tag)| tag).collect();
                let qualified = [json!(null), json!(true), json!(false)][usize::from(*rating) % 3].clone();
                let value = (rating % 2 == 0).then_some(i64::from(*rating) * 100);
                let body =
                    json!({ "tags": tags, "qualified": qualified, "value_cents": value, "spam": rating % 5 == 0 });
                self.by_owner(Method::PATCH, format!("/api/v1/calls/{call}"), body).await.0
            }
            Act::Note { number, call } => {
                let Some(call) = self.picked_call(shared, *number, *call).await else { return String::new() };
                let body = json!({ "text": format!("Note {}", number % 7) });
                self.by_owner(Method::POST, format!("/api/v1/calls/{call}/notes"), body).await.0
            }
            Act::Block { caller } => {
                let (caller, _) = CALLERS[usize::from(*caller) % (CALLERS.len() - 1)];
                let list = self.owner_reads("/api/v1/blocked-callers").await;
                let blocks = list["blocked_callers"].as_array().unwrap();
                match blocks.iter().find(|block| block["caller"] == caller) {
                    Some(block) => {
                        let path = format!("/api/v1/blocked-callers/{}", block["id"].as_str().unwrap());
                        self.by_owner(Method::DELETE, path, json!({})).await.0
                    }
                    None => {
                        let body = json!({ "caller": caller });
                        self.by_owner(Method::POST, "/api/v1/blocked-callers".into(), body).await.0
                    }
                }
            }
            Act::Text { number, caller } => self.text(shared, *number, *caller).await,
            Act::AddNumber { group, source } => self.add_number(shared, *group, *source).await,
            Act::EditNumber { number, name, source, group } => {
                let Some(at) = index(*number, self.side(shared).numbers.len()) else { return String::new() };
                let mut body = serde_json::Map::new();
                if let Some(name) = name {
                    body.insert("friendly_name".into(), NAMES[usize::from(*name) % NAMES.len()].into());
                }
                if let Some(source) = source {
                    body.insert("source".into(), SOURCES[usize::from(*source) % SOURCES.len()].into());
                }
                if let Some(group) = group {
                    body.insert("group_id".into(), self.group_of(shared, *group).into());
                }
                let path = format!("/api/v1/numbers/{}", self.side(shared).numbers[at].id);
                self.by_owner(Method::PATCH, path, Value::Object(body)).await.0
            }
            Act::Release { number } => {
                let Some(at) = index(*number, self.side(shared).numbers.len()) else { return String::new() };
                let path = format!("/api/v1/numbers/{}", self.side(shared).numbers[at].id);
                self.by_owner(Method::DELETE, path, json!({})).await.0
            }
            Act::CreateGroup { numbers } => {
                let side = self.side(shared);
                let name = format!("{} {}", if shared { "Own" } else { "Foreign" }, side.groups_made);
                let numbers = some_ids(&side.numbers, numbers);
                let (status, id) = self.create_group(&name, &numbers).await;
                let side = self.side_mut(shared);
                side.groups_made += 1;
                side.groups.extend(id);
                status
            }
            Act::EditGroup { group, renames, numbers } => {
                let side = self.side(shared);
                let Some(at) = index(*group, side.groups.len()) else { return String::new() };
                let path = format!("/api/v1/number-groups/{}", side.groups[at]);
                let body = if *renames {
                    let name = format!("{} {}", if shared { "Own" } else { "Foreign" }, side.groups_made);
                    self.side_mut(shared).groups_made += 1;
                    json!({ "name": name })
                } else {
                    json!({ "number_ids": some_ids(&side.numbers, numbers) })
                };
                self.by_owner(Method::PATCH, path, body).await.0
            }
            Act::DeleteGroup { group } => {
                let Some(at) = index(*group, self.side(shared).groups.len()) else { return String::new() };
                let id = self.side_mut(shared).groups.remove(at);
                self.by_owner(Method::DELETE, format!("/api/v1/number-groups/{id}"), json!({})).await.0
            }
            Act::RenameMixedGroup => {
                self.renamed += 1;
                let (path, name) = (format!("/api/v1/number-groups/{}", self.mixed), format!("Mixed {}", self.renamed));
                self.by_owner(Method::PATCH, path, json!({ "name": name })).await.0
            }
            Act::Grant { numbers, groups } => {
                let mut all: Vec<&Number> = self.shared.numbers.iter().collect();
                let mut all_groups: Vec<&String> = self.shared.groups.iter().collect();
                let member = if shared {
                    if self.sight == Sight::Nothing {
                        return String::new();
                    }
                    self.viewer_id.clone()
                } else {
                    all.extend(&self.hidden.numbers);
                    all_groups.extend(self.hidden.groups.iter().chain([&self.mixed]));
                    self.somebody.member().to_string()
                };
                let numbers = numbers.iter().filter_map(|at| Some(all[index(*at, all.len())?].id.clone())).collect();
                let groups = groups.iter().filter_map(|at| Some(all_groups[index(*at, all_groups.len())?].clone()));
                let groups = if shared && self.sight != Sight::Group { Vec::new() } else { groups.collect() };
                self.grant(&member, numbers, groups).await
            }
            Act::LogInAs { ends } => self.log_in_as(shared, *ends).await,
            Act::Rename { name } => {
                let member = if shared { self.viewer_id.clone() } else { self.somebody.member().to_string() };
                let body = json!({ "name": format!("Person {name}") });
                self.by_owner(Method::PATCH, format!("/api/v1/members/{member}"), body).await.0
            }
            Act::Invite { person } => {
                let guest = usize::from(*person) % GUESTS;
                let body = json!({ "name": format!("Guest {guest}"), "email": format!("guest{guest}@acme.example"),
                    "role": "viewer", "number_access": { "kind": "all" } });
                let (status, answer) = self.by_owner(Method::POST, "/api/v1/invitations".into(), body).await;
                self.invitations.extend(answer["invitation"]["id"].as_str().map(str::to_owned));
                status
            }
            Act::CancelInvitation { invitation } => {
                let Some(at) = index(*invitation, self.invitations.len()) else { return String::new() };
                let id = self.invitations.remove(at);
                self.by_owner(Method::DELETE, format!("/api/v1/invitations/{id}"), json!({})).await.0
            }
            Act::AddMember { role } => {
                self.members_made += 1;
                let roles = Role::ALL;
                let role = roles[1 + usize::from(*role) % (roles.len() - 1)];
                let email = Email::read(&format!("member{}@northline.example", self.members_made)).unwrap();
                let (name, access) = (format!("Member {}", self.members_made), NumberAccess::All);
                let member = NewMember { email, name, role, access, password_hash: None };
                let (added, _) = add_by_operator(&self.program.app.db, &self.business.operator, member).await.unwrap();
                self.members.push(added.to_string());
                String::new()
            }
            Act::RemoveMember { member } => {
                let Some(at) = index(*member, self.members.len()) else { return String::new() };
                let id = self.members.remove(at);
                self.by_owner(Method::DELETE, format!("/api/v1/members/{id}"), json!({})).await.0
            }
            Act::Plan { plan } => {
                let plans = self.program.app.config.terms.plans.clone();
                let key = if plan % 2 == 0 { "large" } else { "small" };
                set_plan(&self.program.app.db, &self.business.operator, &plans, key).await.unwrap();
                String::new()
            }
            Act::Elsewhere { calls } => {
                self.elsewhere(*calls).await;
                String::new()
            }
            Act::FailedJob => {
                self.failures += 1;
                let (at, failure) = (self.business.db().now().millis(), self.failures);
                let job = format!(
                    "insert into jobs (business_id, kind, payload, created_at, due_at, attempts, failed_at, failure)
                     select id, 'recording', bytes'7b7d', {at}, {at}, 20, {at}, 'failure {failure}' from businesses
                     where slug = '{}'",
                    self.business.slug
                );
                self.business.database.run(&job).await;
                String::new()
            }
            Act::Rule { rule, change } => self.change_rule(shared, *rule, *change).await,
            Act::Review => self.review().await,
            Act::Tag { tag, change } => self.change_tag(*tag, *change).await,
            Act::SaveReport { numbers, groups } => self.save_report(shared, numbers, groups).await,
            // The clocks of both worlds move together.
            Act::Wait { .. } => String::new(),
        }
    }

    fn side(&self, shared: bool) -> &Side {
        if shared { &self.shared } else { &self.hidden }
    }

    fn side_mut(&mut self, shared: bool) -> &mut Side {
        if shared { &mut self.shared } else { &mut self.hidden }
    }

    /// The id of one of the calls of a side.
    async fn picked_call(&self, shared: bool, number: Pick, call: Pick) -> Option<String> {
        let numbers = &self.side(shared).numbers;
        let calls = self.calls_of(&numbers[index(number, numbers.len())?].id).await;
        Some(calls[index(call, calls.len())?]["id"].as_str()?.to_owned())
    }

    /// A group of a side, the mixed one, or none.
    fn group_of(&self, shared: bool, pick: Pick) -> Option<String> {
        let groups = &self.side(shared).groups;
        match usize::from(pick) % (groups.len() + 2) {
            0 => Some(self.mixed.clone()),
            1 => None,
            at => Some(groups[at - 2].clone()),
        }
    }

    /// A request of the Owner to the API; returns its status and its JSON.
    pub(super) async fn by_owner(&self, method: Method, path: String, body: Value) -> (String, Value) {
        let answer = self.send(&self.owner, Request::json(method, path, &body)).await;
        assert!(!answer.status.is_server_error(), "{}", answer.text());
        let body = if answer.body.is_empty() { Value::Null } else { answer.json() };
        (answer.status.as_u16().to_string(), body)
    }

    pub(super) async fn create_group(&self, name: &str, numbers: &[String]) -> (String, Option<String>) {
        let body = json!({ "name": name, "number_ids": numbers });
        let (status, answer) = self.by_owner(Method::POST, "/api/v1/number-groups".into(), body).await;
        (status, answer["number_group"]["id"].as_str().map(str::to_owned))
    }

    pub(super) async fn grant(&self, member: &str, numbers: Vec<String>, groups: Vec<String>) -> String {
        let access = json!({ "kind": "specific", "number_ids": numbers, "group_ids": groups });
        let path = format!("/api/v1/members/{member}");
        self.by_owner(Method::PATCH, path, json!({ "number_access": access })).await.0
    }

    async fn add_number(&mut self, shared: bool, group: Option<Pick>, source: Pick) -> String {
        let count = self.side(shared).numbers.len();
        let digits = format!("+1212555{}", if shared { 1000 + count } else { 5000 + count });
        let body = json!({
            "phone_number": digits,
            "friendly_name": NAMES[count % NAMES.len()],
            "source": SOURCES[usize::from(source) % SOURCES.len()],
            "group_id": group.and_then(|group| self.group_of(shared, group)),
        });
        let (status, answer) = self.by_owner(Method::POST, "/api/v1/numbers".into(), body).await;
        if let Some(id) = answer["number"]["id"].as_str() {
            self.side_mut(shared).numbers.push(Number { id: id.to_owned(), digits });
        }
        status
    }

    /// A signed webhook; returns its status.
    async fn webhook(&self, path: &str, fields: &[(&'static str, String)]) -> String {
        let path = format!("/carrier/{}/{path}", self.business.slug);
        let owned: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let signature = mock_carrier::sign::twilio(SECRET, &self.program.app.link(&path), &owned);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let request = Request::form(path, &fields).header("x-twilio-signature", signature);
        let answer = self.send(&Client::Anonymous, request).await;
        assert!(!answer.status.is_server_error(), "{}", answer.text());
        answer.status.as_u16().to_string()
    }

    async fn ring(&mut self, shared: bool, number: Pick, caller: Pick, ends: Pick) -> String {
        let side = self.side(shared);
        let Some(at) = index(number, side.numbers.len()) else { return String::new() };
        let carrier_id = format!("CA{}{}", if shared { "own" } else { "foreign" }, side.calls.len());
        let (from, name) = CALLERS[usize::from(caller) % CALLERS.len()];
        let fields = vec![
            ("AccountSid", ACCOUNT.to_owned()),
            ("CallSid", carrier_id.clone()),
            ("CallStatus", "ringing".to_owned()),
            ("Direction", "inbound".to_owned()),
            ("From", from.to_owned()),
            ("CallerName", name.to_owned()),
            ("To", side.numbers[at].digits.clone()),
        ];
        let mut statuses = self.webhook("voice", &fields).await;
        self.side_mut(shared).calls.push(fields.clone());
        if statuses != "200" || ends.is_multiple_of(4) {
            return statuses;
        }
        // Before the report, which tells the streams: they would not hear of it afterwards.
        if ends % 4 == 1 {
            self.record(&carrier_id).await;
        }
        statuses.push_str(&self.report(fields, CALL_ENDS[usize::from(ends / 4) % CALL_ENDS.len()]).await);
        statuses
    }

    /// The carrier's report that a call has ended.
    async fn report(&self, mut fields: Fields, status: &str) -> String {
        fields.retain(|(name, _)| *name != "CallStatus");
        fields.extend([("CallStatus", status.to_owned()), ("CallDuration", "42".to_owned())]);
        self.webhook("status", &fields).await
    }

    /// Stores a recording of a call.
    async fn record(&self, carrier_id: &str) {
        let (file, audio) = (format!("{carrier_id}.mp3"), format!("audio of {carrier_id}"));
        tokio::fs::write(self.program.folder.path().join(&file), &audio).await.unwrap();
        let (at, bytes) = (self.business.db().now().millis(), audio.len());
        let recording = format!(
            "insert into recordings (business_id, call_id, number_id, carrier_id, kind, status, place, media_type, bytes, created_at)
             select business_id, id, number_id, 'RE{carrier_id}', 'call', 'stored', '{file}', 'audio/mpeg', {bytes}, {at}
             from calls where carrier_id = '{carrier_id}'"
        );
        self.business.database.run(&recording).await;
    }

    async fn text(&mut self, shared: bool, number: Pick, caller: Pick) -> String {
        let side = self.side(shared);
        let Some(at) = index(number, side.numbers.len()) else { return String::new() };
        let (from, _) = CALLERS[usize::from(caller) % (CALLERS.len() - 1)];
        let id = format!("SM{}{}", if shared { "own" } else { "foreign" }, side.texts);
        let fields = [
            ("AccountSid", ACCOUNT.to_owned()),
            ("MessageSid", id.clone()),
            ("From", from.to_owned()),
            ("To", side.numbers[at].digits.clone()),
            ("Body", format!("Text {id}")),
            ("NumMedia", "0".to_owned()),
        ];
        self.side_mut(shared).texts += 1;
        self.webhook("message", &fields).await
    }

    async fn log_in_as(&mut self, shared: bool, ends: bool) -> String {
        let db = &self.program.app.db;
        if shared && let Some(Client::LoggedInAs(own, acting)) = self.logged_in_as.take() {
            let viewpoint =
                enter::logged_in_as(db, &digest(&acting), &digest(&own), &self.business.slug, "192.0.2.1").await;
            if let Some(viewpoint) = viewpoint.unwrap() {
                log_in_as::end(db, &viewpoint.may().unwrap()).await.unwrap();
            }
        }
        if ends {
            return String::new();
        }
        let person = if shared { self.viewer.member() } else { self.somebody.member() };
        let held = Member::hold(db, self.business.owner.may().unwrap(), person).await.unwrap();
        let started = log_in_as::start(db, &held, "to help", &Device::default()).await.unwrap();
        if shared {
            let acting = started.token.expose_secret().to_owned();
            self.logged_in_as = Some(Client::LoggedInAs(self.owner_session.clone(), acting));
        }
        String::new()
    }

    /// A second business takes in calls.
    async fn elsewhere(&mut self, calls: Pick) {
        let slug = "neighbour";
        let count =
            self.business.database.number(&format!("select count(*) from businesses where slug = '{slug}'")).await;
        if count == 0 {
            let (_, owner) = self.business.neighbour().await;
            crewline_core::testing::number(self.business.db(), &owner, "Meadow", "+12125559999").await;
        }
        let at = self.business.db().now().millis();
        for call in 0..1 + calls % 3 {
            self.failures += 1;
            let add = format!(
                "insert into calls (business_id, number_id, carrier_id, direction, status, caller, caller_reversed, caller_kind,
                    destination, source, started_at)
                 select n.business_id, n.id, 'CAelsewhere{}', 'inbound', 'completed', '+14155550101', '10105555141+', 'number',
                    n.phone_number, n.source, {at} + {call}
                 from numbers n join businesses b on b.id = n.business_id and b.slug = '{slug}'",
                self.failures
            );
            self.business.database.run(&add).await;
        }
    }
}

/// The place of a pick among `count` items.
pub(super) fn index(pick: Pick, count: usize) -> Option<usize> {
    (count > 0).then(|| usize::from(pick) % count)
}

/// The ids of some numbers, each once.
fn some_ids(numbers: &[Number], picks: &[Pick]) -> Vec<String> {
    let mut ids: Vec<String> =
        picks.iter().filter_map(|pick| Some(numbers[index(*pick, numbers.len())?].id.clone())).collect();
    ids.sort();
    ids.dedup();
    ids
}
