//! Messaging profiles, which have the address for texts. An opt-out counts for a whole profile.

use serde_json::json;

use super::Telnyx;
use super::resources::Shared;
use crate::id::CarrierId;
use crate::rest::operation::Operation;
use crate::rest::order::Setup;
use crate::rest::search::CountryCode;

impl Telnyx {
    /// The id of the messaging profile of a setup. `None` leaves the number's profile as it is.
    pub(super) fn profile(&self, setup: &Setup) -> Option<Operation<CarrierId>> {
        let message = setup.addresses.message.as_ref()?;
        let destinations: Vec<&str> = setup.destinations.iter().map(CountryCode::as_str).collect();
        Some(self.shared(Shared {
            kind: "messaging_profiles",
            name_field: "name",
            filter: "filter[name]",
            name: setup.messaging_profile.clone(),
            fields: json!({"webhook_url": message, "webhook_api_version": "2"}),
            new_fields: json!({"enabled": true, "whitelisted_destinations": destinations}),
        }))
    }
}
