//! Rules for qualified calls in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, May, actions};
use crewline_core::calls::qualification::{self, PREVIEW_DAYS};
use crewline_core::qualified_rules::{
    self, ConditionsDraft, Draft, HoursDraft, Matches, Names, Review, Rule, RuleList,
};
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::refusals::{Always, ByRole, OnOne, WithBody, WithParameters};
use crate::api::{Answer, patch, schema_words};
use crate::calls::api_call::CallRow;
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract::{self, Params};
use crate::http::guard::Api;
use crate::state::App;

/// The rules that say of calls that they are qualified.
#[derive(Serialize, ToSchema)]
pub(crate) struct QualifiedRules {
    /// In their order.
    qualified_rules: Vec<ShownRule>,
    /// How far past calls are gone over by the rules; null if nobody has ever asked for it.
    #[schema(required)]
    review: Option<ShownReview>,
}

/// One rule.
#[derive(Serialize, ToSchema)]
#[schema(as = OneQualifiedRule)]
pub(crate) struct One {
    qualified_rule: ShownRule,
}

/// A rule that says of calls that they are qualified.
#[derive(Serialize, ToSchema)]
#[schema(as = QualifiedRule)]
struct ShownRule {
    id: String,
    /// Its name; null for none.
    #[schema(required)]
    name: Option<String>,
    /// Whether a call has to meet all of the conditions, or any.
    #[schema(schema_with = schema_words::rule_matches)]
    matches: Matches,
    conditions: RuleConditions,
    /// The rule in a plain sentence.
    sentence: String,
}

/// The conditions of a rule. One that is null, false or empty is not asked for.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = QualifiedRuleConditions)]
struct RuleConditions {
    /// The two sides talked at least so long.
    #[schema(minimum = 1, maximum = 86_400)]
    min_talk_seconds: Option<i64>,
    /// It is the caller's first call to the number.
    first_time: bool,
    /// The two sides talked.
    answered: bool,
    /// It came by one of these sources.
    sources: Vec<String>,
    /// Its number is in one of these groups.
    group_ids: Vec<String>,
    /// It came in these hours, by the clocks of the business's time zone.
    hours: Option<RuleHours>,
    /// It carries one of these tags, which are given by name.
    tags: Vec<String>,
}

/// Hours of the week. Those that end no later than they begin end on the next day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = QualifiedRuleHours)]
struct RuleHours {
    /// The days on which they begin: Monday is 1, Sunday is 7.
    days: Vec<i64>,
    /// When they begin, such as `09:00`.
    from: String,
    /// When they end, such as `17:30`.
    to: String,
}

/// How far past calls are gone over by the rules, from the newest on.
#[derive(Serialize, ToSchema)]
#[schema(as = ReviewOfPastCalls)]
struct ShownReview {
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    /// The newest calls down to this moment are done; null before the first of them.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    reached: Option<Timestamp>,
    /// How many calls that is.
    calls: i64,
    /// Of these, those that are qualified now and were not before.
    qualified: i64,
    /// Of these, those that a rule had qualified and no rule does any more.
    no_longer_qualified: i64,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    finished_at: Option<Timestamp>,
}

/// A rule to add, or to look at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewQualifiedRule {
    #[serde(default)]
    #[schema(max_length = 80)]
    name: Option<String>,
    /// `all` if it is left out.
    #[serde(default)]
    #[schema(schema_with = schema_words::rule_matches, required = false)]
    matches: Option<String>,
    #[serde(default)]
    #[schema(required)]
    conditions: RuleConditions,
    /// Whether the calls that have ended already are gone over, too.
    #[serde(default)]
    review_past_calls: bool,
}

/// A change of a rule. Fields that are left out stay as they are; `conditions` are replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QualifiedRuleChange {
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>, max_length = 80)]
    name: Option<Option<String>>,
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(schema_with = schema_words::rule_matches, required = false)]
    matches: Option<String>,
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = RuleConditions, required = false)]
    conditions: Option<RuleConditions>,
    /// Its place among the rules, from 1 on.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = u32, required = false, minimum = 1)]
    place: Option<u32>,
    /// Whether the calls that have ended already are gone over, too.
    #[serde(default)]
    review_past_calls: bool,
}

