//! Callbacks: sent when they are due, or late, twice and shuffled if the script says so.

use std::sync::Arc;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use tokio::task::JoinSet;

use super::ActiveCall;
use crate::ids;
use crate::number::Method;
use crate::requests::Request;
use crate::transcript::Kind;

impl ActiveCall {
    /// Schedules a callback for `after_ms` from now. Everything due is sent before this returns.
    pub(super) async fn schedule_callback(
        &mut self,
        kind: Kind,
        url: &str,
        method: Method,
        fields: Vec<(String, String)>,
        after_ms: u64,
    ) {
        let mut request = self.request(kind, url.to_owned(), method, fields);
        let due = self.clock.now_ms().saturating_add(after_ms).saturating_add(self.script.delivery.delay_ms);
        self.push_pending(due, request.clone());
        if self.script.delivery.duplicate {
            request.duplicate = true;
            self.push_pending(due, request);
        }
        self.deliver_until(self.clock.now_ms()).await;
    }

    pub(super) fn request(
        &mut self,
        kind: Kind,
        url: String,
        method: Method,
        fields: Vec<(String, String)>,
    ) -> Request {
        let token = ids::hex(self.carrier.config.seed, &self.sid, self.requests);
        self.requests += 1;
        Request {
            kind,
            method,
            url,
            fields,
            json: None,
            signature: self.script.signature,
            token,
            duplicate: false,
            at_ms: self.clock.now_ms(),
        }
    }

    fn push_pending(&mut self, due: u64, request: Request) {
        self.requests += 1;
        self.pending.insert((due, self.requests), request);
    }

    /// Sends the callbacks that are due until then, each at its time, unless they are held back.
    pub(super) async fn deliver_until(&mut self, at_ms: u64) {
        if self.holds_back() {
            return;
        }
        while let Some(entry) = self.pending.first_entry() {
            let due = entry.key().0;
            if due > at_ms {
                return;
            }
            let request = entry.remove();
            self.clock.until(due).await;
            self.send(request).await;
        }
    }

    pub(super) async fn deliver_all(&mut self) {
        if !self.holds_back() {
            return self.deliver_until(u64::MAX).await;
        }
        let mut requests: Vec<Request> = std::mem::take(&mut self.pending).into_values().collect();
        if let Some(seed) = self.script.delivery.shuffle {
            requests.shuffle(&mut StdRng::seed_from_u64(seed ^ self.index.rotate_left(32)));
        }
        if self.script.delivery.at_once {
            return self.send_at_once(requests).await;
        }
        for request in requests {
            self.send(request).await;
        }
    }

    /// Whether callbacks wait for the end of the call.
    fn holds_back(&self) -> bool {
        self.script.delivery.shuffle.is_some() || self.script.delivery.at_once
    }

    async fn send_at_once(&mut self, requests: Vec<Request>) {
        let mut sending = JoinSet::new();
        for (place, mut request) in requests.into_iter().enumerate() {
            request.at_ms = self.clock.now_ms();
            let carrier = Arc::clone(&self.carrier);
            sending.spawn(async move { (place, carrier.send_callback(request).await) });
        }
        let mut sent = sending.join_all().await;
        sent.sort_by_key(|(place, _)| *place);
        self.transcript.exchanges.extend(sent.into_iter().map(|(_, exchange)| exchange));
    }

    async fn send(&mut self, mut request: Request) {
        request.at_ms = self.clock.now_ms();
        let exchange = self.carrier.send_callback(request).await;
        self.transcript.exchanges.push(exchange);
    }
}
