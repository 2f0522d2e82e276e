//! Analytics: a question about calls, and its answer as a chart and a table. The question is wholly in the address.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use crewline_core::access::{May, actions};
use crewline_core::reports::analytics::RowsPage;
use crewline_core::reports::calendar::PeriodChoice;
use crewline_core::reports::prepared::{Reply, ask};
use crewline_core::{Error, numbers};

use super::analytics_chart::ChartQuestion;
use super::analytics_export;
use super::analytics_form;
use super::analytics_page::{Analytics, AnalyticsResults, Answer as Answered, Content};
use super::analytics_table::table;
use super::dashboard_figures::about;
use super::page_question::{PageQuestion, read};
use super::preparation;
use super::question::Unreadable;
use super::report_address::ReportAddress;
use super::{chart_figure::ChartFigure, choices};
use crate::exports;
use crate::http::extract::QueryString;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, with_status};
use crate::state::App;
use crate::view::Nav;

/// The page, or only its answer when a script asks for this part.
pub(crate) async fn show(
    Page(may): Page<May<actions::SeeAnalytics>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
    headers: HeaderMap,
) -> Answer {
    let viewpoint = may.viewpoint();
    let read = read(&app, viewpoint, &query)?;
    let figure = ChartFigure::from_word(query.get("measure").trim());
    let figure = figure.ok_or_else(|| query.refused("Chart: choose one of the figures from the list."))?;
    let cursor = query.cursor()?;
    choices::require(&app, viewpoint, &read.question.filter).await?;
    let address = ReportAddress::of_analytics(viewpoint.slug(), &query);
    let name = match read.question.period {
        PeriodChoice::Named(name) => Some(name),
        PeriodChoice::Days { .. } => None,
    };
    let layout = build_layout(&app, viewpoint, &browser, Nav::Analytics).await?;
    let mut refusal = read.refusal;
    let mut results = AnalyticsResults {
        slug: viewpoint.slug().to_owned(),
        periods: address.periods(name.filter(|_| refusal.is_none())),
        about: String::new(),
        is_rebuilding: false,
        as_of: None,
        content: Content::NoCalls { is_filtered: address.is_filtered() },
    };
    let counts = numbers::count(&app.db, &viewpoint.may()?).await?;
    if counts.active + counts.released == 0 {
        results.content = Content::NoNumber { may_add: viewpoint.allows(actions::AddNumbers) };
    } else if refusal.is_none() {
        match ask(&app.db, &may, &read.question, RowsPage::ALL, app.config.report_limits).await {
            Ok(Reply::Large(large)) => {
                results.content = Content::Large(Box::new(preparation::large(large, &address, layout.period())));
            }
            Ok(Reply::Answer(answer, as_of)) => {
                let (now, zone) = (app.db.now(), answer.period.zone());
                results.as_of = as_of.map(|at| preparation::as_of(at, now, zone, &address, layout.period()));
                results.about = about(&answer.period, answer.before.as_ref(), viewpoint.business_name());
                results.is_rebuilding = answer.is_rebuilding;
                let has_calls = |totals: &crewline_core::reports::Totals| totals.sums.calls > 0;
                if has_calls(&answer.totals) || answer.totals_before.as_ref().is_some_and(has_calls) {
                    let chart_question = ChartQuestion {
                        answer: &answer,
                        groupings: read.question.group_by.as_slice(),
                        figure,
                        currency: viewpoint.currency(),
                        country: viewpoint.country(),
                        address: &address,
                    };
                    let table = table(&answer, &read.question, cursor, figure, viewpoint.currency(), &address);
                    results.content = Content::Answer(Box::new(Answered {
                        title: chart_question.title(),
                        chart: chart_question.chart(),
                        table: table.map_err(|error| query.refused_by(error))?,
                    }));
                }
            }
            Err(Error::Fields(fields)) => refusal = Some(refusal_of(fields.0, &query)?),
            Err(error) => return Err(error.into()),
        }
    }
    let mut status = StatusCode::OK;
    if let Some(refusal) = &refusal {
        results.content = Content::Refused(refusal.sentence.clone());
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    if headers.get("x-fragment").is_some_and(|part| part == "results") {
        return with_status(status, &results);
    }
    let period = name.map_or("", |name| name.word());
    let mut question = analytics_form::form(&app, viewpoint, &query, &read.question, period, &address).await?;
    if matches!(results.content, Content::NoNumber { .. } | Content::Refused(_)) {
        question.save = None;
    }
    if matches!(results.content, Content::NoNumber { .. } | Content::Refused(_) | Content::Large(_)) {
        question.export = None;
    }
    if let Some(Unreadable { name, sentence }) = refusal {
        match name {
            "group_by" => question.groupings_error = Some(sentence),
            "from" => question.from = question.from.refused(sentence),
            _ => question.to = question.to.refused(sentence),
        }
    }
    with_status(status, &Analytics { layout, question, results })
}

/// All rows of the same question, as a CSV file or a workbook.
pub(crate) async fn export(
    Page(may): Page<May<actions::Export>>,
    State(app): State<App>,
    query: QueryString,
) -> Answer {
    let format = exports::FileFormat::from_name(query.get("format")).map_err(|error| query.refused_by(error))?;
    let viewpoint = may.viewpoint();
    let PageQuestion { question, refusal } = read(&app, viewpoint, &query)?;
    if let Some(refusal) = refusal {
        return Err(query.refused(refusal.sentence));
    }
    choices::require(&app, viewpoint, &question.filter).await?;
    let exported = analytics_export::calls(&app, &may, question, format).await;
    exported.map(exports::csv::for_spreadsheets).map_err(|error| query.refused_by(error))
}

/// The part of the question that core refuses.
fn refusal_of(fields: Vec<(&'static str, String)>, query: &QueryString) -> Result<Unreadable, PageFailure> {
    let sentences: Vec<String> = fields.iter().map(|(_, sentence)| sentence.clone()).collect();
    let sentence = sentences.join(" ");
    match fields.first() {
        Some(("period", _)) => Ok(Unreadable { name: "to", sentence }),
        Some(("group_by", _)) => Ok(Unreadable { name: "group_by", sentence }),
        _ => Err(query.refused(sentence)),
    }
}
