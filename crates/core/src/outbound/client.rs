//! Sends requests.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, IF_RANGE, LOCATION, RANGE};
use reqwest::redirect::Policy;

use super::public::PublicOnly;
use super::{Failure, Request, Response};
use crate::db;

/// How long a server may take to accept a connection, and how long it may pause.
const PAUSE_TIMEOUT: Duration = Duration::from_secs(20);
/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;

/// Sends requests over HTTP; cheap to clone. TLS and the machine's list of trusted authorities are set up with the first
/// request: an instance that sends none loads none of it.
#[derive(Clone, Debug, Default)]
pub struct Client(Arc<OnceLock<Clients>>);

#[derive(Debug)]
struct Clients {
    /// For public addresses.
    public: reqwest::Client,
    /// For the server that the operator named.
    trusted: reqwest::Client,
}

impl Clients {
    fn new() -> Result<Self, db::Error> {
        let unusable = |error: &dyn std::fmt::Display| db::Error::Unusable(format!("HTTP can't be set up: {error}"));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| unusable(&error))?;
        let mut roots = rustls::RootCertStore::empty();
        for certificate in rustls_native_certs::load_native_certs().certs {
            // A certificate that can't be read is not trusted.
            let _result = roots.add(certificate);
        }
        let tls = tls.with_root_certificates(roots).with_no_client_auth();
        let builder = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .redirect(Policy::none())
                .no_proxy()
                .connect_timeout(PAUSE_TIMEOUT)
                .read_timeout(PAUSE_TIMEOUT)
                .user_agent("crewline")
        };
        let public = builder().dns_resolver(Arc::new(PublicOnly)).build().map_err(|error| unusable(&error))?;
        let trusted = builder().build().map_err(|error| unusable(&error))?;
        Ok(Self { public, trusted })
    }
}

impl Client {
    /// A client that has sent nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn clients(&self) -> Result<&Clients, Failure> {
        if let Some(clients) = self.0.get() {
            return Ok(clients);
        }
        let clients = Clients::new().map_err(|error| {
            tracing::error!(%error, "no request can be sent");
            Failure::Unreachable
        })?;
        Ok(self.0.get_or_init(|| clients))
    }

    /// Sends a request, and follows redirects if it is to. The caller reads the response's status.
    pub(crate) async fn send(&self, mut request: Request<'_>) -> Result<Response, Failure> {
        for _ in 0..=MAX_REDIRECTS {
            let response = self.send_once(&request).await?;
            if !request.follows_redirects || !response.status().is_redirection() {
                return Response::new(response, request.max_bytes);
            }
            let to = response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).ok_or(Failure::Address)?;
            request = request.redirect_address(to).ok_or(Failure::Address)?;
        }
        Err(Failure::Address)
    }

    async fn send_once(&self, request: &Request<'_>) -> Result<reqwest::Response, Failure> {
        if !request.is_allowed() {
            return Err(Failure::Address);
        }
        let clients = self.clients()?;
        let client = if request.is_trusted() { &clients.trusted } else { &clients.public };
        let mut builder = client.request(request.method.clone(), request.url.clone()).timeout(request.max_time);
        if let Some(body) = &request.body {
            builder = builder.header(CONTENT_TYPE, body.content_type).body(body.text.clone());
        }
        if let Some((from, version)) = &request.rest {
            builder = builder.header(RANGE, format!("bytes={from}-"));
            if let Some(version) = version {
                builder = builder.header(IF_RANGE, version);
            }
        }
        let builder = match &request.credentials {
            Some(credentials) => credentials.apply_to(builder),
            None => builder,
        };
        builder.send().await.map_err(|_| Failure::Unreachable)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use url::Url;
    use wiremock::matchers::{body_string, header, method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::outbound::{Body, Credentials};

    async fn get(server: &str, max_bytes: u64) -> Result<u64, Failure> {
        let (base, token) = (Url::parse(server).unwrap(), SecretString::from("token"));
        let request = Request::get(base.join("/1").unwrap(), max_bytes).trusting(Some(&base));
        let mut response = Client::new().send(request.with(Some(Credentials::Bearer(&token)))).await?;
        let mut bytes = 0;
        while let Some(chunk) = response.chunk().await? {
            bytes += chunk.len() as u64;
        }
        Ok(bytes)
    }

    async fn server(answer: ResponseTemplate) -> MockServer {
        let server = MockServer::start().await;
        Mock::given(path("/1")).respond_with(answer).mount(&server).await;
        Mock::given(path("/2"))
            .respond_with(ResponseTemplate::new(200).set_body_raw("abc", "text/plain"))
            .mount(&server)
            .await;
        server
    }

    fn redirect(address: &str) -> ResponseTemplate {
        ResponseTemplate::new(302).insert_header("location", address)
    }

    #[tokio::test]
    async fn a_response_beyond_the_size_limit_is_refused() {
        let server = server(ResponseTemplate::new(200).set_body_raw(vec![7; 100], "audio/wav")).await;
        assert_eq!(get(&server.uri(), 100).await, Ok(100));
        assert_eq!(get(&server.uri(), 99).await, Err(Failure::TooLarge));
    }

    #[tokio::test]
    async fn redirects_are_limited_carry_no_credentials_and_reach_no_private_address() {
        let redirecting = server(redirect("/2")).await;
        assert_eq!(get(&redirecting.uri(), 100).await, Ok(3));
        let requests = redirecting.received_requests().await.unwrap();
        let with_credentials: Vec<bool> =
            requests.iter().map(|request| request.headers.contains_key("authorization")).collect();
        assert_eq!(with_credentials, [true, false]);
        assert_eq!(get(&server(redirect("/1")).await.uri(), 100).await, Err(Failure::Address), "endless");
        assert_eq!(
            get(&server(ResponseTemplate::new(302)).await.uri(), 100).await,
            Err(Failure::Address),
            "without an address"
        );
        let inside = MockServer::start().await;
        assert_eq!(get(&server(redirect(&inside.uri())).await.uri(), 100).await, Err(Failure::Address));
        assert!(inside.received_requests().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_request_to_an_api_has_its_method_and_body_and_follows_no_redirect() {
        let server = MockServer::start().await;
        Mock::given(method("PATCH"))
            .and(path("/1"))
            .and(header("content-type", "application/json"))
            .and(body_string("{}"))
            .respond_with(redirect("/2"))
            .mount(&server)
            .await;
        let (base, token) = (Url::parse(&server.uri()).unwrap(), SecretString::from("token"));
        let body = Some(Body::json("{}".to_owned()));
        let request = Request::to_api(reqwest::Method::PATCH, base.join("/1").unwrap(), body, 100);
        let request = request.trusting(Some(&base)).with(Some(Credentials::Bearer(&token)));
        assert_eq!(Client::new().send(request).await.unwrap().status().as_u16(), 302);
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn the_size_limit_holds_without_a_content_length() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let _read = stream.read(&mut request).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: audio/wav\r\nconnection: close\r\n\r\n").await.unwrap();
            // Until the client closes the connection.
            while stream.write_all(&[7; 1024]).await.is_ok() {}
        });
        assert_eq!(get(&base, 100_000).await, Err(Failure::TooLarge));
        server.await.unwrap();
    }
}
