//! The call log.

use askama::Template;
use crewline_core::calls::CallStatus;

use crate::view::{Choices, Entry, Icon, Pager, Shell, When};

/// The page: filters, and the calls that pass them.
#[derive(Template)]
#[template(path = "calls/list.html")]
pub(crate) struct Calls {
    /// The frame.
    pub(crate) shell: Shell,
    /// What is filtered by.
    pub(crate) filters: CallFilters,
    /// The calls.
    pub(crate) results: CallResults,
}

/// The filters, each with what is chosen. Their options name only what the viewpoint sees.
pub(crate) struct CallFilters {
    /// `q`: the caller, by name or by part of the number.
    pub(crate) search: Entry,
    /// `number_id`.
    pub(crate) number: Choices,
    /// `group_id`.
    pub(crate) group: Choices,
    /// `source`.
    pub(crate) source: Choices,
    /// `status`.
    pub(crate) status: Choices,
    /// `from`: the first day, in the person's time zone.
    pub(crate) from: Entry,
    /// `to`: the last day, in the person's time zone.
    pub(crate) to: Entry,
    /// The same calls as tables; none while there is no export.
    pub(crate) export: Option<Exports>,
}

/// Where the same calls are to be had as tables, with the same filters.
pub(crate) struct Exports {
    /// In CSV.
    pub(crate) csv: String,
    /// As an Excel workbook.
    pub(crate) xlsx: String,
}

impl CallFilters {
    /// How many filters hold.
    pub(crate) fn count(&self) -> usize {
        let chosen = [&self.number, &self.group, &self.source, &self.status].map(|choices| &choices.value);
        let typed = [&self.search, &self.from, &self.to].map(|entry| &entry.value);
        chosen.into_iter().chain(typed).filter(|value| !value.is_empty()).count()
    }
}

/// The calls: the part of the page that is fetched anew when a filter changes or a call arrives. It is a template of its
/// own, to be answered alone when the request's `x-fragment` header is `results`.
#[derive(Template)]
#[template(path = "calls/list_results.html")]
pub(crate) struct CallResults {
    /// The business's part of the address.
    pub(crate) slug: String,
    /// The calls of this page, newest first.
    pub(crate) rows: Vec<CallRow>,
    /// The ways on.
    pub(crate) pager: Pager,
    /// Whether any filter holds, which decides what an empty list says.
    pub(crate) filtered: bool,
    /// Whether the viewpoint sees any number, which decides what an empty list says.
    pub(crate) any_number: bool,
    /// Whether the role may add numbers.
    pub(crate) may_add_number: bool,
}

impl askama::filters::HtmlSafe for CallResults {}

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
    /// Where the caller found the number.
    pub(crate) source: Option<String>,
    /// What came of it.
    pub(crate) status: CallStatus,
    /// How long it took, as [`crate::view::duration`] writes it.
    pub(crate) duration: String,
    /// Whether there is a recording to hear.
    pub(crate) recording: bool,
}

#[cfg(test)]
impl CallRow {
    /// So many calls, of every kind in turn.
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
                duration: crate::view::duration(seconds),
                recording: status == CallStatus::Completed || status == CallStatus::Voicemail,
            }
        };
        (0..count).map(row).collect()
    }
}

#[cfg(test)]
impl Calls {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{crowded_shell, options, shell, viewer_shell};
        use crate::view::{Choice, Nav};
        let filters = |count| CallFilters {
            search: Entry::new("q"),
            number: Choices::new("number_id", "", options("Number", count)),
            group: Choices::new("group_id", "", options("Group", 3)),
            source: Choices::new("source", "", options("Source", count)),
            status: Choices::new(
                "status",
                "",
                CallStatus::ALL
                    .iter()
                    .map(|status| Choice::new(status.word(), crate::view::call_status_label(status)))
                    .collect(),
            ),
            from: Entry::new("from"),
            to: Entry::new("to"),
            export: None,
        };
        let results = |count, newer: Option<&str>, older: Option<&str>| CallResults {
            slug: "northline".to_owned(),
            rows: CallRow::samples(count),
            pager: Pager::by_time(newer.map(str::to_owned), older.map(str::to_owned)),
            filtered: false,
            any_number: true,
            may_add_number: true,
        };
        let page = |shell, filters, results| Self { shell, filters, results };
        let mut chosen = filters(40);
        chosen.number.value = "Number_3".to_owned();
        chosen.status.value = "missed".to_owned();
        chosen.from.value = "2026-11-01".to_owned();
        chosen.search.value = "\"><b>415".to_owned();
        let none = || results(0, None, None);
        vec![
            ("typical", page(shell(Nav::Calls), filters(8), results(9, None, Some("?before=call_9")))),
            ("many", page(crowded_shell(Nav::Calls), filters(400), results(50, Some("?after=x"), Some("?before=y")))),
            ("filtered", page(shell(Nav::Calls), chosen, CallResults { filtered: true, ..none() })),
            ("waiting", page(shell(Nav::Calls), filters(2), none())),
            ("no number", page(shell(Nav::Calls), filters(0), CallResults { any_number: false, ..none() })),
            (
                "viewer",
                page(
                    viewer_shell(Nav::Calls),
                    filters(0),
                    CallResults { any_number: false, may_add_number: false, ..none() },
                ),
            ),
        ]
    }
}
