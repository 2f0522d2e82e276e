//! Analytics: a question about calls, and its answer as a chart and a table.

use askama::Template;

use super::change::Change;
use crate::view::charts::{HeatMap, Ranking, TimeChart};
use crate::view::{Icon, Layout, Pager, SelectField, Sort, Tab, TextField};

/// The page: the question as a form, and the answer.
#[derive(Template)]
#[template(path = "reports/analytics.html")]
pub(crate) struct Analytics {
    pub(crate) layout: Layout,
    /// The question.
    pub(crate) question: QuestionForm,
    /// The answer.
    pub(crate) results: AnalyticsResults,
}

/// The question with its current values. The options name only what the viewpoint sees.
pub(crate) struct QuestionForm {
    /// `period`: the name of the period; empty for two days.
    pub(crate) period: String,
    /// `sort`: the order of the table.
    pub(crate) sort: String,
    /// `from`: the first day, in the business's time zone.
    pub(crate) from: TextField,
    /// `to`: the last day, in the business's time zone.
    pub(crate) to: TextField,
    /// `compare`: the other period.
    pub(crate) compare: SelectField,
    /// `group_by`, three times, each with its label.
    pub(crate) groupings: [(&'static str, SelectField); 3],
    /// The sentence that says what to change about the groupings.
    pub(crate) groupings_error: Option<String>,
    /// `measure`: the figure of the chart.
    pub(crate) measure: SelectField,
    /// The filters.
    pub(crate) filters: Vec<FilterField>,
    /// The values of filters beyond the first of each.
    pub(crate) others: Vec<OtherValue>,
    /// The form that saves the question; `None` when the viewpoint may not save, or there is no answer.
    pub(crate) save: Option<String>,
    /// The links to the exports; `None` when the viewpoint may not export, or there is nothing to export.
    pub(crate) export: Option<Exports>,
}

/// The addresses of the exports of the same question.
pub(crate) struct Exports {
    pub(crate) csv: String,
    pub(crate) xlsx: String,
}

/// A filter.
pub(crate) struct FilterField {
    pub(crate) label: &'static str,
    pub(crate) field: SelectField,
    /// The words for none.
    pub(crate) any: &'static str,
    /// Whether it may have so many options that they are searched.
    pub(crate) is_searchable: bool,
}

/// A further value of a filter.
pub(crate) struct OtherValue {
    /// The filter's name in the address.
    pub(crate) name: &'static str,
    pub(crate) value: String,
    /// The filter and the value in words: `Source: Radio`.
    pub(crate) label: String,
    /// The same question without it.
    pub(crate) remove: String,
}

impl QuestionForm {
    /// How many filters are set.
    fn count(&self) -> usize {
        let chosen = self.filters.iter().map(|filter| &filter.field.value);
        let typed = [&self.from.value, &self.to.value];
        chosen.chain(typed).filter(|value| !value.is_empty()).count() + self.others.len()
    }
}

/// The part of the page that is reloaded when the question changes. It is the whole answer when the request's `x-fragment` header
/// is `results`.
#[derive(Template)]
#[template(path = "reports/analytics_results.html")]
pub(crate) struct AnalyticsResults {
    /// The business's part of the address.
    pub(crate) slug: String,
    /// The periods to choose from.
    pub(crate) periods: Vec<Tab>,
    /// The days, what they are compared with, and the time zone.
    pub(crate) about: String,
    /// Whether the figures are those of a former time zone, since those of the new one are being counted.
    pub(crate) is_rebuilding: bool,
    /// When the calls were read, where the answer was prepared.
    pub(crate) as_of: Option<AsOf>,
    pub(crate) content: Content,
}

/// When the calls of an answer that was prepared were read.
pub(crate) struct AsOf {
    /// The moment, in words.
    pub(crate) moment: String,
    pub(crate) again: PrepareForm,
}

/// The form that has an answer prepared.
pub(crate) struct PrepareForm {
    pub(crate) action: String,
    /// The period of Log in as that the form is bound to.
    pub(crate) period: Option<String>,
}

/// A question of so many calls that its answer has to be prepared.
pub(crate) struct LargeQuestion {
    /// How many calls it reads, in words.
    pub(crate) calls: String,
    pub(crate) prepare: PrepareForm,
    /// How far the answer is prepared; `None` when it was not asked for.
    pub(crate) progress: Option<Progress>,
    /// The address of this page.
    pub(crate) address: String,
    /// Why the last preparation has no answer.
    pub(crate) problem: Option<String>,
}

impl LargeQuestion {
    fn about(&self) -> String {
        format!(
            "This question reads {}, which takes a while. The answer shows here, and is kept for a day.",
            self.calls
        )
    }
}

/// How far an answer is prepared.
pub(crate) struct Progress {
    /// The calls that are read, of all, in words.
    pub(crate) calls: String,
    /// The share of them, in hundredths.
    pub(crate) percent: i64,
}

impl askama::filters::HtmlSafe for AnalyticsResults {}

impl AnalyticsResults {
    /// Whether the answer is being prepared, so that the page is fetched again.
    fn is_preparing(&self) -> bool {
        matches!(&self.content, Content::Large(large) if large.progress.is_some())
    }

    /// Whether the viewpoint sees any number.
    fn has_numbers(&self) -> bool {
        !matches!(self.content, Content::NoNumber { .. })
    }
}

/// The content of the page.
pub(crate) enum Content {
    /// The viewpoint sees no number.
    NoNumber {
        /// Whether the role may add numbers.
        may_add: bool,
    },
    /// The question can't be answered, with what to change.
    Refused(String),
    /// There are too many calls to read them now.
    Large(Box<LargeQuestion>),
    /// No call is counted, in this period or the other.
    NoCalls {
        /// Whether any filter is set.
        is_filtered: bool,
    },
    Answer(Box<Answer>),
}

/// The answer.
pub(crate) struct Answer {
    /// The figure of the chart and the groupings, in words.
    pub(crate) title: String,
    pub(crate) chart: Chart,
    pub(crate) table: Table,
}

/// The chart that fits the question.
pub(crate) enum Chart {
    OverTime(TimeChart),
    Bars {
        ranking: Ranking,
        /// The parts of the bars: the class of each one's colour, and its name. Empty where they are those of every report.
        legend: Vec<(&'static str, String)>,
        /// How many things have no bar, in words; empty where all have one.
        rest: String,
    },
    Week(Box<HeatMap>),
    /// No chart fits, with the reason.
    None(String),
}

/// The table.
pub(crate) struct Table {
    /// The heads of the groupings.
    pub(crate) groupings: Vec<Sort>,
    /// The head of the calls.
    pub(crate) calls: Sort,
    /// The head of the change, and the figure that changes; `None` when nothing is compared.
    pub(crate) change: Option<(Sort, String)>,
    /// The heads of the other measures.
    pub(crate) measures: Vec<Sort>,
    pub(crate) rows: Vec<TableRow>,
    pub(crate) total: TableRow,
    /// Which of the rows the page has, and how many there are.
    pub(crate) about: String,
    pub(crate) pager: Pager,
    /// Whether a call may be in several rows.
    pub(crate) is_by_tag: bool,
}

/// A row of the table.
pub(crate) struct TableRow {
    /// The names of its keys.
    pub(crate) names: Vec<String>,
    pub(crate) calls: Cell,
    /// Its share of all calls.
    pub(crate) share: String,
    /// The change of the chart's figure since the other period.
    pub(crate) change: Option<Change>,
    /// The other measures, in the order of the heads.
    pub(crate) figures: Vec<Cell>,
}

/// A figure.
pub(crate) struct Cell {
    pub(crate) text: String,
    /// The list of the calls that it counts.
    pub(crate) href: Option<String>,
}
