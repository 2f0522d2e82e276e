//! A request, its sender, and its answer.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{self, HeaderMap, Method, StatusCode};

/// The sender of a request.
#[derive(Clone, Debug)]
pub(crate) enum Client {
    /// A browser without credentials, which has been here before.
    Anonymous,
    /// A browser that has never sent a cookie, or sends none.
    WithoutCookies,
    /// A signed-in browser.
    Cookie(String),
    /// A browser under Log in as: the actor's own session, and the Log in as session.
    LoggedInAs(String, String),
    /// A program with a token.
    Token(String),
}

/// A request before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn form(path: impl Into<String>, pairs: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        Self::new(Method::POST, path).body("application/x-www-form-urlencoded", body)
    }

    pub(crate) fn json(method: Method, path: impl Into<String>, value: &serde_json::Value) -> Self {
        Self::new(method, path).body("application/json", value.to_string())
    }

    /// The same request to another address.
    pub(crate) fn to(self, path: impl Into<String>) -> Self {
        Self { path: path.into(), ..self }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header(CONTENT_TYPE.as_str(), kind)
    }

    pub(crate) fn by(self, client: &Client) -> http::Request<Body> {
        let mut request = http::Request::builder().method(self.method).uri(self.path);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        request = match client {
            Client::Anonymous => request.header(COOKIE, "crewline_probe=1"),
            Client::WithoutCookies => request,
            Client::Cookie(session) => request.header(COOKIE, format!("crewline_session={session}")),
            Client::LoggedInAs(own, acting) => {
                request.header(COOKIE, format!("crewline_session={own}; crewline_log_in_as={acting}"))
            }
            Client::Token(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
        };
        request.body(Body::from(self.body)).unwrap()
    }
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The sentence that the next page shows.
    #[track_caller]
    pub(crate) fn flash(&self) -> String {
        let mut cookies = self.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
        let flash = cookies.find_map(|cookie| cookie.strip_prefix("crewline_flash=")).expect("a sentence");
        percent_encoding::percent_decode_str(flash.split(';').next().unwrap()).decode_utf8().unwrap().into_owned()
    }

    #[track_caller]
    pub(crate) fn assert_says(&self, status: StatusCode, words: &[&str]) {
        let text = self.text();
        assert_eq!(self.status, status, "{text}");
        for word in words {
            assert!(text.contains(word), "{word}: {text}");
        }
    }

    #[track_caller]
    pub(crate) fn assert_redirects_to(&self, path: &str) {
        assert_eq!((self.status, self.header("location")), (StatusCode::SEE_OTHER, path), "{}", self.text());
    }
}
