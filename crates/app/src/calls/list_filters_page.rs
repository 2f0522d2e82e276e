//! The filters above the list of calls, and the chips of those that are set.

use crate::view::{SelectField, TextField};

/// The filters with their current values. The options name only what the viewpoint sees.
pub(crate) struct CallFilters {
    /// `q`: the caller, by name or by part of the number.
    pub(crate) search: TextField,
    /// The filters with one value each, and their labels; the ones with many options are searched.
    pub(crate) pills: Vec<FilterPill>,
    /// `from`: the first day, in the business's time zone.
    pub(crate) from: TextField,
    /// `to`: the last day, in the business's time zone.
    pub(crate) to: TextField,
    /// Filters that no field above shows, such as the second of two tags: the form sends them along.
    pub(crate) kept: Vec<(&'static str, String)>,
    /// The links to the exports; `None` when the viewpoint may not export.
    pub(crate) export: Option<Exports>,
}

/// A filter that a menu chooses.
pub(crate) struct FilterPill {
    pub(crate) label: &'static str,
    pub(crate) field: SelectField,
    /// Whether its menu is searched.
    pub(crate) is_searched: bool,
    /// The first option, which adds nothing: `All`, or how many are chosen.
    pub(crate) first: String,
}

/// The addresses of the exports, with the same filters.
pub(crate) struct Exports {
    pub(crate) csv: String,
    pub(crate) xlsx: String,
}

/// A filter that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FilterChip {
    /// The thing that it filters by.
    pub(crate) label: &'static str,
    /// Its value, in words.
    pub(crate) value: String,
    /// The list without it.
    pub(crate) href: String,
}

#[cfg(test)]
impl FilterPill {
    pub(crate) fn samples(count: usize) -> Vec<Self> {
        use crewline_core::calls::CallStatus;

        use crate::view::SelectOption;
        use crate::view::samples::options;
        let pill = |label, field, is_searched| Self { label, field, is_searched, first: "All".to_owned() };
        let statuses = CallStatus::ALL
            .iter()
            .map(|status| SelectOption::new(status.word(), crate::view::call_status_label(status)))
            .collect();
        vec![
            pill("Number", SelectField::new("number_id", "", options("Number", count)), true),
            pill("Group", SelectField::new("group_id", "", options("Group", 3)), true),
            pill("Source", SelectField::new("source", "", options("Source", count)), true),
            pill("Status", SelectField::new("status", "", statuses), false),
            pill("Tag", SelectField::new("tag", "", options("Tag", count)), true),
            pill("Qualified", SelectField::new("qualified", "", vec![SelectOption::new("true", "Qualified")]), false),
            pill("Spam", SelectField::new("spam", "", vec![SelectOption::new("true", "Only spam")]), false),
        ]
    }
}

#[cfg(test)]
impl FilterChip {
    /// A chip of every length.
    pub(crate) fn samples() -> Vec<Self> {
        use crate::view::samples::{HTML, LONG, RTL};
        let values =
            [("Number", LONG), ("Status", "Missed"), ("Tag", HTML), ("Source", RTL), ("Hour", "09:00 to 09:59")];
        let chip = |(label, value): (&'static str, &str)| Self {
            label,
            value: value.to_owned(),
            href: "/b/northline/calls".to_owned(),
        };
        values.into_iter().map(chip).collect()
    }
}
