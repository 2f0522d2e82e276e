//! The question of a saved report in the JSON API.

use crewline_core::access::Viewpoint;
use crewline_core::reports::analytics::Measure;
use crewline_core::reports::calendar::PeriodChoice;
use crewline_core::reports::saved::SavedQuestion;
use crewline_core::time::day_of;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};

use super::analytics_question;
use super::api::refuse;
use crate::api::one_or_many::{Words, words_schema};
use crate::api::schema_words;
use crate::http::api_failure::ApiFailure;
use crate::http::extract::QueryString;
use crate::state::App;

/// The question of a report, without the numbers, groups, sources and tags that the member does not see.
#[derive(Serialize, ToSchema)]
#[schema(as = ReportQuestion)]
pub(crate) struct ShownQuestion {
    group_by: Vec<&'static str>,
    /// The figures that are shown, the chart's first. None means the usual ones.
    measures: Vec<&'static str>,
    #[schema(schema_with = period_schema)]
    period: QuestionPeriod,
    #[schema(schema_with = schema_words::report_compare)]
    compare: &'static str,
    #[schema(required)]
    sort: Option<String>,
    number_id: Vec<String>,
    group_id: Vec<String>,
    source: Vec<String>,
    status: Vec<&'static str>,
    tag: Vec<String>,
    qualified: Vec<&'static str>,
    /// `spam` where spam and the calls of blocked callers are counted, too.
    #[schema(required)]
    include: Option<&'static str>,
}

/// The name of a period, or two days.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum QuestionPeriod {
    Named(String),
    Days(QuestionDays),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionDays {
    from: String,
    to: String,
}

fn period_schema() -> Schema {
    let day = || ObjectBuilder::new().schema_type(Type::String);
    let days = ObjectBuilder::new().property("from", day()).property("to", day()).required("from").required("to");
    Schema::OneOf(OneOfBuilder::new().item(schema_words::report_period()).item(days).build())
}

impl From<&SavedQuestion> for ShownQuestion {
    fn from(saved: &SavedQuestion) -> Self {
        let (question, filter) = (&saved.question, &saved.question.filter);
        Self {
            group_by: question.group_by.as_slice().iter().map(|grouping| grouping.word()).collect(),
            measures: saved.measures.iter().map(|measure| measure.word()).collect(),
            period: match question.period {
                PeriodChoice::Named(name) => QuestionPeriod::Named(name.to_string()),
                PeriodChoice::Days { from, to } => {
                    QuestionPeriod::Days(QuestionDays { from: from.to_string(), to: to.to_string() })
                }
            },
            compare: question.compare.word(),
            sort: question.sort.map(|sort| sort.to_string()),
            number_id: filter.numbers().iter().map(ToString::to_string).collect(),
            group_id: filter.groups().iter().map(ToString::to_string).collect(),
            source: filter.sources().to_vec(),
            status: filter.statuses().iter().map(|status| status.word()).collect(),
            tag: filter.tags().to_vec(),
            qualified: filter.qualified().iter().map(|said| said.word()).collect(),
            include: filter.includes_spam().then_some("spam"),
        }
    }
}

/// A question to the analytics. A call has to match one value of each filter that is given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Question {
    /// Up to three groupings, as in `GET /analytics/calls`.
    #[schema(schema_with = words_schema, required = false)]
    group_by: Words,
    /// The figures that are shown, the chart's first. Without any, the usual ones.
    #[schema(schema_with = words_schema, required = false)]
    measures: Words,
    /// Without one, the last 30 days.
    #[schema(schema_with = period_schema, required = false)]
    period: Option<QuestionPeriod>,
    /// The period that it is compared with.
    #[schema(schema_with = schema_words::report_compare, required = false)]
    compare: Option<String>,
    /// A grouping of the question or a measure, as in `GET /analytics/calls`.
    #[schema(required = false)]
    sort: Option<String>,
    /// Calls of these numbers, by their ids.
    #[schema(schema_with = words_schema, required = false)]
    number_id: Words,
    /// Calls of the numbers that are in these groups, by their ids.
    #[schema(schema_with = words_schema, required = false)]
    group_id: Words,
    #[schema(schema_with = words_schema, required = false)]
    source: Words,
    #[schema(schema_with = words_schema, required = false)]
    status: Words,
    /// Calls with one of these tags, by their names.
    #[schema(schema_with = words_schema, required = false)]
    tag: Words,
    /// `true`, `false` or `none`.
    #[schema(schema_with = words_schema, required = false)]
    qualified: Words,
    /// `spam` counts spam and the calls of blocked callers, too.
    #[schema(required = false)]
    include: Option<String>,
}

impl Question {
    /// Reads it by the checks of a question in an address.
    ///
    /// # Errors
    /// Names the first field that can't be read.
    pub(super) fn read(self, app: &App, viewpoint: &Viewpoint) -> Result<SavedQuestion, ApiFailure> {
        let zone = TimeZone::get(viewpoint.business_time_zone()).unwrap_or(TimeZone::UTC);
        let named = self.measures.0.iter().map(|word| word.parse::<Measure>());
        let measures: Vec<Measure> = named
            .collect::<Result<_, _>>()
            .map_err(|_| ApiFailure::field("measures", "Use measures such as calls, missed or talk_seconds."))?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        match self.period {
            None => {}
            Some(QuestionPeriod::Named(name)) => {
                query.append_pair("period", &name);
            }
            Some(QuestionPeriod::Days(QuestionDays { from, to })) => {
                query.append_pair("from", &from).append_pair("to", &to);
            }
        }
        for (name, word) in [("compare", self.compare), ("sort", self.sort), ("include", self.include)] {
            query.append_pair(name, &word.unwrap_or_default());
        }
        for (name, words) in [
            ("group_by", self.group_by),
            ("number_id", self.number_id),
            ("group_id", self.group_id),
            ("source", self.source),
            ("status", self.status),
            ("tag", self.tag),
            ("qualified", self.qualified),
        ] {
            query.extend_pairs(words.0.iter().map(|word| (name, word)));
        }
        let form = QueryString::of(&query.finish(), "");
        let question = analytics_question::read(&form, day_of(app.db.now(), &zone)).map_err(refuse)?;
        Ok(SavedQuestion { question, measures })
    }
}
