//! The filters of the list of calls, as the addresses of its page, of its exports and of the API say them.

use std::str::FromStr;

use crewline_core::calls::{Filter, HoursFilter, MAX_CHOSEN};
use crewline_core::reports::calendar::{Period, PeriodChoice};
use crewline_core::time::Timestamp;
use jiff::tz::TimeZone;

use crate::http::extract::Form;
use crate::http::parameters::{PlainText, Unreadable, named_period, unreadable};

/// The names of the filters, in the order of addresses.
pub(super) const FILTERS: [&str; 16] = [
    "q",
    "number_id",
    "group_id",
    "source",
    "source_none",
    "status",
    "outcome",
    "tag",
    "tag_none",
    "qualified",
    "spam",
    "first_time",
    "day_of_week",
    "hour_of_day",
    "from",
    "to",
];
/// The parameter of a period by its name, which days win over.
pub(super) const PERIOD: &str = "period";

/// The value of `group_id` for the numbers without a group.
pub(super) const NO_GROUP: &str = "none";

/// The filters that read a word or an id: what to change on a page, and in the API.
const ADVICE: [(&str, &str, &str); 13] = [
    ("number_id", "Number: choose one from the list.", "This is not the id of a number."),
    ("group_id", "Number group: choose one from the list.", "This is not the id of a number group, nor none."),
    ("source", "Source: choose one from the list.", "Remove the invisible characters."),
    ("source_none", "Source: choose one from the list.", "Use true."),
    ("status", "Status: choose one from the list.", ""),
    ("outcome", "Outcome: choose one from the list.", "Use answered, missed, voicemail or under_way."),
    ("tag", "Tag: choose one from the list.", "Remove the invisible characters."),
    ("tag_none", "Tag: choose one from the list.", "Use true."),
    ("qualified", "Qualified: choose one from the list.", "Use true, false or none."),
    ("spam", "Spam: choose one from the list.", "Use true or false."),
    ("first_time", "First-time: choose one from the list.", "Use true or false."),
    ("day_of_week", "Weekday: choose 1 for Monday to 7 for Sunday.", "Use 1 for Monday to 7 for Sunday."),
    ("hour_of_day", "Hour: choose one from 0 to 23.", "Use 0 to 23."),
];

/// The reader of the filters: the page's form sends fields that are empty, and the API has no use for such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    Page,
    Api,
}

/// The range of time of a list.
pub(super) type Days = (Option<Timestamp>, Option<Timestamp>);

/// Reads the filters. `days` are from and to, which win over the name of a period.
///
/// # Errors
/// Names the first filter that can't be read.
pub(super) fn read(
    form: &Form,
    reader: Reader,
    days: Days,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Filter, Unreadable> {
    let from = Source { form, reader };
    let groups = from.all::<Group>("group_id", MAX_CHOSEN)?;
    let mut sources = from.all::<PlainText>("source", MAX_CHOSEN)?;
    if from.is_set("source_none")? {
        sources.push(PlainText(String::new()));
        at_most(sources.len(), MAX_CHOSEN, "source")?;
    }
    let (first, last) = days_or_period(form, days, zone, now)?;
    let search = from.all::<PlainText>("q", usize::MAX)?.into_iter().next();
    Ok(Filter {
        numbers: from.all("number_id", MAX_CHOSEN)?,
        no_group: groups.iter().any(|group| matches!(group, Group::None)),
        groups: groups.into_iter().filter_map(Group::id).collect(),
        sources: sources.into_iter().map(|source| source.0).collect(),
        statuses: from.all("status", MAX_CHOSEN)?,
        outcomes: from.all("outcome", MAX_CHOSEN)?,
        from: first,
        to: last,
        tags: from.all::<PlainText>("tag", MAX_CHOSEN)?.into_iter().map(|tag| tag.0).collect(),
        no_tag: from.is_set("tag_none")?,
        qualified: from.all("qualified", MAX_CHOSEN)?,
        spam: from.one("spam")?,
        first_time: from.one("first_time")?,
        hours: from.hours(first, last, zone, now)?,
        q: search.map(|search| search.0),
    })
}

/// The chosen hours of the day, from 0 to 23, and days of the week, from 1 for Monday to 7. None of a kind means all.
pub(super) struct HoursOfWeek {
    pub(super) hours: Vec<u8>,
    pub(super) days: Vec<u8>,
}

/// Reads the hours and the days of the week.
///
/// # Errors
/// Names the first one that can't be read.
pub(super) fn read_hours(form: &Form, reader: Reader) -> Result<HoursOfWeek, Unreadable> {
    Source { form, reader }.hours_of_week()
}

fn days_or_period(form: &Form, days: Days, zone: &TimeZone, now: Timestamp) -> Result<Days, Unreadable> {
    match (days, named_period(form)?) {
        ((None, None), Some(name)) => {
            let period = Period::new(PeriodChoice::Named(name), zone, now);
            let period = period.map_err(|error| unreadable(PERIOD, error.to_string()))?;
            Ok((Some(period.from()), Some(period.to())))
        }
        (days, _) => Ok(days),
    }
}

fn at_most(count: usize, max: usize, name: &'static str) -> Result<(), Unreadable> {
    match count {
        count if count > max => Err(unreadable(name, format!("Choose at most {max} values of {name}."))),
        _ => Ok(()),
    }
}

/// One value of `group_id`.
enum Group {
    None,
    Id(crewline_core::ids::GroupId),
}

impl Group {
    fn id(self) -> Option<crewline_core::ids::GroupId> {
        match self {
            Self::None => None,
            Self::Id(id) => Some(id),
        }
    }
}

impl FromStr for Group {
    type Err = ();
    fn from_str(typed: &str) -> Result<Self, ()> {
        if typed == NO_GROUP { Ok(Self::None) } else { typed.parse().map(Self::Id).map_err(|_| ()) }
    }
}

/// The parameters that are read.
#[derive(Clone, Copy)]
struct Source<'f> {
    form: &'f Form,
    reader: Reader,
}

