//! The question to analytics, as its address says it.

use crewline_core::reports::analytics::{AnalyticsQuestion, Grouping, Groupings, Sort};
use jiff::civil::Date;

use super::question::{Unreadable, compare, period, wide_filter};
use crate::http::extract::Form;
use crate::http::parameters::{one, unreadable, words};

/// Reads the parameters. `today` ends a period of which only the first day is given.
///
/// # Errors
/// Names the first parameter that can't be read.
pub(super) fn read(form: &Form, today: Date) -> Result<AnalyticsQuestion, Unreadable> {
    let group_by = groupings(form.values("group_by"))?;
    Ok(AnalyticsQuestion { group_by, period: period(form, today)?, ..read_rest(form)? })
}

const SORT_ADVICE: &str =
    "Sort: use a grouping of the question or a measure, such as source, or -calls for the most first.";

/// Reads the parameters except the period and the groupings.
///
/// # Errors
/// Names the first parameter that can't be read.
pub(super) fn read_rest(form: &Form) -> Result<AnalyticsQuestion, Unreadable> {
    Ok(AnalyticsQuestion {
        filter: wide_filter(form)?,
        sort: one::<Sort>(form, "sort", SORT_ADVICE)?,
        compare: compare(form)?,
        ..AnalyticsQuestion::default()
    })
}

/// The groupings: repeated, or with commas between them. Empty ones are none.
///
/// # Errors
/// When one is unknown or there twice, or when there are too many.
pub(super) fn groupings<'v>(values: impl Iterator<Item = &'v str>) -> Result<Groupings, Unreadable> {
    let typed = values.flat_map(|value| value.split(',')).map(str::trim).filter(|word| !word.is_empty());
    let known = words(Grouping::ALL.iter().map(|grouping| grouping.word()));
    let unknown = |_| unreadable("group_by", format!("Group by: use {known}."));
    let groupings = typed.map(|word| word.parse().map_err(unknown)).collect::<Result<Vec<Grouping>, _>>()?;
    Groupings::new(groupings).map_err(|error| unreadable("group_by", error.to_string()))
}

#[cfg(test)]
mod tests {
    use crewline_core::calls::CallStatus;
    use jiff::civil::date;

    use super::*;
    use crate::http::extract::QueryString;

    fn question(query: &str) -> Result<AnalyticsQuestion, Unreadable> {
        read(&QueryString::of(query, "/b/northline/analytics"), date(2026, 11, 24))
    }

    #[test]
    fn groupings_are_repeated_or_have_commas() {
        use Grouping::{Date, Source, Tag};
        let read = |query| question(query).unwrap().group_by.as_slice().to_vec();
        assert_eq!(read("group_by=source&group_by=date"), [Source, Date]);
        assert_eq!(read("group_by=source,date&group_by=&group_by=tag"), [Source, Date, Tag]);
        assert!(read("").is_empty());
    }

    #[test]
    fn the_filters_are_those_of_the_calls() {
        let filter =
            question("status=missed&status=busy&tag=Lead&qualified=true&qualified=none&include=spam").unwrap().filter;
        assert_eq!(filter.statuses().iter().copied().collect::<Vec<_>>(), [CallStatus::Missed, CallStatus::Busy]);
        assert_eq!(filter.tags(), ["Lead"]);
        assert_eq!(filter.qualified().len(), 2);
        assert!(filter.includes_spam());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (query, name, part) in [
            ("group_by=colour", "group_by", "day_of_week"),
            ("group_by=source,date,tag,number", "group_by", "3 things at most"),
            ("group_by=source&group_by=source", "group_by", "each thing once"),
            ("sort=size", "sort", "-calls"),
            ("status=lost", "status", "voicemail"),
            ("qualified=maybe", "qualified", "none"),
            ("tag=%00", "tag", "Tag: choose"),
            ("include=everything", "include", "Use spam"),
            ("number_id=garbage", "number_id", "Number: choose"),
            ("from=soon", "from", "2026-03-02"),
            ("compare=twin", "compare", "previous, year, none"),
        ] {
            let error = question(query).unwrap_err();
            assert!(error.name == name && error.sentence.contains(part), "{query}: {error:?}");
        }
        let many: String = (0..11).map(|at| format!("tag=s{at}&")).collect();
        assert_eq!(question(&many).unwrap_err().name, "tag");
    }
}
