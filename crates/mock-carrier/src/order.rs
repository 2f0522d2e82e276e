//! Orders of numbers, which Telnyx ends a while after it has taken them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::carrier::Carrier;
use crate::ids;
use crate::number::Number;
use crate::requests::Request;
use crate::script::Signature;
use crate::transcript::Kind;

/// The course of the next orders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderScript {
    /// How often an order is looked at before it ends by itself.
    pub looks: u32,
    /// How it ends.
    pub end: OrderEnd,
    /// Notified when an order ends; nothing is when it is empty.
    pub webhook: String,
}

/// The end of an order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderEnd {
    /// The account has the number.
    #[default]
    Done,
    /// The number went to somebody else.
    Failed,
    /// It waits for papers that the account does not have.
    NeedsPapers,
}

/// An order of one number.
#[derive(Debug, Clone)]
pub(crate) struct OrderRow {
    pub(crate) id: String,
    pub(crate) phone_number: String,
    pub(crate) reference: String,
    pub(crate) connection_id: String,
    pub(crate) messaging_profile_id: String,
    pub(crate) script: OrderScript,
    pub(crate) status: &'static str,
}

impl OrderRow {
    pub(crate) fn json(&self) -> Value {
        let requirements_met = self.script.end != OrderEnd::NeedsPapers;
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        json!({
            "id": self.id,
            "record_type": "number_order",
            "status": self.status,
            "requirements_met": requirements_met,
            "customer_reference": text(&self.reference),
            "connection_id": text(&self.connection_id),
            "messaging_profile_id": text(&self.messaging_profile_id),
            "phone_numbers_count": 1,
            "phone_numbers": [{
                "id": ids::hex(0, &self.id, 1),
                "record_type": "number_order_phone_number",
                "phone_number": self.phone_number,
                "status": self.status,
                "requirements_met": requirements_met,
            }],
        })
    }
}

/// Counts a look at the orders with these ids, and ends those that were looked at often enough.
pub(crate) fn look(carrier: &Arc<Carrier>, is_looked_at: impl Fn(&OrderRow) -> bool) {
    let due: Vec<String> = {
        let mut data = carrier.data();
        let pending = data.orders.iter_mut().filter(|order| order.status == "pending" && is_looked_at(order));
        let mut due = Vec::new();
        for order in pending {
            match order.script.looks.checked_sub(1) {
                Some(left) => order.script.looks = left,
                None => due.push(order.id.clone()),
            }
        }
        due
    };
    for id in due {
        if let Some(notice) = end(carrier, &id) {
            let carrier = Arc::clone(carrier);
            tokio::spawn(async move { carrier.send_callback(notice).await });
        }
    }
}

/// Ends every order that is under way, and waits until each is notified.
pub(crate) async fn end_all(carrier: &Arc<Carrier>) {
    let pending: Vec<String> =
        carrier.data().orders.iter().filter(|order| order.status == "pending").map(|order| order.id.clone()).collect();
    for id in pending {
        if let Some(notice) = end(carrier, &id) {
            carrier.send_callback(notice).await;
        }
    }
}

/// Ends an order; returns the notice to send. An order that waits for papers goes on waiting.
fn end(carrier: &Arc<Carrier>, id: &str) -> Option<Request> {
    let now = carrier.now();
    let mut data = carrier.data();
    let order = data.orders.iter().find(|order| order.id == id)?.clone();
    let status = match order.script.end {
        OrderEnd::NeedsPapers => return None,
        OrderEnd::Failed => "failure",
        OrderEnd::Done => {
            let mut number = Number {
                phone_number: order.phone_number.clone(),
                connection_id: order.connection_id.clone(),
                messaging_profile_id: order.messaging_profile_id.clone(),
                ..Number::default()
            };
            data.follow_resources(&mut number);
            if data.add_number(&carrier.config, number, now).is_ok() { "success" } else { "failure" }
        }
    };
    let order = data.orders.iter_mut().find(|order| order.id == id)?;
    order.status = status;
    let notice = json!({
        "data": {
            "event_type": "number_order.complete",
            "id": ids::hex(0, id, 2),
            "occurred_at": now.to_string(),
            "payload": order.json(),
            "record_type": "event",
        },
        "meta": {"attempt": 1, "delivered_to": order.script.webhook},
    });
    (!order.script.webhook.is_empty()).then(|| Request {
        kind: Kind::Order,
        method: crate::number::Method::Post,
        url: order.script.webhook.clone(),
        fields: Vec::new(),
        json: Some(notice.to_string()),
        signature: Signature::Good,
        token: ids::hex(0, id, 3),
        duplicate: false,
        at_ms: 0,
    })
}
