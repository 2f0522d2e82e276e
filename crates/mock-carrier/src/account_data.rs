//! The account's numbers, calls, messages and recordings.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::config::Config;
use crate::ids::{self, Thing};
use crate::number::{self, Number, NumberError};
use crate::order::{OrderRow, OrderScript};
use crate::provider::Provider;
use crate::rest::{RestAnswer, RestScript};

/// The most requests to the REST API that are kept.
const MAX_REST_REQUESTS: usize = 1_000;

/// Everything that the account has, behind one lock that is never held while waiting.
#[derive(Debug, Default)]
pub(crate) struct AccountData {
    numbers: Vec<Number>,
    numbers_made: u64,
    calls_made: u64,
    messages_made: u64,
    pub(crate) calls: Vec<CallRow>,
    pub(crate) messages: Vec<MessageRow>,
    pub(crate) recordings: Vec<RecordingRow>,
    applications: Vec<Value>,
    profiles: Vec<Value>,
    resources_made: u64,
    pub(crate) orders: Vec<OrderRow>,
    pub(crate) order_script: OrderScript,
    pub(crate) rest_scripts: Vec<RestScript>,
    rest_requests: Vec<String>,
}

/// A thing that numbers refer to at Telnyx.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    /// A TeXML application, which has the addresses for calls.
    Application,
    /// A messaging profile, which has the address for texts.
    Profile,
}

impl Resource {
    pub(crate) fn name_field(self) -> &'static str {
        match self {
            Self::Application => "friendly_name",
            Self::Profile => "name",
        }
    }

    pub(crate) fn address_fields(self) -> &'static [&'static str] {
        match self {
            Self::Application => &["voice_url", "voice_fallback_url", "status_callback"],
            Self::Profile => &["webhook_url", "webhook_failover_url"],
        }
    }
}

/// A call as the REST API lists it.
#[derive(Debug, Clone)]
pub(crate) struct CallRow {
    pub(crate) sid: String,
    pub(crate) parent_sid: Option<String>,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) caller_name: Option<String>,
    pub(crate) status: String,
    pub(crate) inbound: bool,
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) duration_seconds: u64,
}

/// A message as the REST API lists it.
#[derive(Debug, Clone)]
pub(crate) struct MessageRow {
    pub(crate) sid: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) body: String,
    pub(crate) media: usize,
    pub(crate) inbound: bool,
    pub(crate) status: &'static str,
    pub(crate) created_at: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct RecordingRow {
    pub(crate) sid: String,
    pub(crate) call_sid: String,
    pub(crate) source: &'static str,
    pub(crate) channels: u8,
    pub(crate) duration_seconds: u64,
    pub(crate) started_at: Timestamp,
    /// How many more fetches of the audio are answered with 404.
    pub(crate) late_fetches: u32,
}

impl AccountData {
    pub(crate) fn numbers(&self) -> &[Number] {
        &self.numbers
    }

    pub(crate) fn number(&self, phone_number: &str) -> Option<&Number> {
        self.numbers.iter().find(|number| number.phone_number == phone_number)
    }

    pub(crate) fn number_by_sid(&self, sid: &str) -> Option<&Number> {
        self.numbers.iter().find(|number| number.sid == sid)
    }

    /// Adds a number, with a new id.
    pub(crate) fn add_number(
        &mut self,
        config: &Config,
        mut number: Number,
        now: Timestamp,
    ) -> Result<Number, NumberError> {
        number::check(&number)?;
        if self.number(&number.phone_number).is_some() {
            return Err(NumberError::Taken(number.phone_number));
        }
        number.sid = ids::id(config.provider, Thing::Number, config.seed, "number", self.numbers_made);
        self.numbers_made += 1;
        if number.friendly_name.is_empty() {
            number.friendly_name.clone_from(&number.phone_number);
        }
        self.adopt(config, &mut number);
        number.date_created = crate::clock::rfc2822(now);
        number.date_updated.clone_from(&number.date_created);
        self.numbers.push(number.clone());
        Ok(number)
    }

    /// Replaces the number with the same id.
    pub(crate) fn change_number(&mut self, mut number: Number, now: Timestamp) -> Result<Option<Number>, NumberError> {
        number::check(&number)?;
        let Some(stored) = self.numbers.iter_mut().find(|stored| stored.sid == number.sid) else {
            return Ok(None);
        };
        number.date_updated = crate::clock::rfc2822(now);
        stored.clone_from(&number);
        Ok(Some(number))
    }

    /// Gives a number with addresses of its own an application and a profile that have them, as Telnyx's numbers need.
    pub(crate) fn adopt(&mut self, config: &Config, number: &mut Number) {
        if config.provider != Provider::Telnyx {
            return;
        }
        if number.connection_id.is_empty() && !number.voice_url.is_empty() {
            let addresses = json!({
                "friendly_name": format!("Calls of {}", number.phone_number),
                "voice_url": number.voice_url,
                "voice_method": number.voice_method.as_str().to_lowercase(),
                "voice_fallback_url": number.voice_fallback_url,
                "status_callback": number.status_callback,
                "status_callback_method": number.status_callback_method.as_str().to_lowercase(),
            });
            number.connection_id = id_of(&self.add_resource(config, Resource::Application, addresses));
        }
        if number.messaging_profile_id.is_empty() && !number.sms_url.is_empty() {
            let name = format!("Texts of {}", number.phone_number);
            let addresses = json!({"name": name, "webhook_url": number.sms_url, "webhook_api_version": "2"});
            number.messaging_profile_id = id_of(&self.add_resource(config, Resource::Profile, addresses));
        }
    }

