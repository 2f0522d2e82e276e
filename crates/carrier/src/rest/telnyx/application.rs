//! TeXML applications, which have the addresses for calls.

use serde_json::{Value, json};

use super::Telnyx;
use super::resources::Shared;
use crate::id::CarrierId;
use crate::rest::json::{address, text};
use crate::rest::operation::Operation;
use crate::rest::order::Setup;

/// The addresses of an application.
#[derive(Clone, Debug, Default)]
pub(super) struct Application {
    pub(super) voice: Option<String>,
    pub(super) fallback: Option<String>,
    pub(super) status: Option<String>,
    pub(super) is_posted: bool,
}

impl Application {
    pub(super) fn read(json: &Value) -> Self {
        let methods = ["voice_method", "status_callback_method"];
        let is_post = |name: &&str| text(json, name).is_none_or(|method| method.eq_ignore_ascii_case("post"));
        Self {
            voice: address(json, "voice_url"),
            fallback: address(json, "voice_fallback_url"),
            status: address(json, "status_callback"),
            is_posted: methods.iter().all(is_post),
        }
    }
}

impl Telnyx {
    /// The id of the application of a setup.
    pub(super) fn application(&self, setup: &Setup) -> Operation<CarrierId> {
        let addresses = &setup.addresses;
        self.shared(Shared {
            kind: "texml_applications",
            name_field: "friendly_name",
            filter: "filter[friendly_name]",
            name: setup.application.clone(),
            fields: json!({
                "voice_url": addresses.voice,
                "voice_fallback_url": addresses.fallback,
                "voice_method": "post",
                "status_callback": addresses.status,
                "status_callback_method": "post",
            }),
            new_fields: json!({"active": true}),
        })
    }
}
