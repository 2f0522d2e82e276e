//! Answers in the peer's form, and their comparison.

use crewline_core::calls::Sums;
use crewline_core::reports::analytics::{Analytics, Key};
use crewline_core::reports::{Dashboard, Point, Totals};
use serde_json::{Value, json};

use super::questions::Kind;
use crate::Outcome;

/// Up to this many calls, unique callers are estimated from the large sample, beyond from the small one.
const MAX_LARGE_SAMPLE_CALLS: i64 = 1_000_000;
/// How many callers there are for each in the large sample, and in the small one.
const PARTS: [f64; 2] = [16.0, 256.0];
/// How many standard errors an estimate may be off by.
const MAX_STANDARD_ERRORS: f64 = 4.0;

/// The first difference between an answer of ours and the peer's; or else how far our estimates of unique callers are off, if
/// there are any.
pub(super) fn compare(ours: &Dashboard, peer: &Value) -> Outcome<Option<f64>> {
    let mut errors = Vec::new();
    for (name, totals) in [("totals", Some(ours.totals)), ("totals_before", ours.totals_before)] {
        let totals = totals.ok_or("there is no period before")?;
        errors.extend(compare_totals(name, &totals, &peer[name])?);
    }
    for (name, points) in [("series", &ours.series), ("series_before", &ours.series_before)] {
        for point in points {
            let days = peer[name].as_array().into_iter().flatten().filter(|day| is_in(point, &day[0]));
            let counts: [i64; 4] =
                days.fold([0; 4], |sums, day| std::array::from_fn(|at| sums[at] + day[at + 1].as_i64().unwrap_or(0)));
            same(&format!("{name} from {}", point.bucket.days.first()), &json!(four(&point.sums)), &json!(counts))?;
        }
    }
    let hours = ours
        .hours
        .iter()
        .map(|count| json!([count.hour.day.to_monday_one_offset(), count.hour.hour, count.calls, count.missed]));
    same("hours", &hours.collect(), &peer["hours"])?;
    let named = |name: &str, sums: &Sums| {
        let [calls, answered, missed, voicemails] = four(sums);
        json!([name, calls, answered, missed, voicemails])
    };
    same("sources", &ours.top_sources.iter().map(|top| named(&top.source, &top.sums)).collect(), &peer["sources"])?;
    same("numbers", &ours.top_numbers.iter().map(|top| named(&top.name, &top.sums)).collect(), &peer["numbers"])?;
    let moments = ours.to_call_back.iter().map(|caller| json!(caller.at.millis()));
    same("to_call_back", &moments.collect(), &peer["to_call_back"])?;
    Ok(errors.into_iter().reduce(f64::max))
}

/// The first difference between an answer to a single question and the peer's; or else a cell for the table.
pub(super) fn compare_single(kind: Kind, ours: &Analytics, peer: &Value) -> Outcome<String> {
    let percent = |error: f64| format!("{:.1} %", error * 100.0);
    let count = |value: &Value| value.as_i64().ok_or("DuckDB's answer is no count");
    match kind {
        Kind::Totals | Kind::ByDay | Kind::BySourceAndMonth | Kind::ByHourOfWeek => {
            compare_rows(kind, ours, peer)?;
            Ok("equal".to_owned())
        }
        Kind::Callers => {
            let error = compare_callers(kind.word(), &ours.totals, count(&peer[0])?)?;
            Ok(error.map_or_else(|| "equal".to_owned(), |error| format!("within {}", percent(error))))
        }
        Kind::ApproximateCallers => {
            let (approximate, exact) = (count(&peer[0])?, count(&peer[1])?);
            let error = compare_callers(kind.word(), &ours.totals, exact)?.unwrap_or_default();
            Ok(format!("ours within {}, DuckDB's {}", percent(error), percent(relative_error(approximate, exact))))
        }
    }
}

/// Compares the rows, whose order does not matter.
fn compare_rows(kind: Kind, ours: &Analytics, peer: &Value) -> Outcome {
    let rows = ours.rows.iter().filter(|row| row.totals.sums.calls > 0);
    let ours: Vec<Value> =
        rows.map(|row| row.keys.iter().map(key).chain(six(&row.totals.sums).map(Value::from)).collect()).collect();
    // Without groupings there is a row also of no calls.
    let calls = kind.groupings().len();
    let theirs = peer.as_array().into_iter().flatten().filter(|row| row[calls].as_i64() != Some(0));
    let (ours, theirs) = (sorted(ours), sorted(theirs.cloned().collect()));
    same(&format!("the number of rows {}", kind.word()), &json!(ours.len()), &json!(theirs.len()))?;
    ours.iter().zip(&theirs).try_for_each(|(ours, theirs)| same(kind.word(), ours, theirs))
}

