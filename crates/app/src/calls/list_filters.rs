//! Fills the filters above the list of calls.

use crewline_core::access::{May, Refusal, Thing, Viewpoint, actions};
use crewline_core::calls::{self, CallStatus, CountedOutcome, QualifiedFilter};
use crewline_core::numbers::groups::Group;
use crewline_core::numbers::{self, Number};
use crewline_core::{Error, tags};
use jiff::civil::Date;

use super::list_address::CallsAddress;
use super::list_filters_page::{CallFilters, Exports, FilterChip, FilterPill};
use super::question::NO_GROUP;
use crate::http::page_failure::PageFailure;
use crate::page::menus::group_choices;
use crate::state::App;
use crate::view::{SelectField, SelectOption, TextField, call_status_label};

/// The most numbers that the menu offers.
const MAX_MENU_ITEMS: i64 = 500;
/// Weekdays, from 1 on.
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The names of what a report calls an outcome.
fn outcome_label(outcome: CountedOutcome) -> &'static str {
    match outcome {
        CountedOutcome::Answered => "Answered",
        CountedOutcome::Missed => "Missed",
        CountedOutcome::Voicemail => "Voicemail",
        CountedOutcome::UnderWay => "Under way",
    }
}

fn qualified_label(choice: QualifiedFilter) -> &'static str {
    match choice {
        QualifiedFilter::Yes => "Qualified",
        QualifiedFilter::No => "Not qualified",
        QualifiedFilter::NotSaid => "Not said",
    }
}

fn statuses() -> Vec<SelectOption> {
    CallStatus::ALL.iter().map(|status| SelectOption::new(status.word(), call_status_label(status))).collect()
}

fn outcomes() -> Vec<SelectOption> {
    CountedOutcome::ALL.iter().map(|outcome| SelectOption::new(outcome.word(), outcome_label(*outcome))).collect()
}

fn qualified() -> Vec<SelectOption> {
    QualifiedFilter::ALL.iter().map(|choice| SelectOption::new(choice.word(), qualified_label(*choice))).collect()
}

fn spam() -> Vec<SelectOption> {
    vec![SelectOption::new("true", "Only spam"), SelectOption::new("false", "Without spam and blocked")]
}

fn first_time() -> Vec<SelectOption> {
    vec![SelectOption::new("true", "First calls only"), SelectOption::new("false", "Without first calls")]
}

fn same(names: Vec<String>) -> Vec<SelectOption> {
    names.into_iter().map(|name| SelectOption::new(name.clone(), name)).collect()
}

/// The filters that are set, each with the list without it. A number or a group that the viewpoint does not see has no name.
pub(super) async fn chips(
    app: &App,
    viewpoint: &Viewpoint,
    address: &CallsAddress,
) -> Result<Vec<FilterChip>, PageFailure> {
    let mut chips = Vec::new();
    for (name, value) in address.pairs() {
        let Some((label, words)) = words(app, viewpoint, name, value).await? else { continue };
        chips.push(FilterChip { label, value: words, href: address.without(name, value) });
    }
    Ok(chips)
}

/// The label of a filter and its value in words; `None` for one that has no chip.
async fn words(
    app: &App,
    viewpoint: &Viewpoint,
    name: &str,
    value: &str,
) -> Result<Option<(&'static str, String)>, PageFailure> {
    Ok(match name {
        "number_id" => Some(("Number", number_name(app, viewpoint, value).await?)),
        "group_id" if value.trim() != NO_GROUP => Some(("Group", group_name(app, viewpoint, value).await?)),
        _ => plain_words(name, value),
    })
}

/// The same of a filter that names no number or group; `None` for the others.
pub(super) fn plain_words(name: &str, value: &str) -> Option<(&'static str, String)> {
    let of = |options: Vec<SelectOption>| {
        options.into_iter().find(|option| option.value == value.trim()).map_or(value.to_owned(), |option| option.label)
    };
    Some(match name {
        "group_id" if value.trim() == NO_GROUP => ("Group", "No group".to_owned()),
        "source" => ("Source", value.to_owned()),
        "source_none" => ("Source", "No source".to_owned()),
        "status" => ("Status", of(statuses())),
        "outcome" => ("Outcome", of(outcomes())),
        "tag" => ("Tag", value.to_owned()),
        "tag_none" => ("Tag", "No tag".to_owned()),
        "qualified" => ("Qualified", of(qualified())),
        "spam" => ("Spam", of(spam())),
        "first_time" => ("First-time", of(first_time())),
        "day_of_week" => ("Weekday", weekday(value)),
        "hour_of_day" => ("Hour", hour(value)),
        "from" => ("From", day(value)),
        "to" => ("To", day(value)),
        "q" => ("Search", value.to_owned()),
        // The links to the periods show it.
        _ => return None,
    })
}

fn weekday(value: &str) -> String {
    let place = value.trim().parse::<usize>().ok().and_then(|day| day.checked_sub(1));
    place.and_then(|place| WEEKDAYS.get(place)).map_or(value.to_owned(), |day| (*day).to_owned())
}

