//! The question to a report: its period, the one that it is compared with, and its filters, as its address says them.

use crewline_core::calls::{CallStatus, QualifiedFilter};
use crewline_core::ids::{GroupId, NumberId};
use crewline_core::reports::calendar::{Compare, PeriodChoice};
use crewline_core::reports::{Filter, Question, TooManyChosen};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::http::extract::Form;
pub(super) use crate::http::parameters::Unreadable;
use crate::http::parameters::{PlainText, all, named_period, one, unreadable, words};

/// The days before the last of a period of which only the last day is given.
const DAYS_BEFORE: i32 = 29;

/// Filters of the list of calls that the dashboard's form does not have. To leave them out would answer another question.
const NOT_IN_FORM: [&str; 3] = ["status", "tag", "qualified"];

/// Reads the parameters. `today` ends a period of which only the first day is given.
///
/// # Errors
/// Names the first parameter that can't be read.
pub(super) fn read(form: &Form, today: Date) -> Result<Question, Unreadable> {
    Ok(Question { filter: wide_filter(form)?, compare: compare(form)?, period: period(form, today)? })
}

/// Reads the parameters of the dashboard's page.
///
/// # Errors
/// Names the first parameter that can't be read, or that the form does not have.
pub(super) fn read_of_form(form: &Form, today: Date) -> Result<Question, Unreadable> {
    if let Some(name) = NOT_IN_FORM.into_iter().find(|name| !form.get(name).trim().is_empty()) {
        return Err(unreadable(name, "The dashboard can be filtered by number, number group and source only."));
    }
    Ok(Question { filter: filter(form)?, compare: compare(form)?, period: period(form, today)? })
}

/// The numbers, groups and sources.
fn filter(form: &Form) -> Result<Filter, Unreadable> {
    let sources = all::<PlainText>(form, "source", "Source: choose one from the list.")?;
    let filter = Filter::new(
        all::<NumberId>(form, "number_id", "Number: choose one from the list.")?,
        all::<GroupId>(form, "group_id", "Number group: choose one from the list.")?,
        sources.into_iter().map(|source| source.0).collect(),
    );
    filter.map_err(|error: TooManyChosen| unreadable("number_id", error.to_string()))
}

/// The filters of the dashboard's page, and those by what is said of a call.
pub(super) fn wide_filter(form: &Form) -> Result<Filter, Unreadable> {
    let statuses = words(CallStatus::ALL.iter().map(|status| status.word()));
    let said = words(QualifiedFilter::ALL.iter().map(|said| said.word()));
    let tags = all::<PlainText>(form, "tag", "Tag: choose one from the list.")?;
    let filter = filter(form)?
        .with_statuses(all::<CallStatus>(form, "status", &format!("Status: use one of {statuses}."))?)
        .with_qualified(all::<QualifiedFilter>(form, "qualified", &format!("Qualified: use one of {said}."))?)
        .with_tags(tags.into_iter().map(|tag| tag.0).collect())
        .map_err(|error| unreadable("tag", error.to_string()))?;
    match form.get("include").trim() {
        "" => Ok(filter),
        "spam" => Ok(filter.with_spam()),
        _ => Err(unreadable("include", "Use spam, or leave it out.")),
    }
}

/// The period that is compared with.
pub(super) fn compare(form: &Form) -> Result<Compare, Unreadable> {
    let kinds = words(Compare::ALL.iter().map(|kind| kind.word()));
    Ok(one(form, "compare", &format!("Compare: use one of {kinds}."))?.unwrap_or(Compare::Previous))
}

/// The period. Two days win over the name of one, since they are what a person types.
pub(super) fn period(form: &Form, today: Date) -> Result<PeriodChoice, Unreadable> {
    let day = |name, label| one::<Date>(form, name, &format!("{label}: use a day like 2026-03-02."));
    Ok(match (day("from", "From")?, day("to", "To")?, named_period(form)?) {
        (None, None, None) => PeriodChoice::default(),
        (None, None, Some(name)) => PeriodChoice::Named(name),
        (Some(from), to, _) => PeriodChoice::Days { from, to: to.unwrap_or(today) },
        (None, Some(to), _) => PeriodChoice::Days { from: to.saturating_sub(DAYS_BEFORE.days()), to },
    })
}

#[cfg(test)]
mod tests {
    use crewline_core::reports::calendar::NamedPeriod;
    use jiff::civil::date;

    use super::*;
    use crate::http::extract::QueryString;

    fn question(query: &str) -> Result<Question, Unreadable> {
        read_of_form(&QueryString::of(query, "/b/northline/dashboard"), date(2026, 11, 24))
    }

    #[test]
    fn days_win_over_a_name_and_one_day_alone_is_enough() {
        let period = |query| question(query).unwrap().period;
        assert_eq!(period(""), PeriodChoice::Named(NamedPeriod::Last30Days));
        assert_eq!(period("period=today&from="), PeriodChoice::Named(NamedPeriod::Today));
        let (from, to) = (date(2026, 3, 1), date(2026, 3, 2));
        assert_eq!(period("period=today&from=2026-03-01&to=2026-03-02"), PeriodChoice::Days { from, to });
        assert_eq!(period("from=2026-03-01"), PeriodChoice::Days { from, to: date(2026, 11, 24) });
        assert_eq!(period("to=2026-03-02"), PeriodChoice::Days { from: date(2026, 2, 1), to });
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (query, name, part) in [
            ("period=fortnight", "period", "last_7_days"),
            ("from=soon", "from", "2026-03-02"),
            ("to=2026-02-30", "to", "2026-03-02"),
            ("compare=twin", "compare", "previous, year, none"),
            ("number_id=garbage", "number_id", "Number: choose"),
            ("group_id=num_x", "group_id", "Number group: choose"),
            ("source=%00", "source", "Source: choose"),
            ("status=missed", "status", "number, number group and source only"),
            ("tag=Lead", "tag", "number, number group and source only"),
            ("qualified=true", "qualified", "number, number group and source only"),
        ] {
            let error = question(query).unwrap_err();
            assert!(error.name == name && error.sentence.contains(part), "{query}: {error:?}");
        }
        let many: String = (0..11).map(|at| format!("source=s{at}&")).collect();
        assert!(question(&many).unwrap_err().sentence.starts_with("Choose at most"));
    }

    #[test]
    fn a_name_may_be_repeated() {
        let asked = question("source=Yelp&source=Radio&source=").unwrap();
        assert_eq!(asked.filter.sources(), ["Yelp", "Radio"]);
        assert_eq!(asked.compare, Compare::Previous);
    }
}
