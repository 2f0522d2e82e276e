//! The dashboard: the first page of a business.

use askama::Template;

use super::change::Change;
use crate::calls::list_page::CallRow;
use crate::view::charts::{HeatMap, Ranking, Spark, TimeChart};
use crate::view::{Icon, Layout, SelectField, Tab, TextField, When, grouped};

/// The page: the filters, and the figures of the calls that pass them.
#[derive(Template)]
#[template(path = "reports/dashboard.html")]
pub(crate) struct Dashboard {
    pub(crate) layout: Layout,
    /// The filters.
    pub(crate) filters: DashboardFilters,
    /// The figures.
    pub(crate) results: DashboardResults,
}

/// The filters with their current values. The options name only what the viewpoint sees.
pub(crate) struct DashboardFilters {
    /// `period`: the name of the period; empty for two days.
    pub(crate) period: String,
    /// `show`: the part of the chart over time.
    pub(crate) show: String,
    /// `from`: the first day, in the business's time zone.
    pub(crate) from: TextField,
    /// `to`: the last day, in the business's time zone.
    pub(crate) to: TextField,
    /// `compare`: the other period.
    pub(crate) compare: SelectField,
    /// `number_id`.
    pub(crate) number: SelectField,
    /// `group_id`.
    pub(crate) group: SelectField,
    /// `source`.
    pub(crate) source: SelectField,
}

impl DashboardFilters {
    /// How many filters are set.
    fn count(&self) -> usize {
        let chosen = [&self.number, &self.group, &self.source].map(|choices| &choices.value);
        let typed = [&self.from, &self.to].map(|entry| &entry.value);
        chosen.into_iter().chain(typed).filter(|value| !value.is_empty()).count()
    }
}

/// The part of the page that is reloaded when a filter changes or a call arrives. It is the whole answer when the request's
/// `x-fragment` header is `results`.
#[derive(Template)]
#[template(path = "reports/dashboard_results.html")]
pub(crate) struct DashboardResults {
    /// The business's part of the address.
    pub(crate) slug: String,
    /// Names the Log in as that the page is shown under, for its forms.
    pub(crate) period: Option<String>,
    /// The address of the page, to return to after a form.
    pub(crate) address: String,
    /// The periods to choose from.
    pub(crate) periods: Vec<Tab>,
    /// The days, what they are compared with, and the time zone.
    pub(crate) about: String,
    /// Whether the figures are those of a former time zone, since those of the new one are being counted.
    pub(crate) is_rebuilding: bool,
    pub(crate) content: Content,
}

impl askama::filters::HtmlSafe for DashboardResults {}

impl DashboardResults {
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
    /// The period can't be shown, with what to change.
    Refused(String),
    /// No call has come in to any number that the viewpoint sees.
    NoCalls,
    Figures(Box<Figures>),
}

/// The figures.
pub(crate) struct Figures {
    pub(crate) metrics: Vec<Metric>,
    pub(crate) over_time: TimeChart,
    /// The parts that the chart over time may show.
    pub(crate) parts: Vec<Tab>,
    pub(crate) hours: HeatMap,
    /// Top sources, numbers and groups, each with its heading.
    pub(crate) rankings: Vec<(&'static str, Ranking)>,
    pub(crate) to_call_back: Vec<CallBackRow>,
    /// The newest calls.
    pub(crate) newest: Vec<CallRow>,
}

/// A figure with its change and its line.
pub(crate) struct Metric {
    pub(crate) label: &'static str,
    /// The figure, in words.
    pub(crate) value: String,
    /// The text beside it in small letters, such as a share.
    pub(crate) beside: String,
    /// The list of the calls that it counts.
    pub(crate) href: Option<String>,
    /// The change since the other period; `None` when there is none.
    pub(crate) change: Option<Change>,
    /// The small line.
    pub(crate) spark: Option<Spark>,
}

/// A caller to be called back.
pub(crate) struct CallBackRow {
    /// The opaque id of the last call.
    pub(crate) call: String,
    /// The caller's number as this business writes it.
    pub(crate) caller_phone: String,
    /// The caller's name, if it is known.
    pub(crate) caller_name: Option<String>,
    /// The caller's number in E.164, to be dialled.
    pub(crate) dial: String,
    /// The friendly name of the number that was called.
    pub(crate) number_name: String,
    /// Whether the last call has left a message.
    pub(crate) left_message: bool,
    /// How many calls have waited since somebody talked.
    pub(crate) times: i64,
    /// When the last one came in.
    pub(crate) at: When,
    /// Whether the role may mark it as done, or take that back.
    pub(crate) may_mark: bool,
    /// The name of the person who has marked it as done.
    pub(crate) done_by: Option<String>,
}

impl CallBackRow {
    /// The event: `Left a voicemail`, `Missed 3 times`.
    fn what(&self) -> String {
        match (self.left_message, self.times) {
            (true, ..=1) => "Left a voicemail".to_owned(),
            (true, times) => format!("Left a voicemail, {} calls", grouped(times)),
            (false, ..=1) => "Missed once".to_owned(),
            (false, 2) => "Missed twice".to_owned(),
            (false, times) => format!("Missed {} times", grouped(times)),
        }
    }

    fn name(&self) -> &str {
        self.caller_name.as_deref().unwrap_or(&self.caller_phone)
    }
}
