//! The carrier itself: starts, listens, takes scripts.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use ed25519_dalek::SigningKey;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::call;
use crate::carrier::{Carrier, PlaceError};
use crate::config::Config;
use crate::ids;
use crate::message::{self, TextScript};
use crate::number::{Number, NumberError};
use crate::order::{self, OrderScript};
use crate::rest::RestScript;
use crate::script::CallScript;
use crate::traffic::{self, RunningTraffic, Traffic};
use crate::transcript::Transcript;

/// A running carrier. Clones are the same carrier; it stops when [`MockCarrier::stop`] is called or the last clone
/// is dropped.
#[derive(Debug, Clone)]
pub struct MockCarrier {
    carrier: Arc<Carrier>,
    address: SocketAddr,
    server: Arc<Server>,
}

#[derive(Debug)]
struct Server(JoinHandle<()>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl MockCarrier {
    /// Starts a carrier on the runtime that this is called on; it listens when this returns.
    ///
    /// # Errors
    ///
    /// When the address can't be bound.
    pub async fn start(config: Config) -> std::io::Result<Self> {
        // Fails when the process has a provider already, which then serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind(&config.bind).await?;
        let address = listener.local_addr()?;
        let client = reqwest::Client::builder()
            .timeout(config.webhook_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("TwilioProxy/1.1")
            .no_proxy()
            .build()
            .map_err(std::io::Error::other)?;
        let carrier = Arc::new(Carrier {
            url: format!("http://{address}"),
            client,
            key: SigningKey::from_bytes(&ids::digest(config.seed, "key", 0)),
            data: Mutex::default(),
            config,
        });
        let router = crate::rest::router(&carrier).merge(crate::control::router(&carrier));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the carrier stopped listening");
            }
        });
        Ok(Self { carrier, address, server: Arc::new(Server(server)) })
    }

    /// Where it listens: the base of its REST API, its recordings and its control API.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.carrier.url
    }

    /// The address behind [`MockCarrier::url`].
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The account's id.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.carrier.config.account
    }

    /// The account's secret: it opens the REST API, and signs unless another key was configured.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.carrier.config.secret
    }

    /// The key that verifies Telnyx' signatures, base64.
    #[must_use]
    pub fn public_key(&self) -> String {
        self.carrier.public_key()
    }

    /// Gives the account a number.
    ///
    /// # Errors
    ///
    /// When a real carrier would refuse the number or one of its addresses.
    pub fn add_number(&self, number: Number) -> Result<Number, NumberError> {
        let now = self.carrier.now();
        self.carrier.data().add_number(&self.carrier.config, number, now)
    }

    /// The account's numbers.
    #[must_use]
    pub fn numbers(&self) -> Vec<Number> {
        self.carrier.data().numbers().to_vec()
    }

    /// Places a call and waits for its last callback.
    ///
    /// # Errors
    ///
    /// When the account has no such number.
    pub async fn place(&self, script: CallScript) -> Result<Transcript, PlaceError> {
        call::start(&self.carrier, script).await
    }

    /// Sends a message to a number and waits for the answers.
    ///
    /// # Errors
    ///
    /// When the account has no such number, or the number has no address for messages.
    pub async fn text(&self, script: TextScript) -> Result<Transcript, PlaceError> {
        message::receive(&self.carrier, script).await
    }

    /// Prepares an answer for the next requests to the REST API, behind those that are prepared already.
    pub fn script_rest(&self, script: RestScript) {
        self.carrier.data().rest_scripts.push(script);
    }

    /// The requests to the REST API so far, as `METHOD path`; the last thousand of them.
    #[must_use]
    pub fn rest_requests(&self) -> Vec<String> {
        self.carrier.data().rest_requests().to_vec()
    }

    /// Sets the course of the next orders (Telnyx).
    pub fn script_orders(&self, script: OrderScript) {
        self.carrier.data().order_script = script;
    }

    /// Ends the orders that are under way, and waits until they are notified (Telnyx).
    pub async fn end_orders(&self) {
        order::end_all(&self.carrier).await;
    }

    /// Places calls until it is stopped or dropped.
    #[must_use]
    pub fn traffic(&self, traffic: Traffic) -> RunningTraffic {
        traffic::start(Arc::clone(&self.carrier), traffic)
    }

    /// Stops listening.
    pub fn stop(&self) {
        self.server.0.abort();
    }
}