fn hour(value: &str) -> String {
    value.trim().parse::<u8>().map_or(value.to_owned(), |hour| format!("{hour:02}:00 to {hour:02}:59"))
}

fn day(value: &str) -> String {
    value.trim().parse::<Date>().map_or(value.to_owned(), |day| day.strftime("%-d %b %Y").to_string())
}

/// Nothing where there is no such thing, or none that the viewpoint sees.
fn seen<T>(held: Result<T, Error>) -> Result<Option<T>, Error> {
    match held {
        Ok(thing) => Ok(Some(thing)),
        Err(Error::Refused(Refusal::NotFound)) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn number_name(app: &App, viewpoint: &Viewpoint, id: &str) -> Result<String, PageFailure> {
    let unknown = "Unknown number".to_owned();
    let Ok(id) = id.trim().parse() else { return Ok(unknown) };
    let held = <Number as Thing>::hold(&app.db, viewpoint.may::<actions::SeeNumbers>()?, id).await;
    Ok(seen(held)?.map_or(unknown, |held| held.friendly_name.clone()))
}

async fn group_name(app: &App, viewpoint: &Viewpoint, id: &str) -> Result<String, PageFailure> {
    let unknown = "Unknown group".to_owned();
    let Ok(id) = id.trim().parse() else { return Ok(unknown) };
    let held = <Group as Thing>::hold(&app.db, viewpoint.may::<actions::SeeNumbers>()?, id).await;
    Ok(seen(held)?.map_or(unknown, |held| held.name.clone()))
}

/// The filters that menus choose.
async fn pills(
    app: &App,
    may: &May<actions::SeeCalls>,
    address: &CallsAddress,
    tags: &[String],
) -> Result<Vec<FilterPill>, PageFailure> {
    let viewpoint = may.viewpoint();
    let numbers_may = viewpoint.may()?;
    let mut numbers: Vec<SelectOption> = numbers::options(&app.db, &numbers_may, None, MAX_MENU_ITEMS)
        .await?
        .into_iter()
        .map(|number| SelectOption::new(number.id.to_string(), number.friendly_name))
        .collect();
    if let [chosen] = address.values("number_id")[..]
        && !numbers.iter().any(|choice| choice.value == chosen)
        && let Ok(id) = chosen.trim().parse()
        && let Ok(held) = <Number as Thing>::hold(&app.db, numbers_may.clone(), id).await
    {
        numbers.push(SelectOption::new(chosen, held.friendly_name.clone()));
    }
    let mut groups = group_choices(app, &numbers_may).await?;
    if !groups.is_empty() {
        groups.insert(0, SelectOption::new(NO_GROUP, "No group"));
    }
    let sources = calls::sources(&app.db, may).await?;
    let all = [
        ("Number", "number_id", numbers, true),
        ("Group", "group_id", groups, true),
        ("Source", "source", same(sources), true),
        ("Outcome", "outcome", outcomes(), false),
        ("Status", "status", statuses(), false),
        ("Tag", "tag", same(tags.to_vec()), true),
        ("Qualified", "qualified", qualified(), false),
        ("Spam", "spam", spam(), false),
        ("First-time", "first_time", first_time(), false),
    ];
    let shown = all.into_iter().filter(|(_, name, options, _)| *name != "tag" || !options.is_empty());
    let pill = |(label, name, options, is_searched): (&'static str, &'static str, Vec<SelectOption>, bool)| {
        let chosen = address.values(name);
        let (value, first) = match chosen[..] {
            [one] if options.iter().any(|option| option.value == one) => (one, "All".to_owned()),
            [] => ("", "All".to_owned()),
            _ => ("", format!("{} chosen", chosen.len())),
        };
        FilterPill { label, field: SelectField::new(name, value, options), is_searched, first }
    };
    Ok(shown.map(pill).collect())
}

/// The filters above the list.
pub(super) async fn filters(
    app: &App,
    may: &May<actions::SeeCalls>,
    address: &CallsAddress,
) -> Result<CallFilters, PageFailure> {
    let tags: Vec<String> = tags::list(&app.db, may).await?.into_iter().map(|tag| tag.name).collect();
    let pills = pills(app, may, address, &tags).await?;
    let text =
        |name: &'static str| TextField::with_value(name, address.values(name).first().copied().unwrap_or_default());
    let is_shown = |name: &str| {
        ["q", "from", "to"].contains(&name)
            || pills.iter().any(|pill| pill.field.name == name && !pill.field.value.is_empty())
    };
    let kept = address.pairs().filter(|(name, _)| !is_shown(name)).map(|(name, value)| (name, value.to_owned()));
    Ok(CallFilters {
        kept: kept.collect(),
        search: text("q"),
        from: text("from"),
        to: text("to"),
        export: may
            .viewpoint()
            .allows(actions::Export)
            .then(|| Exports { csv: address.export(""), xlsx: address.export("xlsx") }),
        pills,
    })
}