impl Source<'_> {
    /// Every value of a name, each once. The API takes an empty text for none, as pages take every empty field.
    fn all<T: FromStr>(self, name: &'static str, max: usize) -> Result<Vec<T>, Unreadable> {
        let is_text = ["source", "tag", "q"].contains(&name);
        let mut typed: Vec<&str> = Vec::new();
        for value in self.form.values(name) {
            let is_blank = value.trim().is_empty() && (is_text || self.reader == Reader::Page);
            let value = if is_text { value } else { value.trim() };
            if !is_blank && !typed.contains(&value) {
                typed.push(value);
            }
        }
        at_most(typed.len(), max, name)?;
        typed.into_iter().map(|value| value.parse().map_err(|_| self.refusal(name))).collect()
    }

    /// The first value of a name.
    fn one<T: FromStr>(self, name: &'static str) -> Result<Option<T>, Unreadable> {
        Ok(self.all(name, usize::MAX)?.into_iter().next())
    }

    /// Whether a name is there, which can only be true.
    fn is_set(self, name: &'static str) -> Result<bool, Unreadable> {
        match self.one::<bool>(name)? {
            Some(false) => Err(self.refusal(name)),
            said => Ok(said.is_some()),
        }
    }

    fn hours(
        self,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
        zone: &TimeZone,
        now: Timestamp,
    ) -> Result<Option<HoursFilter>, Unreadable> {
        let HoursOfWeek { hours, days } = self.hours_of_week()?;
        if hours.is_empty() && days.is_empty() {
            return Ok(None);
        }
        let filter = HoursFilter::new(&hours, &days, zone, from, to, now);
        filter.map(Some).map_err(|error| unreadable("from", error.to_string()))
    }

    fn hours_of_week(self) -> Result<HoursOfWeek, Unreadable> {
        let hours = self.all::<u8>("hour_of_day", usize::MAX)?;
        let days = self.all::<u8>("day_of_week", usize::MAX)?;
        if hours.iter().any(|hour| *hour > 23) {
            return Err(self.refusal("hour_of_day"));
        }
        if days.iter().any(|day| !(1..=7).contains(day)) {
            return Err(self.refusal("day_of_week"));
        }
        Ok(HoursOfWeek { hours, days })
    }

    fn refusal(self, name: &'static str) -> Unreadable {
        let advice = ADVICE.iter().find(|(of, ..)| *of == name);
        let sentence = match (name, self.reader) {
            ("q", Reader::Page) => "Search: remove the invisible characters.".to_owned(),
            ("q", Reader::Api) => "Remove the invisible characters.".to_owned(),
            ("status", Reader::Api) => {
                let words = crewline_core::calls::CallStatus::ALL.iter().map(|status| status.word());
                format!("Use one of {}.", words.collect::<Vec<_>>().join(", "))
            }
            (_, Reader::Page) => advice.map_or_else(String::new, |(_, page, _)| (*page).to_owned()),
            (_, Reader::Api) => advice.map_or_else(String::new, |(_, _, api)| (*api).to_owned()),
        };
        unreadable(name, sentence)
    }
}

