//! The filters of a view in the JSON API.

use crewline_core::access::Viewpoint;
use crewline_core::call_views::{ViewDays, ViewQuestion};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::question::{NO_GROUP, PERIOD, Reader};
use super::view_question;
use crate::api::one_or_many::{Words, words_schema};
use crate::api::schema_words;
use crate::http::api_failure::ApiFailure;
use crate::http::extract::QueryString;
use crate::state::App;

/// The filters of a view, without the numbers, groups, sources and tags that the member does not see.
#[derive(Serialize, ToSchema)]
#[schema(as = CallViewQuestion)]
pub(super) struct ShownViewQuestion {
    number_id: Vec<String>,
    /// `none` for the numbers without a group.
    group_id: Vec<String>,
    source: Vec<String>,
    source_none: bool,
    status: Vec<&'static str>,
    outcome: Vec<&'static str>,
    tag: Vec<String>,
    tag_none: bool,
    qualified: Vec<&'static str>,
    #[schema(required)]
    spam: Option<bool>,
    #[schema(required)]
    first_time: Option<bool>,
    hour_of_day: Vec<u8>,
    day_of_week: Vec<u8>,
    /// The name of a period, which moves with the day on which the view is opened.
    #[schema(required)]
    period: Option<&'static str>,
    /// The first of fixed days.
    #[schema(required)]
    from: Option<String>,
    /// The last of fixed days.
    #[schema(required)]
    to: Option<String>,
    #[schema(required)]
    q: Option<String>,
}

impl From<&ViewQuestion> for ShownViewQuestion {
    fn from(question: &ViewQuestion) -> Self {
        let filter = question.filter();
        let (period, from, to) = match question.days() {
            ViewDays::All => (None, None, None),
            ViewDays::Named(name) => (Some(name.word()), None, None),
            ViewDays::Fixed { from, to } => (None, from, to),
        };
        let no_group = filter.no_group.then(|| NO_GROUP.to_owned());
        Self {
            number_id: filter.numbers.iter().map(ToString::to_string).collect(),
            group_id: filter.groups.iter().map(ToString::to_string).chain(no_group).collect(),
            source: filter.sources.iter().filter(|source| !source.is_empty()).cloned().collect(),
            source_none: filter.sources.iter().any(String::is_empty),
            status: filter.statuses.iter().map(|status| status.word()).collect(),
            outcome: filter.outcomes.iter().map(|outcome| outcome.word()).collect(),
            tag: filter.tags.clone(),
            tag_none: filter.no_tag,
            qualified: filter.qualified.iter().map(|said| said.word()).collect(),
            spam: filter.spam,
            first_time: filter.first_time,
            hour_of_day: question.hours_of_day().to_vec(),
            day_of_week: question.days_of_week().to_vec(),
            period,
            from: from.map(|day| day.to_string()),
            to: to.map(|day| day.to_string()),
            q: filter.q.clone(),
        }
    }
}

/// The filters of a view, as those of `GET /calls`: a call has to match all of them, and one value of each.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = NewCallViewQuestion)]
pub(super) struct TypedViewQuestion {
    /// Calls of these numbers, by their ids.
    #[schema(schema_with = words_schema, required = false)]
    number_id: Words,
    /// Calls of the numbers that are in these groups, by their ids; `none` for those in no group.
    #[schema(schema_with = words_schema, required = false)]
    group_id: Words,
    #[schema(schema_with = words_schema, required = false)]
    source: Words,
    /// `true`: calls whose number had no source; besides those of `source`.
    #[schema(required = false)]
    source_none: bool,
    #[schema(schema_with = words_schema, required = false)]
    status: Words,
    /// As in `GET /calls`: `answered`, `voicemail`, `missed` or `under_way`.
    #[schema(schema_with = words_schema, required = false)]
    outcome: Words,
    /// Calls with one of these tags, by their names.
    #[schema(schema_with = words_schema, required = false)]
    tag: Words,
    /// `true`: calls without a tag; besides those of `tag`.
    #[schema(required = false)]
    tag_none: bool,
    /// `true`, `false` or `none`.
    #[schema(schema_with = words_schema, required = false)]
    qualified: Words,
    #[schema(required = false)]
    spam: Option<bool>,
    #[schema(required = false)]
    first_time: Option<bool>,
    /// From 0 to 23, in the business's time zone.
    #[schema(required = false)]
    hour_of_day: Vec<u8>,
    /// From 1 for Monday to 7.
    #[schema(required = false)]
    day_of_week: Vec<u8>,
    /// A period by its name, where neither `from` nor `to` is given.
    #[schema(schema_with = schema_words::report_period, required = false)]
    period: Option<String>,
    /// The first of fixed days, such as 2026-03-01.
    #[schema(required = false)]
    from: Option<String>,
    /// The last of fixed days.
    #[schema(required = false)]
    to: Option<String>,
    /// A search for callers.
    #[schema(required = false, max_length = 200)]
    q: Option<String>,
}

impl TypedViewQuestion {
    /// Reads it by the checks of the filters in an address.
    ///
    /// # Errors
    /// Names the first filter that can't be read.
    pub(super) fn read(self, app: &App, viewpoint: &Viewpoint) -> Result<ViewQuestion, ApiFailure> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let text = |set: Option<bool>| set.map(|set| set.to_string());
        let once = [
            ("q", self.q),
            ("source_none", self.source_none.then(|| "true".to_owned())),
            ("tag_none", self.tag_none.then(|| "true".to_owned())),
            ("spam", text(self.spam)),
            ("first_time", text(self.first_time)),
            (PERIOD, self.period),
            ("from", self.from),
            ("to", self.to),
        ];
        query.extend_pairs(once.into_iter().filter_map(|(name, value)| Some((name, value?))));
        for (name, words) in [
            ("number_id", self.number_id),
            ("group_id", self.group_id),
            ("source", self.source),
            ("status", self.status),
            ("outcome", self.outcome),
            ("tag", self.tag),
            ("qualified", self.qualified),
        ] {
            query.extend_pairs(words.0.iter().map(|word| (name, word)));
        }
        for (name, values) in [("hour_of_day", self.hour_of_day), ("day_of_week", self.day_of_week)] {
            query.extend_pairs(values.iter().map(|value| (name, value.to_string())));
        }
        let form = QueryString::of(&query.finish(), "");
        let question = view_question::read(app, viewpoint, &form, Reader::Api);
        question.map_err(|error| ApiFailure::field(error.name, error.sentence))
    }
}
