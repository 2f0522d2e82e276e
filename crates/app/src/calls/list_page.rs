//! The page with the list of calls.

use askama::Template;
use crewline_core::calls::CallStatus;
use crewline_core::calls::columns::{Column, Columns};

use super::length::CallLength;
use super::list_filters_page::{CallFilters, FilterChip};
use super::views_menu_page::ViewsMenu;
use crate::view::{Icon, Layout, Pager, Tab, TagBadge, When};

/// The page: the filters, and the calls that match them.
#[derive(Template)]
#[template(path = "calls/list.html")]
pub(crate) struct Calls {
    pub(crate) layout: Layout,
    /// The filters.
    pub(crate) filters: CallFilters,
    /// The calls.
    pub(crate) results: CallResults,
}

/// The calls: the part of the page that is reloaded when a filter changes or a call arrives. It is a separate template,
/// because it is the whole answer when the request's `x-fragment` header is `results`.
#[derive(Template)]
#[template(path = "calls/list_results.html")]
pub(crate) struct CallResults {
    /// The business's part of the address.
    pub(crate) slug: String,
    /// The calls of this page, newest first.
    pub(crate) rows: Vec<CallRow>,
    /// The links to the other pages.
    pub(crate) pager: Pager,
    /// The views and the choice of columns.
    pub(crate) views: ViewsMenu,
    /// The columns that show beside the time and the caller.
    pub(crate) columns: Columns,
    /// The links to the periods.
    pub(crate) periods: Vec<Tab>,
    /// The filters that are set.
    pub(crate) chips: Vec<FilterChip>,
    /// Whether any filter is set. It decides the text of an empty list.
    pub(crate) filtered: bool,
    /// How many calls pass the filters, in words; `None` without filters, or when it is not known.
    pub(crate) matching: Option<String>,
    /// Whether the first day is after the last.
    pub(crate) is_reversed: bool,
    /// The time zones of the times and of the days, in words.
    pub(crate) zone: String,
    /// Whether the viewpoint sees any number. It decides the text of an empty list.
    pub(crate) any_number: bool,
    /// Whether the role may add numbers.
    pub(crate) may_add_number: bool,
    /// The actions on selected calls; `None` for those who only look.
    pub(crate) selection: Option<CallSelection>,
}

/// The actions on selected calls.
pub(crate) struct CallSelection {
    /// The Log in as that the form is bound to.
    pub(crate) period: Option<String>,
    /// The query of the list, to return to.
    pub(crate) back: String,
    /// The names of the tags of the business.
    pub(crate) tags: Vec<String>,
}

impl askama::filters::HtmlSafe for CallResults {}

impl CallResults {
    /// The words beside the links to other pages.
    fn about(&self) -> &str {
        self.matching.as_deref().unwrap_or_default()
    }

    /// Whether the column of what people and rules say of a call shows.
    fn has_marks(&self) -> bool {
        MARKS.iter().any(|column| self.columns.has(*column))
    }

    /// Whether so few columns show that none has to go on a narrower screen.
    fn is_sparse(&self) -> bool {
        let others = Column::ALL.iter().filter(|column| !MARKS.contains(column) && **column != Column::Recording);
        let count = others.filter(|column| self.columns.has(**column)).count() + usize::from(self.has_marks());
        count <= MAX_SPARSE
    }

    /// The head of that column.
    fn marks_label(&self) -> &'static str {
        match (self.columns.has(Column::Tags), self.columns.has(Column::Value)) {
            (true, true) => "Tags and value",
            (true, false) => "Tags",
            (false, true) => "Value",
            (false, false) => "Marks",
        }
    }
}

/// So many columns of the table show beside the time and the caller on every screen.
const MAX_SPARSE: usize = 5;
/// The columns that are badges of one column of the table.
const MARKS: [Column; 5] = [Column::FirstTime, Column::Qualified, Column::Value, Column::Spam, Column::Tags];

