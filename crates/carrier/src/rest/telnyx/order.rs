//! Orders of numbers. Telnyx takes an order at once and ends it a while later.

use serde_json::{Value, json};

use super::Telnyx;
use super::resources::data;
use crate::rest::fault::Fault;
use crate::rest::json::{id, phone_number, text};
use crate::rest::operation::{Operation, Step};
use crate::rest::order::{Order, OrderState};
use crate::rest::request::{Method, Request};

impl Telnyx {
    /// Orders a number for an application and a messaging profile, so that its first call arrives.
    pub(super) fn place_order(&self, order: &Order) -> Operation<OrderState> {
        let (api, order) = (self.clone(), order.clone());
        self.resources(&order.setup).then(move |(application, profile)| {
            let mut body = json!({
                "phone_numbers": [{"phone_number": order.phone_number.as_str()}],
                "connection_id": application.as_str(),
                "customer_reference": order.reference,
            });
            if let Some(profile) = profile {
                body["messaging_profile_id"] = json!(profile.as_str());
            }
            let request = Request::json(Method::Post, api.url(["number_orders"]), &body);
            Ok(Step::Send(Self::ask(request, move |json| {
                let state = state(data(&json)?)?;
                match state {
                    Some(state) => Ok(Step::Done(state)),
                    None => Ok(Step::Send(api.find_order(&order))),
                }
            })))
        })
    }

    /// Looks for the number first, and then for the order by our reference.
    pub(super) fn find_order(&self, order: &Order) -> Operation<OrderState> {
        let (api, order) = (self.clone(), order.clone());
        self.number(&order.phone_number).then(move |number| {
            if let Some(number) = number {
                return Ok(Step::Done(OrderState::Done(Box::new(number))));
            }
            let orders = api.list("number_orders", &[("filter[customer_reference]", order.reference.as_str())]);
            Ok(Step::Send(orders.map(move |orders| newest_state(&orders, &order))))
        })
    }
}

/// The state of the orders with our reference. One that is under way counts before one that failed.
fn newest_state(orders: &[Value], order: &Order) -> OrderState {
    let mut failed = None;
    for json in orders.iter().filter(|json| is_for(json, order)) {
        match state(json) {
            Ok(Some(state @ OrderState::Failed(_))) => failed = failed.or(Some(state)),
            Ok(Some(state)) => return state,
            // The order is done, and the number is not in the list yet.
            Ok(None) => {
                let pending = id(json, "id").map(|order| OrderState::Pending { order, needs_address: false });
                return pending.unwrap_or(OrderState::Absent);
            }
            Err(_) => {}
        }
    }
    failed.unwrap_or(OrderState::Absent)
}

/// Whether it is an order of this number with our reference.
fn is_for(json: &Value, order: &Order) -> bool {
    let numbers = json["phone_numbers"].as_array().into_iter().flatten();
    text(json, "customer_reference") == Some(order.reference.as_str())
        && numbers.filter_map(phone_number).any(|number| number == order.phone_number)
}

/// The state of an order; `None` for one that is done.
fn state(json: &Value) -> Result<Option<OrderState>, Fault> {
    let order = id(json, "id").ok_or(Fault::NotTheCarrier)?;
    let needs_address = json["requirements_met"] == false;
    Ok(match text(json, "status") {
        Some("success") => None,
        Some("pending") => Some(OrderState::Pending { order, needs_address }),
        Some("failure") if needs_address => Some(OrderState::Failed(Fault::AddressNeeded)),
        Some("failure") => Some(OrderState::Failed(Fault::NumberGone)),
        _ => return Err(Fault::NotTheCarrier),
    })
}
