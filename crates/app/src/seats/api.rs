//! Seats in the JSON API.

use axum::Json;
use axum::extract::State;
use crewline_core::access::{May, actions};
use crewline_core::seats;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Answer;
use crate::api::refusals::{Always, ByRole};
use crate::http::guard::Api;
use crate::state::App;

/// The seats of the business: used and allowed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Seats {
    /// The number of members and pending invitations.
    used: i64,
    /// The number of seats in the plan; null means unlimited.
    #[schema(required)]
    limit: Option<i64>,
}

/// The seats of the business: used and allowed.
#[utoipa::path(
    get, path = "/api/v1/seats", tag = "seats", operation_id = "seats",
    responses((status = 200, description = "Seats used and allowed", body = Seats), Always, ByRole),
)]
pub(crate) async fn show(Api(may): Api<May<actions::SeeUsers>>, State(app): State<App>) -> Answer<Seats> {
    let usage = seats::usage(&app.db, &may, &app.config.terms.plans).await?;
    Ok(Json(Seats { used: usage.seats.used, limit: usage.seats.limit }))
}
