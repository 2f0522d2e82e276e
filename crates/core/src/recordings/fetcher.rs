//! Asks for recordings over HTTP.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::address::Address;
use super::public::PublicOnly;
use crate::db;

/// How long a server may take to accept a connection, and to go on after a pause.
const PAUSE: Duration = Duration::from_secs(20);
/// How long a whole recording may take; shorter than the claim on it.
const WHOLE: Duration = Duration::from_secs(240);

/// Asks for recordings over HTTP; cheap to clone. TLS and the machine's list of trusted authorities are set up when the
/// first recording is asked for: an instance that records nothing holds none of it.
#[derive(Clone, Debug, Default)]
pub struct Fetcher(Arc<OnceLock<Clients>>);

#[derive(Debug)]
struct Clients {
    /// For addresses out on the internet.
    public: Client,
    /// For the server that a connection names.
    named: Client,
}

impl Clients {
    fn new() -> Result<Self, db::Error> {
        let unfit = |error: &dyn std::fmt::Display| db::Error::Unfit(format!("HTTP can't be set up: {error}"));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| unfit(&error))?;
        let mut roots = rustls::RootCertStore::empty();
        for certificate in rustls_native_certs::load_native_certs().certs {
            // A certificate of the machine's store that can't be read is one less to trust.
            let _unread = roots.add(certificate);
        }
        let tls = tls.with_root_certificates(roots).with_no_client_auth();
        let builder = || {
            Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .redirect(Policy::none())
                .no_proxy()
                .connect_timeout(PAUSE)
                .read_timeout(PAUSE)
                .timeout(WHOLE)
                .user_agent("crewline")
        };
        let public = builder().dns_resolver(Arc::new(PublicOnly)).build().map_err(|error| unfit(&error))?;
        let named = builder().build().map_err(|error| unfit(&error))?;
        Ok(Self { public, named })
    }
}

/// The server can't be reached, or there is no TLS to reach it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreachable;

impl Fetcher {
    /// One that has asked for nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn clients(&self) -> Result<&Clients, Unreachable> {
        if let Some(clients) = self.0.get() {
            return Ok(clients);
        }
        let clients = Clients::new().map_err(|error| {
            tracing::error!(%error, "recordings can't be fetched");
            Unreachable
        })?;
        Ok(self.0.get_or_init(|| clients))
    }

    pub(super) async fn get(&self, address: &Address<'_>) -> Result<Response, Unreachable> {
        let clients = self.clients()?;
        let client = if address.is_named { &clients.named } else { &clients.public };
        let request = client.get(address.url.clone());
        let request = match &address.sign_in {
            Some(sign_in) => sign_in.on(request),
            None => request,
        };
        request.send().await.map_err(|_| Unreachable)
    }
}
