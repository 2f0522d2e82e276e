//! The dashboard: the first page of a business.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use crewline_core::Error;
use crewline_core::access::{May, actions};
use crewline_core::calls;
use crewline_core::numbers;
use crewline_core::reports::calendar::{Compare, PeriodChoice};
use crewline_core::reports::{self, Question};
use crewline_core::time::day_of;

use super::callers::to_call_back;
use super::choices;
use super::dashboard_figures::{about, hours, metrics, over_time, rankings};
use super::dashboard_page::{Content, Dashboard, DashboardFilters, DashboardResults, Figures};
use super::part::Part;
use super::question;
use super::report_address::ReportAddress;
use crate::calls::call_row::row;
use crate::http::extract::{Form, QueryString};
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::page::layout::{Browser, build_layout, business_zone};
use crate::page::menus::group_choices;
use crate::page::{Answer, with_status};
use crate::state::App;
use crate::view::{Nav, SelectField, SelectOption, TextField};

/// The newest calls on the page.
const NEWEST: i64 = 6;

/// The page, or only its figures when a script asks for this part.
pub(crate) async fn show(
    Page(may): Page<May<actions::SeeDashboard>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
    headers: HeaderMap,
) -> Answer {
    let viewpoint = may.viewpoint();
    let today = day_of(app.db.now(), &business_zone(viewpoint));
    let question = question::read_of_form(&query, today).map_err(|error| query.refused(error.sentence))?;
    let part = Part::from_word(query.get("show").trim());
    let part = part.ok_or_else(|| query.refused("Show: choose one of the parts of the chart."))?;
    choices::require(&app, viewpoint, &question.filter).await?;
    let choices = choices::number_choices(&app, viewpoint, &question.filter).await?;
    let address = ReportAddress::of_dashboard(viewpoint.slug(), &query);
    let name = match question.period {
        PeriodChoice::Named(name) => Some(name),
        PeriodChoice::Days { .. } => None,
    };
    let layout = build_layout(&app, viewpoint, &browser, Nav::Dashboard).await?;
    let mut results = DashboardResults {
        slug: viewpoint.slug().to_owned(),
        period: layout.period().map(str::to_owned),
        address: address.text(),
        periods: address.periods(name),
        about: String::new(),
        is_rebuilding: false,
        content: Content::NoCalls,
    };
    let status = match reports::dashboard(&app.db, &may, &question).await {
        Ok(dashboard) => {
            results.about = about(&dashboard.period, dashboard.before.as_ref(), viewpoint.business_name());
            results.is_rebuilding = dashboard.is_rebuilding;
            results.content = content(&app, &may, &browser, &question, &dashboard, part, &address, &choices).await?;
            StatusCode::OK
        }
        Err(Error::Fields(fields)) => {
            let sentences: Vec<String> = fields.0.into_iter().map(|(_, sentence)| sentence).collect();
            results.content = Content::Refused(sentences.join(" "));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(error) => return Err(error.into()),
    };
    if headers.get("x-fragment").is_some_and(|part| part == "results") {
        return with_status(status, &results);
    }
    let filters = filters(&app, &may, &query, name.map_or("", |name| name.word()), choices).await?;
    with_status(status, &Dashboard { layout, filters, results })
}

/// The figures, or why there are none.
#[expect(clippy::too_many_arguments, reason = "the parts of one page, each read once")]
async fn content(
    app: &App,
    may: &May<actions::SeeDashboard>,
    browser: &Browser,
    question: &Question,
    dashboard: &reports::Dashboard,
    part: Part,
    address: &ReportAddress,
    names: &[SelectOption],
) -> Result<Content, PageFailure> {
    let viewpoint = may.viewpoint();
    let counts = numbers::count(&app.db, &viewpoint.may()?).await?;
    if counts.active + counts.released == 0 {
        return Ok(Content::NoNumber { may_add: viewpoint.allows(actions::AddNumbers) });
    }
    let filter = calls::Filter {
        numbers: question.filter.numbers().to_vec(),
        groups: question.filter.groups().to_vec(),
        sources: question.filter.sources().to_vec(),
        ..calls::Filter::default()
    };
    let newest = calls::list(&app.db, &viewpoint.may()?, &filter, None, NEWEST).await?.calls;
    if newest.is_empty() && !address.is_filtered() {
        return Ok(Content::NoCalls);
    }
    let (zone, now, country) = (browser.zone(viewpoint), app.db.now().jiff(), viewpoint.country());
    Ok(Content::Figures(Box::new(Figures {
        metrics: metrics(dashboard, address, viewpoint.currency()),
        over_time: over_time(dashboard, part, country),
        parts: part.tabs(address),
        hours: hours(dashboard, country),
        rankings: rankings(dashboard, address),
        to_call_back: to_call_back(app, may, &question.filter, dashboard, names, &zone).await?,
        newest: newest.into_iter().map(|call| row(call, viewpoint, &zone, now)).collect(),
    })))
}

async fn filters(
    app: &App,
    may: &May<actions::SeeDashboard>,
    query: &Form,
    period: &str,
    numbers: Vec<SelectOption>,
) -> Result<DashboardFilters, PageFailure> {
    let viewpoint = may.viewpoint();
    let sources = calls::sources(&app.db, &viewpoint.may()?).await?;
    let compare = [(Compare::Year, "A year earlier"), (Compare::None, "Nothing")];
    Ok(DashboardFilters {
        period: period.to_owned(),
        show: query.get("show").trim().to_owned(),
        from: TextField::with_value("from", query.get("from")),
        to: TextField::with_value("to", query.get("to")),
        compare: SelectField::new(
            "compare",
            query.get("compare"),
            compare.map(|(compare, label)| SelectOption::new(compare.word(), label)).to_vec(),
        ),
        number: SelectField::new("number_id", query.get("number_id"), numbers),
        group: SelectField::new("group_id", query.get("group_id"), group_choices(app, &viewpoint.may()?).await?),
        source: SelectField::new(
            "source",
            query.get("source"),
            sources.into_iter().map(|source| SelectOption::new(source.clone(), source)).collect(),
        ),
    })
}