/// The parameter of a removal.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Removal {
    /// Whether the calls that have ended already are gone over, too.
    review_past_calls: Option<bool>,
}

/// The calls that a rule would have qualified.
#[derive(Serialize, ToSchema)]
#[schema(as = OneQualifiedRulePreview)]
pub(crate) struct QualifiedPreview {
    preview: ShownPreview,
}

/// Previews a rule: the calls of the last days that it would have qualified, of those that the member sees.
#[derive(Serialize, ToSchema)]
#[schema(as = QualifiedRulePreview)]
struct ShownPreview {
    /// The rule in a plain sentence.
    sentence: String,
    /// The days that were looked at.
    days: i64,
    /// How many calls were looked at: those that have ended, without spam and blocked callers.
    calls: usize,
    /// Of these, those that it would have marked as qualified.
    qualified: usize,
    /// Of these, those that match and stay as they are, since a person has said whether they are qualified.
    said_by_a_person: usize,
    /// Whether there are more calls in these days: then the newest were looked at.
    is_partial: bool,
    /// The newest of the calls that it would have marked.
    sample_calls: Vec<CallRow>,
}

fn shown_rule(rule: Rule, names: &Names) -> ShownRule {
    let sentence = names.sentence(&rule);
    let ConditionsDraft { min_talk_seconds, first_time, answered, sources, group_ids, hours, tags } =
        ConditionsDraft::of(&rule.conditions, names);
    let hours = hours.map(|HoursDraft { days, from, to }| RuleHours { days, from, to });
    let conditions = RuleConditions { min_talk_seconds, first_time, answered, sources, group_ids, hours, tags };
    let name = Some(rule.name).filter(|name| !name.is_empty());
    ShownRule { id: rule.id.to_string(), name, matches: rule.matches, conditions, sentence }
}

impl From<RuleConditions> for ConditionsDraft {
    fn from(conditions: RuleConditions) -> Self {
        let RuleConditions { min_talk_seconds, first_time, answered, sources, group_ids, hours, tags } = conditions;
        let hours = hours.map(|RuleHours { days, from, to }| HoursDraft { days, from, to });
        Self { min_talk_seconds, first_time, answered, sources, group_ids, hours, tags }
    }
}

impl From<Review> for ShownReview {
    fn from(review: Review) -> Self {
        let Review { requested_at, reached, calls, marked, unmarked, finished_at } = review;
        Self { requested_at, reached, calls, qualified: marked, no_longer_qualified: unmarked, finished_at }
    }
}

impl NewQualifiedRule {
    fn draft(self) -> (Draft, bool) {
        let draft = Draft {
            name: self.name.unwrap_or_default(),
            matches: self.matches.unwrap_or_else(|| Matches::All.word().to_owned()),
            conditions: self.conditions.into(),
        };
        (draft, self.review_past_calls)
    }
}

async fn list(app: &App, may: &May<actions::SeeQualifiedRules>) -> Result<RuleList, ApiFailure> {
    Ok(qualified_rules::list(&app.db, may).await?)
}

/// A rule as it is now.
async fn one(app: &App, may: &May<actions::EditQualifiedRules>, rule: Rule) -> Result<One, ApiFailure> {
    let RuleList { names, .. } = list(app, &may.viewpoint().may()?).await?;
    Ok(One { qualified_rule: shown_rule(rule, &names) })
}

/// The rules, in their order, and how far past calls are gone over by them.
#[utoipa::path(
    get, path = "/api/v1/qualified-rules", tag = "qualified rules", operation_id = "list_qualified_rules",
    responses((status = 200, description = "The rules", body = QualifiedRules), Always, ByRole),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeQualifiedRules>>,
    State(app): State<App>,
) -> Answer<QualifiedRules> {
    let RuleList { rules, names } = list(&app, &may).await?;
    let review = qualified_rules::find_review(&app.db, &may).await?;
    Ok(Json(QualifiedRules {
        qualified_rules: rules.into_iter().map(|rule| shown_rule(rule, &names)).collect(),
        review: review.map(ShownReview::from),
    }))
}

