//! A business with numbers, people and a carrier, made by the program's own commands and API.

use std::collections::BTreeSet;

use crewline_core::access::{Role, operator};
use crewline_core::accounts::Email;
use crewline_core::db::Db;
use crewline_core::instance;
use crewline_core::members::{NewMember, NumberAccess, add_by_operator};
use crewline_core::secret::Seal;
use crewline_core::time::Clock;
use crewline_e2e::{Engine, Failure, KEY, Outcome, Owner, Program};
use mock_carrier::{CallScript, Callee, Config, MockCarrier, Number, Provider};
use reqwest::Method;
use serde_json::{Value, json};

/// The number that the agency's calls are forwarded to.
pub(crate) const DESK: &str = "+13125550190";

/// A number of the agency.
pub(crate) struct AgencyNumber {
    /// Its id in the API.
    pub(crate) id: String,
    /// Its digits.
    pub(crate) digits: String,
    /// Its friendly name.
    pub(crate) name: String,
}

/// A business, the program that serves it, and the carrier that its numbers are with.
pub(crate) struct Agency {
    pub(crate) program: Program,
    pub(crate) carrier: MockCarrier,
    pub(crate) owner: Owner,
    pub(crate) numbers: Vec<AgencyNumber>,
    token: String,
    client: reqwest::Client,
}

impl Agency {
    /// Starts the program and creates the agency in it, with these numbers.
    pub(crate) async fn open(engine: Engine, numbers: &[(&str, &str)]) -> Outcome<Self> {
        Self::create_in(Program::start(engine).await?, numbers).await
    }

    /// The same in a program that runs already.
    pub(crate) async fn create_in(program: Program, numbers: &[(&str, &str)]) -> Outcome<Self> {
        let carrier = MockCarrier::start(Config::new(Provider::Twilio)).await?;
        let owner = program.set_up("Harbour & Finch", "olive@harbourfinch.example").await?;
        let connection = ["--provider", "twilio", "--account", carrier.account(), "--api-base", carrier.url()];
        let command = [&["carrier", "set", "--business", &owner.slug][..], &connection].concat();
        program.command(&command, &format!("{}\n", carrier.secret())).await?;
        let token = program.token(&owner).await?;
        let mut agency = Self { program, carrier, owner, numbers: Vec::new(), token, client: reqwest::Client::new() };
        for (name, digits) in numbers {
            agency.add_number(name, digits).await?;
        }
        Ok(agency)
    }

    /// A page of the business.
    pub(crate) fn page(&self, path: &str) -> String {
        self.program.page(&format!("/b/{}{path}", self.owner.slug))
    }

    /// Adds a number, to the business and at the carrier. Its calls are recorded and forwarded to the desk.
    async fn add_number(&mut self, name: &str, digits: &str) -> Outcome {
        let source = name.split(',').next().unwrap_or(name);
        let body = json!({
            "phone_number": digits, "friendly_name": name, "source": source, "forward_to": DESK, "records_calls": true,
        });
        let answer = self.api(Method::POST, "/numbers", &body).await?;
        let id = id_of(&answer["number"])?;
        let at = |event: &str| self.program.page(&format!("/carrier/{}/{event}", self.owner.slug));
        self.carrier
            .add_number(Number::new(digits, &at("voice")).status_callback(&at("status")).fallback(&at("fallback")))?;
        self.numbers.push(AgencyNumber { id, digits: digits.to_owned(), name: name.to_owned() });
        Ok(())
    }

    /// Creates a group of numbers and returns its id.
    pub(crate) async fn group(&self, name: &str, numbers: &[&AgencyNumber]) -> Outcome<String> {
        let ids: Vec<&str> = numbers.iter().map(|number| number.id.as_str()).collect();
        let answer = self.api(Method::POST, "/number-groups", &json!({ "name": name, "number_ids": ids })).await?;
        id_of(&answer["number_group"])
    }

    /// Adds a viewer of these numbers alone, and returns their e-mail address and password.
    pub(crate) async fn viewer(&self, name: &str, email: &str, numbers: &[&AgencyNumber]) -> Outcome<(String, String)> {
        let db = Db::open(&self.program.database().parse()?, Clock::System).await?;
        instance::check_key(&db, &Seal::from_text(&KEY.into())?).await?;
        let ids = numbers.iter().map(|number| number.id.parse());
        let member = NewMember {
            email: Email::read(email)?,
            name: name.to_owned(),
            role: Role::Viewer,
            access: NumberAccess::Specific { numbers: ids.collect::<Result<_, _>>()?, groups: BTreeSet::new() },
            password_hash: None,
        };
        add_by_operator(&db, &operator(&db, &self.owner.slug).await?, member).await?;
        let password = "seven grey herons at the weir";
        self.program.command(&["password", "set", "--email", email], &format!("{password}\n")).await?;
        Ok((email.to_owned(), password.to_owned()))
    }

    /// Places a call, and returns when the carrier has reported all of it.
    pub(crate) async fn call(&self, from: &str, to: &AgencyNumber, callee: Callee) -> Outcome {
        let transcript = self.carrier.place(CallScript::new(from, &to.digits).callee(callee)).await?;
        if transcript.problems.is_empty() { Ok(()) } else { Err(Failure::new(transcript.problems.join("; "))) }
    }

    /// The ids of the business's calls, newest first.
    pub(crate) async fn calls(&self) -> Outcome<Vec<String>> {
        let answer = self.api(Method::GET, "/calls", &Value::Null).await?;
        answer["calls"].as_array().into_iter().flatten().map(id_of).collect()
    }

    /// Ends the program and the carrier.
    pub(crate) async fn close(self) -> Outcome {
        self.carrier.stop();
        self.program.stop().await
    }

    /// Calls the API, as the Owner.
    pub(crate) async fn api(&self, method: Method, path: &str, body: &Value) -> Outcome<Value> {
        let request =
            self.client.request(method, self.program.page(&format!("/api/v1{path}"))).bearer_auth(&self.token);
        let request = if body.is_null() { request } else { request.json(body) };
        let answer = request.send().await?;
        let status = answer.status();
        let body: Value = answer.json().await?;
        if status.is_success() { Ok(body) } else { Err(Failure::new(format!("{path}: {status}: {body}"))) }
    }
}

fn id_of(value: &Value) -> Outcome<String> {
    value["id"].as_str().map(str::to_owned).ok_or_else(|| Failure::new("the API's answer has no id"))
}
