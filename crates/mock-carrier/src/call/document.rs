//! Requests documents, and the fallback's when they can't be fetched.

use super::{ActiveCall, Next};
use crate::number::Method;
use crate::requests::Fault;
use crate::transcript::Kind;
use crate::twiml::{self, Document};

impl ActiveCall {
    /// Fetches a document; returns it with its address. `None` when the fallback fails too.
    pub(super) async fn document(&mut self, kind: Kind, next: Next) -> Option<(Document, String)> {
        let mut fields = self.current_fields().into_inner();
        fields.extend(next.fields);
        let fault = match self.request_document(kind, &next.url, next.method, fields.clone()).await {
            Ok(document) => return Some((document, next.url)),
            Err(fault) => fault,
        };
        self.transcript.problems.push(format!("{}: {}", fault.code, fault.words));
        let fallback = self.number.voice_fallback_url.clone();
        if fallback.is_empty() {
            return None;
        }
        fields.push(("ErrorCode".to_owned(), fault.code.to_string()));
        fields.push(("ErrorUrl".to_owned(), next.url));
        match self.request_document(Kind::Fallback, &fallback, self.number.voice_fallback_method, fields).await {
            Ok(document) => Some((document, fallback)),
            Err(fault) => {
                self.transcript.problems.push(format!("{}: {}", fault.code, fault.words));
                None
            }
        }
    }

    /// Requests a document once, or twice if the script says so, and reads the answer.
    pub(super) async fn request_document(
        &mut self,
        kind: Kind,
        url: &str,
        method: Method,
        fields: Vec<(String, String)>,
    ) -> Result<Document, Fault> {
        let mut request = self.request(kind, url.to_owned(), method, fields);
        if self.script.delivery.repeat_documents {
            let (exchange, _) = self.carrier.request_document(request.clone()).await;
            self.transcript.exchanges.push(exchange);
            request.duplicate = true;
        }
        let (mut exchange, fault) = self.carrier.request_document(request).await;
        let read = match fault {
            Some(fault) => Err(fault),
            None => twiml::read(exchange.document.as_deref().unwrap_or_default(), self.carrier.config.provider)
                .map_err(|error| Fault { code: 12100, words: error.to_string() }),
        };
        match &read {
            Ok(document) => self.transcript.problems.extend(document.problems.iter().cloned()),
            Err(fault) => exchange.error = Some(fault.words.clone()),
        }
        self.transcript.exchanges.push(exchange);
        read
    }

    /// Requests an `action` after the caller hung up; its document is not executed.
    pub(super) async fn notify_hang_up(&mut self, next: Next) {
        let status = if self.answered_ms.is_some() { "completed" } else { "no-answer" };
        let mut fields = self.call_fields(status).into_inner();
        fields.extend(next.fields);
        if let Err(fault) = self.request_document(Kind::Action, &next.url, next.method, fields).await {
            self.transcript.problems.push(format!("{}: {}", fault.code, fault.words));
        }
    }

    /// Resolves an address against its document's. An absolute one stays as it is written, as it is signed.
    pub(super) fn resolve(&self, here: &str, url: &str) -> String {
        if url::Url::parse(url).is_ok() {
            return url.to_owned();
        }
        url::Url::parse(here).and_then(|base| base.join(url)).map_or_else(|_| url.to_owned(), String::from)
    }
}
