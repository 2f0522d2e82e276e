//! Error responses in the OpenAPI document. Each call lists the sets that it can return.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::{Ref, RefOr, Response, ResponseBuilder, ResponsesBuilder};

fn problems(list: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let mut responses = ResponsesBuilder::new();
    for (status, sentence) in list {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new().description(*sentence).content("application/json", content);
        responses = responses.response(*status, response);
    }
    responses.build().into()
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $Name:ident { $($status:literal $sentence:literal,)* })*) => {$(
        $(#[$doc])*
        pub(crate) struct $Name;

        impl IntoResponses for $Name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                problems(&[$(($status, $sentence)),*])
            }
        }
    )*};
}

refusals! {
    /// Every call.
    Always {
        "401" "The token is missing or no longer valid",
        "503" "The database does not answer just now",
    }
    /// Calls that not every role may use.
    ByRole {
        "403" "The member's role does not allow it",
    }
    /// Calls on one thing.
    OnOne {
        "404" "Unknown, of another business, or out of the member's number access: one answer for all of them",
    }
    /// Calls with parameters.
    WithParameters {
        "422" "A parameter is invalid: `fields` says which, and what to change",
    }
    /// Calls with a body.
    WithBody {
        "413" "The body is larger than 1 MiB",
        "415" "The body is not sent as application/json",
        "422" "The body is invalid: `fields` says what to change",
    }
}
