//! Saved reports as pages.

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::reports::saved::{self, Cursor, Draft, SavedQuestion, SavedReport};
use crewline_core::{Error, Fields};
use jiff::tz::TimeZone;

use super::chart_figure::ChartFigure;
use super::page_question::{PageQuestion, read};
use super::report_address::ReportAddress;
use super::saved_page::{ReportRow, SavedReports};
use super::saved_question::{address, filter_words, measures_of, words};
use super::{choices, letter, schedule};
use crate::http::extract::{Form, QueryString};
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout, business_zone};
use crate::page::saved_form_page::{SavedForm, SavedKind, SavedRemoval};
use crate::page::{Answer, page, refused, with_query};
use crate::state::App;
use crate::view::{Flash, Nav, Pager, TextField, When, moment_words, omission_sentence};

/// The address of the list below the business's.
const PATH: &str = "/reports";

/// Reports on a page.
const PAGE_SIZE: i64 = 50;

/// The viewpoint's own reports, and those that are shared.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeAnalytics>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let (viewpoint, cursor) = (may.viewpoint(), query.cursor::<Cursor>()?);
    let layout = build_layout(&app, viewpoint, &browser, Nav::Analytics).await?;
    let list = saved::list(&app.db, &may, cursor, PAGE_SIZE).await?;
    let older = list.older.map(|cursor| with_query(&layout.href(PATH), &[("cursor", &cursor.to_string())]));
    let mut pager = Pager::by_time(cursor.map(|_| layout.href(PATH)), older);
    pager.newer_label = "Newest";
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let rows = list.reports.into_iter().map(|report| ReportRow {
        id: report.id.to_string(),
        name: report.name.clone(),
        omission: report.omission.filter(|_| !report.matches_nothing).map(omission_sentence),
        href: (!report.matches_nothing).then(|| address(viewpoint.slug(), &report.question)),
        about: words(&report.question),
        filters: filter_words(&report),
        sharing: match (&report.author, report.is_shared) {
            (_, false) => "Only you".to_owned(),
            (Some(author), true) => format!("Everybody, shared by {author}"),
            (None, true) => "Everybody".to_owned(),
        },
        updated_at: When::moment(report.updated_at.jiff(), &zone, now),
        schedule: schedule_words(&report, &business_zone(viewpoint)),
        sent_at: report.sent_at.map(|at| When::moment(at.jiff(), &zone, now)),
        problem: report.problem.clone(),
        may_send: app.mailer.is_some() && viewpoint.allows(actions::SendReports),
        may_edit: report.may_edit,
    });
    page(&SavedReports { rows: rows.collect(), pager, layout })
}

/// The schedule and its next run in words; empty where the report has none.
fn schedule_words(report: &SavedReport, zone: &TimeZone) -> String {
    let Some((schedule, next)) = report.schedule.as_ref().zip(report.next_run_at) else { return String::new() };
    let next = moment_words(next.jiff(), zone);
    if report.is_mailed {
        format!("{}, also to you. Next: {next}", schedule::words(schedule))
    } else {
        format!("{}. Next: {next}", schedule::words(schedule))
    }
}

/// The question of the address.
async fn question(app: &App, viewpoint: &Viewpoint, query: &QueryString) -> Result<SavedQuestion, PageFailure> {
    let PageQuestion { question, refusal } = read(app, viewpoint, query)?;
    if let Some(refusal) = refusal {
        return Err(query.refused(refusal.sentence));
    }
    let figure = ChartFigure::from_word(query.get("measure").trim());
    let figure = figure.ok_or_else(|| query.refused("Chart: choose one of the figures from the list."))?;
    choices::require(app, viewpoint, &question.filter).await?;
    Ok(SavedQuestion { question, measures: measures_of(figure) })
}

async fn new_form(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    query: &QueryString,
    saved: &SavedQuestion,
    name: TextField,
    is_shared: bool,
) -> Result<SavedForm, PageFailure> {
    let layout = build_layout(app, viewpoint, browser, Nav::Analytics).await?;
    Ok(SavedForm {
        kind: SavedKind::Report,
        replaceable: Vec::new(),
        title: "Save this question",
        about: words(saved),
        back: (ReportAddress::of_analytics(viewpoint.slug(), query).text(), "Analytics"),
        name,
        shared: viewpoint.allows(actions::ShareReports).then_some(is_shared),
        error: None,
        layout,
    })
}

/// The form that saves the question of its address.
pub(crate) async fn new(
    Page(may): Page<May<actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let saved = question(&app, may.viewpoint(), &query).await?;
    page(&new_form(&app, &browser, may.viewpoint(), &query, &saved, TextField::new("name"), false).await?)
}