#[cfg(test)]
mod tests {
    use crewline_core::calls::{CallStatus, CountedOutcome, QualifiedFilter};

    use super::*;
    use crate::http::extract::QueryString;

    fn question(query: &str, reader: Reader) -> Result<Filter, Unreadable> {
        let now: jiff::Timestamp = "2026-11-24T18:00:00Z".parse().unwrap();
        let zone = TimeZone::get("America/Chicago").unwrap();
        read(&QueryString::of(query, "/b/northline/calls"), reader, (None, None), &zone, now.into())
    }

    fn page(query: &str) -> Filter {
        question(query, Reader::Page).unwrap()
    }

    #[test]
    fn a_filter_may_have_several_values() {
        let filter = page("status=busy&status=missed&status=busy&status=&outcome=missed&qualified=true&qualified=none");
        assert_eq!(filter.statuses, [CallStatus::Busy, CallStatus::Missed]);
        assert_eq!(filter.outcomes, [CountedOutcome::Missed]);
        assert_eq!(filter.qualified, [QualifiedFilter::Yes, QualifiedFilter::NotSaid]);
        let filter = page("source=Yelp&source_none=true&tag=A&tag_none=true&group_id=none&first_time=true&spam=false");
        assert_eq!(filter.sources, ["Yelp", ""]);
        assert!(filter.no_tag && filter.no_group && filter.first_time == Some(true) && filter.spam == Some(false));
        assert_eq!(page("source=&tag=&from=&hour_of_day=&first_time="), Filter::default());
    }

    #[test]
    fn a_period_by_its_name_has_the_days_of_the_business() {
        let filter = page("period=yesterday");
        let at = |text: &str| text.parse::<jiff::Timestamp>().ok().map(Timestamp::from);
        assert_eq!((filter.from, filter.to), (at("2026-11-23T06:00:00Z"), at("2026-11-24T06:00:00Z")));
        let form = QueryString::of("period=yesterday", "/b/northline/calls");
        let days = (at("2026-01-01T06:00:00Z"), None);
        let filter = read(&form, Reader::Page, days, &TimeZone::UTC, Timestamp::from_millis(0)).unwrap();
        assert_eq!((filter.from, filter.to), days);
    }

    #[test]
    fn a_value_that_cannot_be_read_is_named() {
        let many: String = (0..11).map(|at| format!("tag=t{at}&")).collect();
        let sources: String = (0..10).map(|at| format!("source=s{at}&")).collect();
        let too_many = format!("{sources}source_none=true");
        for (query, name) in [
            ("number_id=garbage", "number_id"),
            ("group_id=num_x", "group_id"),
            ("group_id=none&group_id=x", "group_id"),
            ("source=%00", "source"),
            ("source_none=false", "source_none"),
            ("status=lost", "status"),
            ("outcome=completed", "outcome"),
            ("tag=a%00", "tag"),
            ("tag_none=yes", "tag_none"),
            ("qualified=maybe", "qualified"),
            ("spam=2", "spam"),
            ("first_time=x", "first_time"),
            ("hour_of_day=24", "hour_of_day"),
            ("hour_of_day=-1", "hour_of_day"),
            ("day_of_week=0", "day_of_week"),
            ("day_of_week=8", "day_of_week"),
            ("period=fortnight", "period"),
            ("q=%00", "q"),
            (many.as_str(), "tag"),
            (too_many.as_str(), "source"),
        ] {
            for reader in [Reader::Page, Reader::Api] {
                let error = question(query, reader).unwrap_err();
                assert!(error.name == name && error.sentence.ends_with('.'), "{query}: {error:?}");
            }
        }
        for blank in ["number_id=", "status=", "spam=", "hour_of_day="] {
            assert!(question(blank, Reader::Page).is_ok() && question(blank, Reader::Api).is_err(), "{blank}");
        }
        for blank in ["source=", "tag=%20", "q="] {
            assert_eq!(question(blank, Reader::Api), Ok(Filter::default()));
        }
    }
}
