//! The rows of analytics as a CSV file or a workbook.

use axum::response::Response;
use crewline_core::access::{May, actions, revalidate};
use crewline_core::reports::Totals;
use crewline_core::reports::analytics::{
    Analytics, AnalyticsQuestion, AnalyticsRow, Grouping, Key, MAX_ROWS, Measure, RowCursor, RowsPage,
};
use crewline_core::reports::calendar::{Compare, Period};
use crewline_core::reports::prepared::{Large, Reply, ask};
use crewline_core::{Error, Fields};
use jiff::tz::TimeZone;

use crate::exports::csv::{Kind, Row, pages};
use crate::exports::{FileFormat, csv, file_name, workbook};
use crate::state::App;
use crate::view::counted;

type Column = (&'static str, Kind);

/// All rows of a question, within the number access of the viewpoint. Each names its period and the time zone of its days and
/// hours.
///
/// # Errors
/// When the first rows can't be read.
pub(super) async fn calls(
    app: &App,
    may: &May<actions::Export>,
    question: AnalyticsQuestion,
    format: FileFormat,
) -> Result<Response, Error> {
    let viewpoint = may.viewpoint();
    let see: May<actions::SeeAnalytics> = viewpoint.may()?;
    let zone = TimeZone::get(viewpoint.business_time_zone()).unwrap_or(TimeZone::UTC);
    let name = file_name("analytics", viewpoint.slug(), app.db.now(), &zone, format);
    let is_compared = question.compare != Compare::None;
    let head = head(question.group_by.as_slice(), is_compared);
    let app = app.clone();
    let read = move |cursor: Option<RowCursor>| {
        let (app, see, question) = (app.clone(), see.clone(), question.clone());
        async move {
            if cursor.is_some() {
                revalidate(&app.db, &see).await?;
            }
            let page = RowsPage { cursor, limit: MAX_ROWS };
            let answer = match ask(&app.db, &see, &question, page, app.config.report_limits).await? {
                Reply::Answer(answer, _) => *answer,
                Reply::Large(Large { calls, .. }) => return Err(unprepared(calls)),
            };
            let currency = see.viewpoint().currency();
            let rows = answer.rows.into_iter().map(|each| row(each, &answer.period, is_compared, currency));
            Ok((rows.collect(), answer.next))
        }
    };
    match format {
        FileFormat::Csv => {
            let names: Vec<&str> = head.iter().map(|(name, _)| *name).collect();
            csv::answer(&name, &names, pages(read)).await
        }
        FileFormat::Xlsx => workbook::answer(&name, &head, pages(read)).await,
    }
}

/// The refusal of a question whose answer has to be prepared before it is exported.
fn unprepared(calls: i64) -> Error {
    let calls = counted(calls, "call", "calls");
    let sentence = format!(
        "This question reads {calls}. Have its answer prepared on the Analytics page or by GET /analytics/calls, and \
         export it then."
    );
    Error::Fields(Fields(vec![("period", sentence)]))
}

/// The rows of an answer as the text of a CSV file, for spreadsheets.
///
/// # Errors
/// Writing to memory does not fail.
pub(super) fn csv_text(question: &AnalyticsQuestion, answer: &Analytics, currency: &str) -> Result<String, Error> {
    let is_compared = question.compare != Compare::None;
    let head = head(question.group_by.as_slice(), is_compared);
    let names: Row = head.iter().map(|(name, _)| (*name).to_owned()).collect();
    let rows = answer.rows.iter().cloned().map(|each| row(each, &answer.period, is_compared, currency));
    let rows: Vec<Row> = std::iter::once(names).chain(rows).collect();
    let bytes = csv::csv_bytes(rows.iter().map(|row| row.iter().map(String::as_str)))?;
    // Excel reads a CSV as UTF-8 only after a byte order mark.
    Ok(format!("\u{feff}{}", String::from_utf8_lossy(&bytes)))
}

fn head(groupings: &[Grouping], is_compared: bool) -> Vec<Column> {
    let mut head: Vec<Column> = groupings.iter().flat_map(|grouping| columns_of(*grouping)).copied().collect();
    for measure in Measure::ALL {
        head.push((column(*measure, false), Kind::Count));
        if *measure == Measure::UniqueCallers {
            head.push(("Unique callers are estimated", Kind::Text));
        }
    }
    if is_compared {
        head.extend(Measure::ALL.iter().map(|measure| (column(*measure, true), Kind::Count)));
    }
    let rest = ["Currency", "From", "To", "Time zone"];
    head.extend(rest.map(|name| (name, Kind::Text)));
    head
}

fn columns_of(grouping: Grouping) -> &'static [Column] {
    match grouping {
        Grouping::Number => &[("Number", Kind::Text), ("Number's name", Kind::Text), ("Number's id", Kind::Text)],
        Grouping::Group => &[("Group", Kind::Text), ("Group's id", Kind::Text)],
        Grouping::Source => &[("Source", Kind::Text)],
        Grouping::Status => &[("Status", Kind::Text)],
        Grouping::Tag => &[("Tag", Kind::Text)],
        Grouping::CallFlow => &[("Call flow", Kind::Text)],
        Grouping::Date => &[("Day", Kind::Text)],
        Grouping::Week => &[("Week from", Kind::Text)],
        Grouping::Month => &[("Month", Kind::Text)],
        Grouping::HourOfDay => &[("Hour of day", Kind::Count)],
        Grouping::DayOfWeek => &[("Day of week (1 is Monday)", Kind::Count)],
    }
}

