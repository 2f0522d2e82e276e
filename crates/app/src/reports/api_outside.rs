//! Addresses outside the team to which a report is mailed, in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, actions};
use crewline_core::members::OutsideRecipient;
use crewline_core::reports::saved::{self, OutsideChange, OutsideDraft, SavedReport, ScheduleRecipients};
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::refusals::{Always, ByRole, OnOne, WithBody};
use crate::api::{Answer, patch};
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract;
use crate::http::guard::Api;
use crate::number_access::api::{NumberAccess, NumberAccessChange};
use crate::state::App;

/// A reader of a scheduled report.
#[derive(Serialize, ToSchema)]
#[schema(as = ReportRecipient)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Recipient {
    /// A member.
    Member {
        /// The member's id.
        member_id: String,
        /// The member's display name.
        name: String,
    },
    /// An address outside the team.
    Outside {
        /// The address, with what it sees.
        recipient: ShownRecipient,
    },
}

/// An address outside the team to which a report is mailed.
#[derive(Serialize, ToSchema)]
#[schema(as = OutsideRecipient)]
pub(crate) struct ShownRecipient {
    id: String,
    report_id: String,
    /// The address, as typed.
    email: String,
    /// The name of its reader; may be empty.
    name: String,
    number_access: NumberAccess,
    /// The name of the member who gave it this access.
    access_given_by: String,
    #[schema(value_type = String, format = DateTime)]
    access_given_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    added_at: Timestamp,
    /// When the last letter was sent.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
    /// Why none was sent the last time, in a sentence.
    #[schema(required)]
    problem: Option<String>,
}

/// One address outside the team.
#[derive(Serialize, ToSchema)]
#[schema(as = OneOutsideRecipient)]
pub(crate) struct One {
    recipient: ShownRecipient,
}

impl From<OutsideRecipient> for ShownRecipient {
    fn from(recipient: OutsideRecipient) -> Self {
        Self {
            id: recipient.id.to_string(),
            report_id: recipient.report.to_string(),
            number_access: recipient.access.into(),
            access_given_by: recipient.giver,
            access_given_at: recipient.granted_at,
            added_at: recipient.added_at,
            sent_at: recipient.sent_at,
            problem: recipient.problem,
            email: recipient.email,
            name: recipient.name,
        }
    }
}

/// The readers of a report: members, then addresses outside the team.
pub(super) fn recipients(of: ScheduleRecipients) -> Vec<Recipient> {
    let members = of.members.into_iter().map(|(id, name)| Recipient::Member { member_id: id.to_string(), name });
    members.chain(of.outside.into_iter().map(|recipient| Recipient::Outside { recipient: recipient.into() })).collect()
}

/// An address to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRecipient {
    /// The address, which may be no active member's.
    #[serde(default)]
    #[schema(required)]
    email: String,
    /// The name of its reader.
    #[serde(default)]
    #[schema(max_length = 80)]
    name: String,
    /// Its number access, which has no default.
    #[schema(required)]
    number_access: Option<NumberAccessChange>,
}

/// A change of an address. Fields that are left out stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecipientChange {
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = String, required = false, max_length = 80)]
    name: Option<String>,
    /// Its number access. The member who sets it answers for it from then on.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = NumberAccessChange, required = false)]
    number_access: Option<NumberAccessChange>,
}

/// Adds an address outside the team to the readers of a scheduled report: Owners and Admins who may edit it.
#[utoipa::path(
    post, path = "/api/v1/reports/{report}/recipients", tag = "reports", operation_id = "add_report_recipient",
    params(("report" = String, Path, description = "The report's id")),
    request_body = NewRecipient,
    responses(
        (status = 201, description = "It is added", body = One),
        (status = 409, description = "The report has no schedule, or as many addresses as it may", body = Problem),
        Always, ByRole, OnOne, WithBody,
    ),
)]
pub(crate) async fn create(
    Api(held): Api<Held<SavedReport, actions::MailOutside>>,
    State(app): State<App>,
    extract::Json(new): extract::Json<NewRecipient>,
) -> Result<(StatusCode, Json<One>), ApiFailure> {
    let draft = OutsideDraft { email: new.email, name: new.name, access: new.number_access.map(Into::into) };
    let recipient = saved::add_outside(&app.db, &held, &draft).await?;
    Ok((StatusCode::CREATED, Json(One { recipient: recipient.into() })))
}

/// An address outside the team, of any report of the business.
#[utoipa::path(
    get, path = "/api/v1/report-recipients/{recipient}", tag = "reports", operation_id = "find_report_recipient",
    params(("recipient" = String, Path, description = "The recipient's id")),
    responses((status = 200, description = "The address, with what it sees", body = One), Always, ByRole, OnOne),
)]
pub(crate) async fn show(Api(held): Api<Held<OutsideRecipient, actions::SeeUsers>>) -> Answer<One> {
    let (_, recipient) = held.into_parts();
    Ok(Json(One { recipient: recipient.into() }))
}

/// Changes what an address outside the team sees, or its name: Owners and Admins.
#[utoipa::path(
    patch, path = "/api/v1/report-recipients/{recipient}", tag = "reports", operation_id = "edit_report_recipient",
    params(("recipient" = String, Path, description = "The recipient's id")),
    request_body = RecipientChange,
    responses((status = 200, description = "The address after the change", body = One), Always, ByRole, OnOne, WithBody),
)]
pub(crate) async fn update(
    Api(held): Api<Held<OutsideRecipient, actions::MailOutside>>,
    State(app): State<App>,
    extract::Json(change): extract::Json<RecipientChange>,
) -> Answer<One> {
    let change = OutsideChange { name: change.name, access: change.number_access.map(Into::into) };
    let recipient = saved::edit_outside(&app.db, &held, &change).await?;
    Ok(Json(One { recipient: recipient.into() }))
}

/// Removes an address outside the team: Owners and Admins.
#[utoipa::path(
    delete, path = "/api/v1/report-recipients/{recipient}", tag = "reports", operation_id = "remove_report_recipient",
    params(("recipient" = String, Path, description = "The recipient's id")),
    responses((status = 204, description = "It is removed"), Always, ByRole, OnOne),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<OutsideRecipient, actions::MailOutside>>,
    State(app): State<App>,
) -> Result<StatusCode, ApiFailure> {
    saved::remove_outside(&app.db, &held).await?;
    Ok(StatusCode::NO_CONTENT)
}
