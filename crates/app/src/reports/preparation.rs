//! Answers that are prepared, since their questions read many calls: the form that asks for one, and its progress.

use axum::extract::State;
use crewline_core::Error;
use crewline_core::access::{May, actions};
use crewline_core::reports::prepared::{self, Large, Preparing};
use crewline_core::time::{Timestamp, day_of};
use jiff::tz::TimeZone;

use super::analytics_page::{AsOf, LargeQuestion, PrepareForm, Progress};
use super::choices;
use super::page_question::{PageQuestion, read};
use super::report_address::ReportAddress;
use crate::http::extract::QueryString;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::redirect::go_to;
use crate::page::Answer;
use crate::state::App;
use crate::view::{Flash, counted, grouped};

/// Has the answer to the question of this address prepared. The page of analytics then shows how far it is.
pub(crate) async fn create(
    Page(may): Page<May<actions::SeeAnalytics>>,
    State(app): State<App>,
    query: QueryString,
) -> Answer {
    let viewpoint = may.viewpoint();
    let back = go_to(&ReportAddress::of_analytics(viewpoint.slug(), &query).text());
    // The page says what to change about a question that has no answer.
    let Ok(PageQuestion { question, refusal: None }) = read(&app, viewpoint, &query) else { return Ok(back) };
    choices::require(&app, viewpoint, &question.filter).await?;
    match prepared::prepare(&app.db, &may, &question, app.config.report_limits).await {
        Ok(()) | Err(Error::Fields(_)) => Ok(back),
        Err(Error::Conflict { sentence, .. }) => Ok(with_flash(&app, back, &Flash::bad(sentence))),
        Err(error) => Err(error.into()),
    }
}

fn form(address: &ReportAddress, period: Option<&str>) -> PrepareForm {
    PrepareForm { action: address.below("preparation", &[]), period: period.map(str::to_owned) }
}

/// The part of the page about a question of many calls. `period` is that of Log in as.
pub(super) fn large(large: Large, address: &ReportAddress, period: Option<&str>) -> LargeQuestion {
    let progress = |Preparing { done, total }: Preparing| Progress {
        calls: format!("{} of {} read", grouped(done), counted(total, "call", "calls")),
        percent: (done * 100).checked_div(total).unwrap_or_default(),
    };
    LargeQuestion {
        calls: counted(large.calls, "call", "calls"),
        prepare: form(address, period),
        progress: large.preparing.map(progress),
        address: address.text(),
        problem: large.problem,
    }
}

/// When the calls of an answer were read, in the time zone of its figures: the time alone on the same day.
pub(super) fn as_of(
    at: Timestamp,
    now: Timestamp,
    zone: &TimeZone,
    address: &ReportAddress,
    period: Option<&str>,
) -> AsOf {
    let format = if day_of(at, zone) == day_of(now, zone) { "%H:%M" } else { "%H:%M on %-d %b %Y" };
    let moment = zone.to_datetime(at.jiff()).strftime(format).to_string();
    AsOf { moment, again: form(address, period) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_today_names_its_time_alone() {
        let address =
            ReportAddress::of_analytics("northline", &QueryString::of("status=missed", "/b/northline/analytics"));
        let zone = TimeZone::get("America/New_York").unwrap();
        let at = Timestamp::from("2026-03-02T15:32:00Z".parse::<jiff::Timestamp>().unwrap());
        let words = |hours: i64| as_of(at, at.plus_seconds(hours * 3_600), &zone, &address, None).moment;
        assert_eq!([words(1), words(20)], ["10:32", "10:32 on 2 Mar 2026"]);
        let form = as_of(at, at, &zone, &address, Some("imp_1")).again;
        assert_eq!(form.action, "/b/northline/analytics/preparation?status=missed");
        assert_eq!(form.period.as_deref(), Some("imp_1"));
    }

    #[test]
    fn progress_is_in_calls_and_in_hundredths() {
        let address = ReportAddress::of_analytics("northline", &QueryString::of("", "/b/northline/analytics"));
        let part = |preparing| large(Large { calls: 3_000_000, preparing, problem: None }, &address, None);
        let shown = part(Some(Preparing { done: 1_200_000, total: 3_000_000 }));
        let progress = shown.progress.unwrap();
        assert_eq!((progress.calls.as_str(), progress.percent), ("1,200,000 of 3,000,000 calls read", 40));
        assert_eq!(part(Some(Preparing { done: 0, total: 0 })).progress.unwrap().percent, 0);
        assert!(part(None).progress.is_none() && part(None).calls == "3,000,000 calls");
    }
}