    /// Sets the addresses of a number to those of its application and its profile.
    pub(crate) fn follow_resources(&self, number: &mut Number) {
        let text =
            |item: Option<&Value>, name: &str| item.and_then(|item| item[name].as_str()).unwrap_or_default().to_owned();
        let method =
            |item: Option<&Value>, name: &str| number::Method::from_name(item.and_then(|item| item[name].as_str()));
        let application = self.applications.iter().find(|item| item["id"] == number.connection_id.as_str());
        let profile = self.profiles.iter().find(|item| item["id"] == number.messaging_profile_id.as_str());
        number.voice_url = text(application, "voice_url");
        number.voice_method = method(application, "voice_method");
        number.voice_fallback_url = text(application, "voice_fallback_url");
        number.status_callback = text(application, "status_callback");
        number.status_callback_method = method(application, "status_callback_method");
        number.sms_url = text(profile, "webhook_url");
        number.sms_fallback_url = text(profile, "webhook_failover_url");
    }

    pub(crate) fn resources(&self, kind: Resource) -> &[Value] {
        match kind {
            Resource::Application => &self.applications,
            Resource::Profile => &self.profiles,
        }
    }

    fn resources_mut(&mut self, kind: Resource) -> &mut Vec<Value> {
        match kind {
            Resource::Application => &mut self.applications,
            Resource::Profile => &mut self.profiles,
        }
    }

    /// Adds a resource with a new id, and returns it.
    pub(crate) fn add_resource(&mut self, config: &Config, kind: Resource, mut fields: Value) -> Value {
        let (thing, record_type) = match kind {
            Resource::Application => (Thing::Number, "texml_application"),
            Resource::Profile => (Thing::Message, "messaging_profile"),
        };
        fields["id"] = json!(ids::id(config.provider, thing, config.seed, record_type, self.resources_made));
        fields["record_type"] = json!(record_type);
        self.resources_made += 1;
        self.resources_mut(kind).push(fields.clone());
        fields
    }

    /// Sets fields of a resource, and with them the addresses of its numbers. Returns the resource, if there is one.
    pub(crate) fn change_resource(&mut self, kind: Resource, id: &str, fields: &Value) -> Option<Value> {
        let item = self.resources_mut(kind).iter_mut().find(|item| item["id"] == id)?;
        for (name, value) in fields.as_object().into_iter().flatten().filter(|(name, _)| *name != "id") {
            item[name] = value.clone();
        }
        let changed = item.clone();
        let mut numbers = self.numbers.clone();
        let refers = |number: &Number| number.connection_id == id || number.messaging_profile_id == id;
        for number in numbers.iter_mut().filter(|number| refers(number)) {
            self.follow_resources(number);
        }
        self.numbers = numbers;
        Some(changed)
    }

    /// Notes a request to the REST API.
    pub(crate) fn note_rest_request(&mut self, line: String) {
        if self.rest_requests.len() == MAX_REST_REQUESTS {
            self.rest_requests.remove(0);
        }
        self.rest_requests.push(line);
    }

    pub(crate) fn rest_requests(&self) -> &[String] {
        &self.rest_requests
    }

    /// The prepared answer for a request to the REST API, which is used up by it.
    pub(crate) fn next_rest_answer(&mut self, method: &str, path: &str) -> Option<RestAnswer> {
        let is_for = |script: &RestScript| {
            (script.method.is_empty() || script.method.eq_ignore_ascii_case(method)) && path.contains(&script.path)
        };
        let place = self.rest_scripts.iter().position(|script| script.times > 0 && is_for(script))?;
        self.rest_scripts[place].times -= 1;
        Some(self.rest_scripts[place].answer.clone())
    }

    /// Returns whether there was one to remove.
    pub(crate) fn remove_number(&mut self, sid: &str) -> bool {
        let before = self.numbers.len();
        self.numbers.retain(|number| number.sid != sid);
        self.numbers.len() < before
    }

    /// Counts a call; returns the count before it.
    pub(crate) fn next_call(&mut self) -> u64 {
        self.calls_made += 1;
        self.calls_made - 1
    }

    /// Counts a message; returns the count before it.
    pub(crate) fn next_message(&mut self) -> u64 {
        self.messages_made += 1;
        self.messages_made - 1
    }

    pub(crate) fn call_mut(&mut self, sid: &str) -> Option<&mut CallRow> {
        self.calls.iter_mut().rev().find(|call| call.sid == sid)
    }
}

fn id_of(item: &Value) -> String {
    item["id"].as_str().unwrap_or_default().to_owned()
}