/// A call in a list.
#[derive(Clone)]
pub(crate) struct CallRow {
    /// The opaque id.
    pub(crate) id: String,
    /// When it came in.
    pub(crate) at: When,
    /// The caller's number as this business writes it, or "Anonymous".
    pub(crate) caller_phone: String,
    /// The caller's name, if it is known.
    pub(crate) caller_name: Option<String>,
    /// The friendly name of the number that was called.
    pub(crate) number_name: String,
    /// That number, as this business writes it.
    pub(crate) number_phone: String,
    /// The number's source at the time of the call.
    pub(crate) source: Option<String>,
    pub(crate) status: CallStatus,
    /// How long the whole call took, or takes by now.
    pub(crate) duration: CallLength,
    /// How long the two sides talked.
    pub(crate) talk: String,
    /// Whether there is a recording to play.
    pub(crate) recording: bool,
    /// Whether it is the caller's first call to the number.
    pub(crate) first_time: bool,
    /// Its tags, by name.
    pub(crate) tags: Vec<TagBadge>,
    /// Whether it is qualified, if somebody said.
    pub(crate) qualified: Option<bool>,
    /// Its value, with the currency.
    pub(crate) value: Option<String>,
    /// Whether it is spam.
    pub(crate) spam: bool,
    /// Whether it was rejected as its caller is blocked.
    pub(crate) blocked: bool,
    /// Its newest note, where the notes are read.
    pub(crate) note: Option<NoteBrief>,
}

/// The notes of a call in a list.
#[derive(Clone)]
pub(crate) struct NoteBrief {
    /// The beginning of the newest one.
    pub(crate) text: String,
    /// How many others there are.
    pub(crate) others: usize,
}

impl CallRow {
    /// Whether the column of tags has something.
    fn is_annotated(&self) -> bool {
        self.first_time || !self.tags.is_empty() || self.qualified.is_some() || self.value.is_some() || self.spam
    }

    /// The same, without the badges and the recording that are not among the columns.
    pub(crate) fn with_columns(self, columns: &Columns) -> Self {
        let has = |column| columns.has(column);
        Self {
            first_time: self.first_time && has(Column::FirstTime),
            qualified: self.qualified.filter(|_| has(Column::Qualified)),
            value: self.value.filter(|_| has(Column::Value)),
            spam: self.spam && has(Column::Spam),
            tags: if has(Column::Tags) { self.tags } else { Vec::new() },
            recording: self.recording && has(Column::Recording),
            ..self
        }
    }
}

#[cfg(test)]
impl CallRow {
    /// `count` calls, of every kind in turn.
    pub(crate) fn samples(count: usize) -> Vec<Self> {
        use crate::view::samples::{HTML, LONG, RTL, moment};
        let callers = [
            ("(415) 555-0193", Some("Dana Whitfield")),
            ("(510) 555-0147", None),
            ("+44 20 7946 0018", Some(LONG)),
            ("Anonymous", None),
            ("(628) 555-0110", Some(RTL)),
            ("(925) 555-0126", Some(HTML)),
        ];
        let numbers = [
            ("Google Ads, Oakland", "(415) 555-0142", Some("Google Ads")),
            ("Yelp listing", "(415) 555-0177", Some("Yelp")),
            ("Truck wrap", "(510) 555-0102", None),
            (LONG, "(510) 555-0103", Some(LONG)),
        ];
        let row = |at: usize| {
            let (caller, name) = callers[at % callers.len()];
            let (number, phone, source) = numbers[at % numbers.len()];
            let status = CallStatus::ALL[at % CallStatus::ALL.len()];
            let seconds = (status == CallStatus::Completed).then_some(47 * at as u64 + 12);
            Self {
                id: format!("call_{at}"),
                at: moment((at * at * 9) as i64),
                caller_phone: caller.to_owned(),
                caller_name: name.map(str::to_owned),
                number_name: number.to_owned(),
                number_phone: phone.to_owned(),
                source: source.map(str::to_owned),
                status,
                duration: match status {
                    CallStatus::Ringing | CallStatus::InProgress => {
                        let now = jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(42);
                        CallLength::running(jiff::Timestamp::UNIX_EPOCH, now)
                    }
                    _ => CallLength::Over(crate::view::duration(seconds.map(|seconds| seconds + 9))),
                },
                talk: crate::view::duration(seconds),
                recording: status == CallStatus::Completed || status == CallStatus::Voicemail,
                first_time: at % 3 == 1,
                tags: TagBadge::samples(at % 4),
                qualified: [None, Some(true), Some(false)][at % 3],
                value: (at % 4 == 1).then(|| "$1,250.00".to_owned()),
                spam: at % 7 == 5,
                blocked: status == CallStatus::Failed,
                note: (at % 3 == 1).then(|| NoteBrief { text: [LONG, RTL, HTML][at % 2].to_owned(), others: at % 3 }),
            }
        };
        (0..count).map(row).collect()
    }
}

