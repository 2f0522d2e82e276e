//! Connects a business to a carrier in tests, and signs requests as the carrier does.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crewline_core::access::Operator;
use crewline_core::calls::intake::{self, Applied, Arrival};
use crewline_core::carrier::Authentic;
use crewline_core::carrier::connection::{self, Connection, Draft, Subject};
use crewline_core::carrier::dial::DialOutcome;
use crewline_core::carrier::event::StatusUpdate;
use crewline_core::carrier::inbound::InboundCall;
use crewline_core::carrier::message::{InboundMessage, MessageUpdate};
use crewline_core::carrier::recording::RecordingUpdate;
use crewline_core::carrier::signature::{Method, Request, SignatureError};
use crewline_core::db::Db;
use crewline_core::live::Bus;
use crewline_core::messages;
use crewline_core::secret::Seal;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The secret of every connection of the tests.
pub(crate) const SECRET: &str = "token-that-nobody-may-read";
const URL: &str = "https://calls.example/carrier/northline/voice";

pub(crate) struct CarrierFixture {
    pub(crate) db: Db,
    pub(crate) seal: Seal,
    pub(crate) bus: Bus,
    pub(crate) connection: Connection,
}

impl CarrierFixture {
    pub(crate) async fn connect(db: &Db, operator: &Operator, slug: &str, api_base: Option<&str>) -> Self {
        let seal = Seal::from_text(&Seal::new_key().unwrap()).unwrap();
        let draft = Draft {
            provider: "twilio".into(),
            account: "AC1".into(),
            secret: Some(SECRET.into()),
            api_base: api_base.map(str::to_owned),
            ..Draft::default()
        };
        connection::set_by_operator(db, &seal, operator, draft).await.unwrap();
        let connection = connection::find_by_slug(db, &seal, slug).await.unwrap().unwrap();
        let bus = Bus::start(db).await.unwrap();
        Self { db: db.clone(), seal, bus, connection }
    }

    /// A request signed by the carrier.
    pub(crate) fn request(&self, fields: &[(&str, &str)]) -> Authentic {
        self.signed_with(SECRET, fields).unwrap()
    }

    /// A request signed with any secret.
    pub(crate) fn signed_with(&self, secret: &str, fields: &[(&str, &str)]) -> Result<Authentic, SignatureError> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut sorted = fields.to_vec();
        sorted.sort_unstable();
        let mut hash = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).unwrap();
        hash.update(URL.as_bytes());
        for (name, value) in sorted {
            hash.update(name.as_bytes());
            hash.update(value.as_bytes());
        }
        let signature = STANDARD.encode(hash.finalize().into_bytes());
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("x-twilio-signature", signature.as_str())];
        let request = Request { method: Method::Post, url: URL, headers: &headers, body: body.as_bytes() };
        self.connection.authenticate(&request, Subject::Calls, self.db.now())
    }

    pub(crate) async fn inbound(&self, fields: &[(&str, &str)]) -> Result<Arrival, crewline_core::Error> {
        let carrier = self.request(fields);
        let call = InboundCall::parse(carrier.form()).unwrap();
        intake::inbound(&self.db, &carrier, &call).await
    }

    /// A call from a number to a number, both as they are dialled.
    pub(crate) async fn ring(&self, id: &str, from: &str, to: &str) -> Arrival {
        self.inbound(&[("CallSid", id), ("From", from), ("To", to), ("CallStatus", "ringing")]).await.unwrap()
    }

    /// A request to the status address.
    pub(crate) async fn status(&self, fields: &[(&str, &str)]) -> Result<Applied, crewline_core::Error> {
        let carrier = self.request(fields);
        let arrival = InboundCall::parse(carrier.form()).ok();
        match StatusUpdate::parse(carrier.form()).unwrap() {
            StatusUpdate::Call(update) => intake::status(&self.db, &carrier, &update, arrival.as_ref()).await,
            StatusUpdate::Leg(update) => intake::leg(&self.db, &carrier, &update, None).await,
            StatusUpdate::Other => panic!("an event of another kind"),
        }
    }

    pub(crate) async fn dial(&self, fields: &[(&str, &str)]) -> Result<Applied, crewline_core::Error> {
        let carrier = self.request(fields);
        let outcome = DialOutcome::parse(carrier.form()).unwrap();
        intake::dial(&self.db, &carrier, &outcome, None).await
    }

    pub(crate) async fn recording(&self, fields: &[(&str, &str)]) -> Result<Applied, crewline_core::Error> {
        let carrier = self.request(fields);
        let update = RecordingUpdate::parse(carrier.form()).unwrap();
        intake::recording(&self.db, &carrier, &update).await
    }

    pub(crate) async fn text(
        &self,
        fields: &[(&str, &str)],
    ) -> Result<messages::intake::Applied, crewline_core::Error> {
        let carrier = self.request(fields);
        let message = InboundMessage::from_form(carrier.form()).unwrap();
        messages::intake::inbound(&self.db, &carrier, &message).await
    }

    /// A request to the status address of messages.
    pub(crate) async fn message_status(
        &self,
        fields: &[(&str, &str)],
    ) -> Result<Option<messages::intake::Applied>, crewline_core::Error> {
        let carrier = self.request(fields);
        let update = MessageUpdate::from_form(carrier.form()).unwrap();
        messages::intake::status(&self.db, &carrier, &update).await
    }
}