fn sorted(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_cached_key(Value::to_string);
    rows
}

fn key(key: &Key) -> Value {
    match key {
        Key::Source(source) => json!(source),
        Key::Date(first) | Key::Week(first) | Key::Month(first) => json!(first.to_string()),
        Key::HourOfDay(hour) => json!(hour),
        Key::DayOfWeek(weekday) => json!(weekday.to_monday_one_offset()),
        // No question here is grouped by these.
        Key::Number { .. } | Key::Group(_) | Key::Status(_) | Key::Tag(_) | Key::CallFlow => Value::Null,
    }
}

/// Returns the error of an estimate.
fn compare_totals(name: &str, totals: &Totals, peer: &Value) -> Outcome<Option<f64>> {
    let theirs: Vec<&Value> = peer.as_array().into_iter().flatten().take(6).collect();
    same(name, &six(&totals.sums).map(Value::from).into_iter().collect(), &json!(theirs))?;
    compare_callers(name, totals, peer[6].as_i64().unwrap_or_default())
}

/// Returns the error of an estimate. Its standard error is that of a binomial count: each caller is in the sample or not.
fn compare_callers(name: &str, totals: &Totals, exact: i64) -> Outcome<Option<f64>> {
    let unique = totals.unique_callers;
    if !totals.unique_callers_is_estimate {
        same(&format!("unique callers of {name}"), &json!(unique), &json!(exact))?;
        return Ok(None);
    }
    let error = relative_error(unique, exact);
    let part = PARTS[usize::from(totals.sums.calls > MAX_LARGE_SAMPLE_CALLS)];
    if error > MAX_STANDARD_ERRORS * ((part - 1.0) / exact.max(1) as f64).sqrt() {
        return Err(format!("unique callers of {name}: estimated {unique}, and they are {exact}").into());
    }
    Ok(Some(error))
}

fn relative_error(estimate: i64, exact: i64) -> f64 {
    (estimate - exact).abs() as f64 / exact.max(1) as f64
}

/// The sums that both sides have.
fn six(sums: &Sums) -> [i64; 6] {
    let [calls, answered, missed, voicemails] = four(sums);
    [calls, answered, missed, voicemails, sums.first_time_callers, sums.talk_seconds]
}

fn four(sums: &Sums) -> [i64; 4] {
    [sums.calls, sums.answered, sums.missed, sums.voicemails]
}

/// Whether a day, such as `2026-03-01`, is in a point's bucket.
fn is_in(point: &Point, day: &Value) -> bool {
    let (first, last) = (point.bucket.days.first().to_string(), point.bucket.days.last().to_string());
    day.as_str().is_some_and(|day| first.as_str() <= day && day <= last.as_str())
}

fn same(what: &str, ours: &Value, peer: &Value) -> Outcome {
    if ours == peer {
        return Ok(());
    }
    Err(format!("{what} differ: ours {ours}, DuckDB's {peer}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_compared_within_its_error_and_a_count_exactly() {
        let totals = |calls, unique_callers, unique_callers_is_estimate| Totals {
            sums: Sums { calls, ..Sums::default() },
            unique_callers,
            unique_callers_is_estimate,
        };
        assert_eq!(compare_callers("a", &totals(200, 100, false), 100).unwrap(), None);
        assert!(compare_callers("a", &totals(200, 101, false), 100).is_err());
        // The standard error of 900,000 callers in the large sample is 0.41 %, that of 2,500,000 in the small one 1.01 %.
        for (calls, exact, within, beyond) in
            [(1_000_000, 900_000, 913_000, 916_000), (3_000_000, 2_500_000, 2_600_000, 2_602_500)]
        {
            assert!(compare_callers("a", &totals(calls, within, true), exact).is_ok());
            assert!(compare_callers("a", &totals(calls, beyond, true), exact).is_err());
        }
    }

    #[test]
    fn rows_are_compared_in_any_order() {
        let rows = |texts: &[&str]| sorted(texts.iter().map(|text| json!([text, 1])).collect());
        assert_eq!(rows(&["b", "a"]), rows(&["a", "b"]));
        assert_ne!(rows(&["b", "a"]), rows(&["a", "c"]));
    }
}