/// The name of a measure's column, and of the one of the period before.
fn column(measure: Measure, is_before: bool) -> &'static str {
    let (now, before) = match measure {
        Measure::Calls => ("Calls", "Calls before"),
        Measure::Answered => ("Answered", "Answered before"),
        Measure::Missed => ("Missed", "Missed before"),
        Measure::Voicemails => ("Voicemails", "Voicemails before"),
        Measure::AnswerRate => ("Answer rate (percent)", "Answer rate before (percent)"),
        Measure::FirstTimeCallers => ("First-time callers", "First-time callers before"),
        Measure::UniqueCallers => ("Unique callers", "Unique callers before"),
        Measure::TalkSeconds => ("Talk (seconds)", "Talk before (seconds)"),
        Measure::AverageTalkSeconds => ("Average talk (seconds)", "Average talk before (seconds)"),
        Measure::AverageAnswerSeconds => {
            ("Average time to answer (seconds)", "Average time to answer before (seconds)")
        }
        Measure::Qualified => ("Qualified", "Qualified before"),
        Measure::ValueCents => ("Value", "Value before"),
    };
    if is_before { before } else { now }
}

fn row(row: AnalyticsRow, period: &Period, is_compared: bool, currency: &str) -> Row {
    let mut cells: Row = row.keys.into_iter().flat_map(cells_of).collect();
    for measure in Measure::ALL {
        cells.push(figure(*measure, &row.totals));
        if *measure == Measure::UniqueCallers {
            cells.push(if row.totals.unique_callers_is_estimate { "yes" } else { "no" }.to_owned());
        }
    }
    if is_compared {
        let before = |measure: &Measure| row.totals_before.map(|before| figure(*measure, &before)).unwrap_or_default();
        cells.extend(Measure::ALL.iter().map(before));
    }
    let zone = period.zone().iana_name().unwrap_or("UTC").to_owned();
    let days = period.days();
    cells.extend([currency.to_owned(), days.first().to_string(), days.last().to_string(), zone]);
    cells
}

fn cells_of(key: Key) -> Vec<String> {
    match key {
        Key::Number { id, name, phone_number } => vec![phone_number.to_string(), name, id.to_string()],
        Key::Group(group) => {
            let (id, name) = group.unzip();
            vec![name.unwrap_or_default(), id.map(|id| id.to_string()).unwrap_or_default()]
        }
        Key::Source(source) => vec![source],
        Key::Status(status) => vec![status.word().to_owned()],
        Key::Tag(tag) => vec![tag.map(|(_, name)| name).unwrap_or_default()],
        Key::CallFlow => vec![String::new()],
        Key::Date(day) | Key::Week(day) => vec![day.to_string()],
        Key::Month(first) => vec![first.strftime("%Y-%m").to_string()],
        Key::HourOfDay(hour) => vec![hour.to_string()],
        Key::DayOfWeek(day) => vec![day.to_monday_one_offset().to_string()],
    }
}

/// A figure to calculate with; empty where none is known.
fn figure(measure: Measure, totals: &Totals) -> String {
    let Some(value) = measure.of(totals) else { return String::new() };
    match measure {
        // Core has a rate in the hundredth part of a percent, and money in the hundredth part of the currency.
        Measure::AnswerRate | Measure::ValueCents => {
            let sign = if value < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", value.abs() / 100, value.abs() % 100)
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crewline_core::calls::Sums;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_row_has_a_cell_for_each_column() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let now = crewline_core::time::Timestamp::from_millis(1_772_452_800_000);
        let period = Period::new(crewline_core::reports::calendar::PeriodChoice::default(), &zone, now).unwrap();
        let sums = Sums { calls: 3, answered: 2, value_cents: 12_050, ..Sums::default() };
        let totals = Totals { sums, unique_callers: 2, unique_callers_is_estimate: true };
        for (keys, is_compared) in [
            (vec![], false),
            (vec![Key::Group(None), Key::Date(date(2026, 3, 2)), Key::HourOfDay(7)], true),
            (vec![Key::Source("Radio".to_owned()), Key::CallFlow], true),
        ] {
            let groupings: Vec<Grouping> = keys.iter().map(Key::grouping).collect();
            let head = head(&groupings, is_compared);
            let cells = row(AnalyticsRow { keys, totals, totals_before: None }, &period, is_compared, "USD");
            assert_eq!(head.len(), cells.len(), "{head:?}");
            let cell = |name: &str| cells[head.iter().position(|(head, _)| *head == name).unwrap()].as_str();
            assert_eq!((cell("Calls"), cell("Answer rate (percent)"), cell("Value")), ("3", "66.67", "120.50"));
            assert_eq!((cell("Unique callers are estimated"), cell("Average talk (seconds)")), ("yes", ""));
            assert_eq!((cell("From"), cell("Time zone")), ("2026-02-01", "America/Chicago"));
        }
    }

    #[test]
    fn the_columns_of_measures_are_named_after_them() {
        for measure in Measure::ALL {
            assert!(
                column(*measure, true).contains("before") && !column(*measure, false).contains("before"),
                "{measure}"
            );
        }
    }
}