/// Saves the question of the address.
pub(crate) async fn create(
    Page(may): Page<May<actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
    form: Form,
) -> Answer {
    let viewpoint = may.viewpoint();
    let saved = question(&app, viewpoint, &query).await?;
    let (name, is_shared) = (form.get("name"), form.has("shared"));
    let draft = Draft {
        name: Some(name.to_owned()),
        question: Some(saved.clone()),
        is_shared: viewpoint.allows(actions::ShareReports).then_some(is_shared),
        schedule: None,
    };
    let (fields, error) = match saved::add(&app.db, &may, &draft).await {
        Ok(report) => return done(&app, viewpoint, format!("The report {} is saved.", report.name)),
        Err(Error::Fields(fields)) if fields.get("name").is_some() => (fields, None),
        Err(Error::Conflict { sentence, .. }) => (Fields::none(), Some(sentence)),
        Err(error) => return Err(query.refused_by(error)),
    };
    let field = TextField { name: "name", value: name.to_owned(), error: fields.get("name").map(str::to_owned) };
    let form = new_form(&app, &browser, viewpoint, &query, &saved, field, is_shared).await?;
    refused(&SavedForm { error, ..form })
}

fn done(app: &App, viewpoint: &Viewpoint, sentence: String) -> Answer {
    Ok(with_flash(app, go_to(&format!("/b/{}{PATH}", viewpoint.slug())), &Flash::good(sentence)))
}

/// Whether the viewpoint decides who sees the report: its author, who may share or has shared.
fn decides_sharing(held: &Held<SavedReport, actions::SaveReports>) -> bool {
    held.is_own && (held.is_shared || held.viewpoint().allows(actions::ShareReports))
}

async fn edit_form(
    app: &App,
    browser: &Browser,
    held: &Held<SavedReport, actions::SaveReports>,
    name: TextField,
    is_shared: bool,
) -> Result<SavedForm, PageFailure> {
    let layout = build_layout(app, held.viewpoint(), browser, Nav::Analytics).await?;
    Ok(SavedForm {
        kind: SavedKind::Report,
        replaceable: Vec::new(),
        title: "Edit this report",
        about: words(&held.question),
        back: (layout.href(PATH), "Saved reports"),
        name,
        shared: decides_sharing(held).then_some(is_shared),
        error: None,
        layout,
    })
}

/// The name of a report, and whether the team sees it.
pub(crate) async fn edit(
    Page(held): Page<Held<SavedReport, actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    saved::require_edit(&held)?;
    let name = TextField::with_value("name", &held.name);
    page(&edit_form(&app, &browser, &held, name, held.is_shared).await?)
}

/// Renames a report, shares it, or makes it private again.
pub(crate) async fn update(
    Page(held): Page<Held<SavedReport, actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    saved::require_edit(&held)?;
    let (name, is_shared) = (form.get("name"), form.has("shared"));
    let is_shared_now = decides_sharing(&held).then_some(is_shared);
    let draft = Draft { name: Some(name.to_owned()), is_shared: is_shared_now, ..Draft::default() };
    match saved::edit(&app.db, &held, &draft).await {
        Ok(report) => done(&app, held.viewpoint(), format!("The report {} is saved.", report.name)),
        Err(Error::Fields(fields)) => {
            let error = fields.get("name").map(str::to_owned);
            let other = fields.get("shared").map(str::to_owned);
            let field = TextField { name: "name", value: name.to_owned(), error };
            let form = edit_form(&app, &browser, &held, field, is_shared).await?;
            refused(&SavedForm { error: other, ..form })
        }
        Err(error) => Err(error.into()),
    }
}

/// Has a report mailed to the requester.
pub(crate) async fn send(Page(held): Page<Held<SavedReport, actions::SendReports>>, State(app): State<App>) -> Answer {
    let answer = go_to(&format!("/b/{}{PATH}", held.viewpoint().slug()));
    let flash = match saved::send_to_oneself(&app.db, &held, &app.composer(letter::report)).await {
        Ok(()) => Flash::good(format!("The report {} is on its way to {}.", held.name, held.viewpoint().email())),
        Err(Error::Conflict { sentence, .. }) => Flash::bad(sentence),
        Err(error) => return Err(error.into()),
    };
    Ok(with_flash(&app, answer, &flash))
}

/// Asks whether to remove a report.
pub(crate) async fn confirm_removal(
    Page(held): Page<Held<SavedReport, actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    saved::require_edit(&held)?;
    let layout = build_layout(&app, held.viewpoint(), &browser, Nav::Analytics).await?;
    page(&SavedRemoval { layout, kind: SavedKind::Report, name: held.name.clone(), is_shared: held.is_shared })
}

/// Removes a report.
pub(crate) async fn delete(
    Page(held): Page<Held<SavedReport, actions::SaveReports>>,
    State(app): State<App>,
) -> Answer {
    saved::remove(&app.db, &held).await?;
    done(&app, held.viewpoint(), format!("The report {} is removed.", held.name))
}