#[cfg(test)]
impl Calls {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::list_filters_page::FilterPill;
        use crate::view::samples::{crowded_layout, layout, viewer_layout};
        use crate::view::{Nav, TextField};
        let filters = |count| CallFilters {
            search: TextField::new("q"),
            pills: FilterPill::samples(count),
            from: TextField::new("from"),
            to: TextField::new("to"),
            kept: Vec::new(),
            export: None,
        };
        let periods = || {
            ["All time", "Today", "Yesterday", "Last 7 days", "Last 30 days", "This month"]
                .map(|label| Tab { label, href: "/b/northline/calls".to_owned(), current: label == "Today" })
                .to_vec()
        };
        let results = |count, newer: Option<&str>, older: Option<&str>| CallResults {
            slug: "northline".to_owned(),
            rows: CallRow::samples(count),
            pager: Pager::by_time(newer.map(str::to_owned), older.map(str::to_owned)),
            views: ViewsMenu::sample(),
            columns: Columns::default(),
            periods: periods(),
            chips: Vec::new(),
            filtered: false,
            matching: None,
            is_reversed: false,
            zone: "All times America/Chicago, Northline's zone".to_owned(),
            any_number: true,
            may_add_number: true,
            selection: None,
        };
        let selecting = |results| CallResults {
            selection: Some(CallSelection {
                period: layout(Nav::Calls).period().map(str::to_owned),
                back: "tag=New+patient".to_owned(),
                tags: vec!["New patient".to_owned(), "\"><b>Emergency".to_owned()],
            }),
            ..results
        };
        let page = |shell, filters, results| Self { layout: shell, filters, results };
        let mut chosen = filters(40);
        chosen.pills[0].field.value = "Number_3".to_owned();
        chosen.pills[3].first = "2 chosen".to_owned();
        chosen.kept = vec![("status", "missed".to_owned()), ("status", "busy".to_owned())];
        chosen.from.value = "2026-11-01".to_owned();
        chosen.search.value = "\"><b>415".to_owned();
        let none = || results(0, None, None);
        let few: Columns = [Column::Status, Column::Value].into_iter().collect();
        vec![
            ("typical", page(layout(Nav::Calls), filters(8), results(9, None, Some("?before=call_9")))),
            (
                "many",
                page(
                    crowded_layout(Nav::Calls),
                    filters(400),
                    selecting(results(50, Some("?after=x"), Some("?before=y"))),
                ),
            ),
            (
                "found",
                page(
                    layout(Nav::Calls),
                    filters(8),
                    CallResults {
                        filtered: true,
                        matching: Some("1,204 calls found".to_owned()),
                        chips: FilterChip::samples(),
                        ..results(9, None, Some("?before=call_9"))
                    },
                ),
            ),
            (
                "filtered",
                page(
                    layout(Nav::Calls),
                    chosen,
                    CallResults { filtered: true, chips: FilterChip::samples(), ..none() },
                ),
            ),
            (
                "reversed days",
                page(layout(Nav::Calls), filters(2), CallResults { filtered: true, is_reversed: true, ..none() }),
            ),
            (
                "few columns",
                page(
                    layout(Nav::Calls),
                    filters(8),
                    CallResults {
                        rows: CallRow::samples(9).into_iter().map(|row| row.with_columns(&few)).collect(),
                        columns: few.clone(),
                        ..none()
                    },
                ),
            ),
            (
                "all columns",
                page(
                    crowded_layout(Nav::Calls),
                    filters(8),
                    selecting(CallResults {
                        columns: Column::ALL.iter().copied().collect(),
                        views: ViewsMenu::crowded_sample(),
                        ..results(20, None, None)
                    }),
                ),
            ),
            ("waiting", page(layout(Nav::Calls), filters(2), none())),
            ("no number", page(layout(Nav::Calls), filters(0), CallResults { any_number: false, ..none() })),
            (
                "viewer",
                page(
                    viewer_layout(Nav::Calls),
                    filters(0),
                    CallResults { any_number: false, may_add_number: false, ..none() },
                ),
            ),
        ]
    }
}
