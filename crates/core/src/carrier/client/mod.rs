//! The carrier's REST API over HTTP: the account, its numbers, and calls.
//!
//! The requests and the reading of answers are pure (`crewline_carrier::rest`). This module adds the credentials, sends, and
//! waits and retries where that is safe. It keeps nothing.
//!
//! **Invariants.** A request that creates something is sent once, unless the carrier says that it was turned away. Credentials
//! go to the connection's carrier alone. No error and no log line contains a secret, an address or a phone number.

mod patience;

use reqwest::header::{DATE, RETRY_AFTER};
use secrecy::SecretString;
use tokio::time::Instant;
use url::Url;

pub use patience::Patience;

use crate::carrier::connection::Connection;
use crate::carrier::id::CarrierId;
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::provider::Provider;
use crate::carrier::rest::{
    self, Answer, AvailableNumber, Fault, Method, NumberAtCarrier, NumbersAtCarrier, Operation, Order, OrderState,
    OutboundCall, PlacedCall, Request, Search, Setup, Step, retry_after,
};
use crate::outbound::{self, Body, Client, Credentials, Failure};

/// The longest answer that is read, in bytes: a page of a thousand numbers with room to spare.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// The API of a connection's carrier.
#[derive(Debug)]
pub struct CarrierClient<'a> {
    http: &'a Client,
    connection: &'a Connection,
    token: &'a SecretString,
    /// The server that the operator named, which may be inside the network.
    trusted: Option<Url>,
    api: Box<dyn NumbersAtCarrier>,
    patience: Patience,
}

impl<'a> CarrierClient<'a> {
    /// The API of a connection's carrier. Nothing is sent yet.
    ///
    /// # Errors
    /// Returns a [`Fault`] if the connection has no credential for the API, or no address that could be requested.
    pub fn new(http: &'a Client, connection: &'a Connection, patience: Patience) -> Result<Self, Fault> {
        let api = rest::connect(connection.provider(), connection.account(), connection.api_base())?;
        let token = connection.api_token().ok_or(Fault::NoApiKey)?;
        let trusted = connection.trusted_api_base().and_then(|base| Url::parse(base).ok());
        Ok(Self { http, connection, token, trusted, api, patience })
    }

    /// Checks that the account is there and usable.
    ///
    /// # Errors
    /// Returns the reason why it is not, or why it can't be told.
    pub async fn check_account(&self) -> Result<(), Fault> {
        self.run(self.api.check_account()).await
    }

    /// All numbers of the account, with the addresses that the carrier requests for them.
    ///
    /// # Errors
    /// Returns the reason why they could not all be read.
    pub async fn list_numbers(&self) -> Result<Vec<NumberAtCarrier>, Fault> {
        self.run(self.api.list_numbers()).await
    }

    /// One number of the account.
    ///
    /// # Errors
    /// Returns the reason why it could not be looked for.
    pub async fn find_number(&self, phone_number: &PhoneNumber) -> Result<Option<NumberAtCarrier>, Fault> {
        self.run(self.api.find_number(phone_number)).await
    }

    /// Sets the addresses of a number. It may be repeated after any failure.
    ///
    /// # Errors
    /// Returns the reason why they are not all set.
    pub async fn set_up(&self, number: &CarrierId, setup: &Setup) -> Result<(), Fault> {
        self.run(self.api.set_up(number, setup)).await
    }

    /// Numbers that could be bought.
    ///
    /// # Errors
    /// Returns the reason why there is no answer.
    pub async fn search(&self, search: &Search) -> Result<Vec<AvailableNumber>, Fault> {
        self.run(self.api.search(search)).await
    }

    /// Orders a number. If [`Fault::may_have_happened`], [`Self::look_up_order`] comes before another attempt.
    ///
    /// # Errors
    /// Returns the reason why the order was refused, or why it is not known what became of it.
    pub async fn order(&self, order: &Order) -> Result<OrderState, Fault> {
        self.run(self.api.order(order)).await
    }

    /// Looks whether an order was taken, and what became of it.
    ///
    /// # Errors
    /// Returns the reason why it could not be looked up.
    pub async fn look_up_order(&self, order: &Order) -> Result<OrderState, Fault> {
        self.run(self.api.look_up_order(order)).await
    }

    /// Gives a number back. One that the account does not have counts as given back, so it may be repeated.
    ///
    /// # Errors
    /// Returns the reason why the carrier keeps it.
    pub async fn release(&self, number: &CarrierId) -> Result<(), Fault> {
        self.run(self.api.release(number)).await
    }

    /// Places a call. It is not repeated after a lost answer, or somebody would be rung twice.
    ///
    /// # Errors
    /// Returns the reason why the call was refused, or why it is not known what became of it.
    pub async fn place_call(&self, call: &OutboundCall) -> Result<PlacedCall, Fault> {
        self.run(self.api.place_call(call)).await
    }

    /// Runs an operation to its end.
    async fn run<T: 'static>(&self, mut operation: Operation<T>) -> Result<T, Fault> {
        let deadline = Instant::now() + self.patience.total;
        loop {
            let request = operation.request();
            let answer = self.send(request, deadline).await;
            match operation.resume(answer) {
                Ok(Step::Send(next)) => operation = next,
                Ok(Step::Done(value)) => return Ok(value),
                Err(fault) => {
                    let (business, provider) = (self.connection.business(), self.connection.provider());
                    tracing::warn!(%business, %provider, ?fault, "the carrier's API did not do as requested");
                    return Err(fault);
                }
            }
        }
    }

    /// Sends a request, again where that is safe and may help.
    async fn send(&self, request: &Request, deadline: Instant) -> Result<Answer, Fault> {
        let mut retries = 0;
        loop {
            let outcome = self.send_once(request, deadline).await;
            let Some(pause) = self.patience.pause_before_retry(request, &outcome, retries) else { return outcome };
            // A wait beyond the deadline would be for nothing.
            if Instant::now() + pause >= deadline {
                return outcome;
            }
            tokio::time::sleep(pause).await;
            retries += 1;
        }
    }

    async fn send_once(&self, request: &Request, deadline: Instant) -> Result<Answer, Fault> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let body = match &request.body {
            rest::Body::Empty => None,
            rest::Body::Form(text) => Some(Body::form(text.clone())),
            rest::Body::Json(text) => Some(Body::json(text.clone())),
        };
        let credentials = match self.connection.provider() {
            Provider::Telnyx => Credentials::Bearer(self.token),
            Provider::Twilio | Provider::SignalWire => Credentials::Basic(self.connection.account(), self.token),
        };
        let left = deadline.saturating_duration_since(Instant::now());
        let sent = outbound::Request::to_api(method, request.url.clone(), body, MAX_BYTES)
            .trusting(self.trusted.as_ref())
            .with(Some(credentials))
            .within(self.patience.request.min(left));
        let mut response = self.http.send(sent).await.map_err(fault)?;
        let retry_after = retry_after(response.header(RETRY_AFTER), response.header(DATE));
        let status = response.status().as_u16();
        Ok(Answer { status, body: response.bytes().await.map_err(fault)?, retry_after })
    }
}

/// The reason why no answer was read.
fn fault(failure: Failure) -> Fault {
    match failure {
        Failure::Address => Fault::ApiAddress,
        Failure::Unreachable | Failure::BrokenOff => Fault::Unreachable,
        // No answer of the API is that long.
        Failure::TooLarge => Fault::NotTheCarrier,
    }
}

#[cfg(test)]
mod tests;