/// Adds a rule after the others.
#[utoipa::path(
    post, path = "/api/v1/qualified-rules", tag = "qualified rules", operation_id = "add_qualified_rule",
    request_body = NewQualifiedRule,
    responses(
        (status = 201, description = "It is added", body = One),
        (status = 409, description = "The business has as many rules as it may", body = Problem),
        Always, ByRole, WithBody,
    ),
)]
pub(crate) async fn create(
    Api(may): Api<May<actions::EditQualifiedRules>>,
    State(app): State<App>,
    extract::Json(new): extract::Json<NewQualifiedRule>,
) -> Result<(StatusCode, Json<One>), ApiFailure> {
    let (draft, reviews_past) = new.draft();
    let rule = qualified_rules::add(&app.db, &may, &draft, reviews_past).await?;
    Ok((StatusCode::CREATED, Json(one(&app, &may, rule).await?)))
}

/// Looks at the calls of the last 30 days with a rule, and changes nothing.
#[utoipa::path(
    post, path = "/api/v1/qualified-rules/preview", tag = "qualified rules", operation_id = "preview_qualified_rule",
    request_body = NewQualifiedRule,
    responses(
        (status = 200, description = "What it would have done", body = QualifiedPreview),
        Always, ByRole, WithBody,
    ),
)]
pub(crate) async fn preview(
    Api(may): Api<May<actions::SeeQualifiedRules>>,
    State(app): State<App>,
    extract::Json(new): extract::Json<NewQualifiedRule>,
) -> Answer<QualifiedPreview> {
    let (draft, _) = new.draft();
    let seen = qualification::preview(&app.db, &may, &draft).await?;
    Ok(Json(QualifiedPreview {
        preview: ShownPreview {
            sentence: seen.sentence,
            days: PREVIEW_DAYS,
            calls: seen.calls,
            qualified: seen.marked,
            said_by_a_person: seen.kept,
            is_partial: seen.is_partial,
            sample_calls: seen.samples.into_iter().map(CallRow::from).collect(),
        },
    }))
}

/// Changes a rule, and moves it to another place, in one step.
#[utoipa::path(
    patch, path = "/api/v1/qualified-rules/{rule}", tag = "qualified rules", operation_id = "edit_qualified_rule",
    params(("rule" = String, Path, description = "The rule's id")),
    request_body = QualifiedRuleChange,
    responses((status = 200, description = "The rule after the change", body = One), Always, ByRole, OnOne, WithBody),
)]
pub(crate) async fn update(
    Api(held): Api<Held<Rule, actions::EditQualifiedRules>>,
    State(app): State<App>,
    extract::Json(change): extract::Json<QualifiedRuleChange>,
) -> Answer<One> {
    let RuleList { names, .. } = list(&app, &held.viewpoint().may()?).await?;
    let before = Draft::of(&held, &names);
    let draft = Draft {
        name: change.name.map_or(before.name, Option::unwrap_or_default),
        matches: change.matches.unwrap_or(before.matches),
        conditions: change.conditions.map_or(before.conditions, ConditionsDraft::from),
    };
    let place = change.place.map(|place| usize::try_from(place).unwrap_or(usize::MAX));
    let rule = qualified_rules::edit(&app.db, &held, &draft, place, change.review_past_calls).await?;
    Ok(Json(one(&app, held.may(), rule).await?))
}

/// Removes a rule. Without `review_past_calls` the calls that it qualified stay qualified until one of their facts changes.
#[utoipa::path(
    delete, path = "/api/v1/qualified-rules/{rule}", tag = "qualified rules", operation_id = "remove_qualified_rule",
    params(("rule" = String, Path, description = "The rule's id"), Removal),
    responses((status = 204, description = "It is removed"), Always, ByRole, OnOne, WithParameters),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<Rule, actions::EditQualifiedRules>>,
    State(app): State<App>,
    Params(removal): Params<Removal>,
) -> Result<StatusCode, ApiFailure> {
    qualified_rules::remove(&app.db, &held, removal.review_past_calls == Some(true)).await?;
    Ok(StatusCode::NO_CONTENT)
}
