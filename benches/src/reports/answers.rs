//! Answers of the dashboard in the peer's form, and their comparison.

use crewline_core::calls::Sums;
use crewline_core::reports::{Dashboard, Point, Totals};
use serde_json::{Value, json};

use crate::Outcome;

/// The most that an estimate of unique callers may be off by, as a part of them.
const MAX_ESTIMATE_ERROR: f64 = 0.1;

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

/// Returns the error of an estimate.
fn compare_totals(name: &str, totals: &Totals, peer: &Value) -> Outcome<Option<f64>> {
    let sums = &totals.sums;
    let counts = four(sums).into_iter().chain([sums.first_time_callers, sums.talk_seconds]);
    let theirs: Vec<&Value> = peer.as_array().into_iter().flatten().take(6).collect();
    same(name, &counts.map(Value::from).collect(), &json!(theirs))?;
    let (unique, exact) = (totals.unique_callers, peer[6].as_i64().unwrap_or_default());
    if !totals.unique_callers_is_estimate {
        same(&format!("unique callers of {name}"), &json!(unique), &json!(exact))?;
        return Ok(None);
    }
    let error = (unique - exact).abs() as f64 / exact.max(1) as f64;
    if error > MAX_ESTIMATE_ERROR {
        return Err(format!("unique callers of {name}: estimated {unique}, and they are {exact}").into());
    }
    Ok(Some(error))
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
