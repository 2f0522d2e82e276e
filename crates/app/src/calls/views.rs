//! Views of the list of calls as pages.

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::call_views::{self, CallView, Cursor, Draft, ViewQuestion};
use crewline_core::{Error, Fields};

use super::list_address::CallsAddress;
use super::list_filters::chips;
use super::question::Reader;
use super::view_question::{self, view_words, words};
use super::views_page::{ViewRow, Views};
use crate::http::extract::{Form, QueryString};
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::saved_form_page::{Replaceable, SavedForm, SavedKind, SavedRemoval};
use crate::page::{Answer, page, refused, with_query};
use crate::state::App;
use crate::view::{Flash, Nav, Pager, TextField, When, omission_sentence};

/// The address of the list below the business's.
const PATH: &str = "/call-views";

/// Views on a page.
const PAGE_SIZE: i64 = 50;
/// The most views that the menu above the list of calls offers, and the form that replaces one.
pub(super) const MAX_MENU_ITEMS: i64 = 100;

/// The viewpoint's own views, and those that are shared.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeCalls>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let (viewpoint, cursor) = (may.viewpoint(), query.cursor::<Cursor>()?);
    let layout = build_layout(&app, viewpoint, &browser, Nav::Calls).await?;
    let list = call_views::list(&app.db, &may, cursor.as_ref(), PAGE_SIZE).await;
    let list = list.map_err(|error| query.refused_by(error))?;
    let next = list.next.map(|cursor| with_query(&layout.href(PATH), &[("cursor", &cursor.to_string())]));
    let mut pager = Pager::by_order(cursor.map(|_| layout.href(PATH)), next);
    pager.newer_label = "First";
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let rows = list.views.into_iter().map(|view| ViewRow {
        id: view.id.to_string(),
        name: view.name.clone(),
        omission: view.omission.filter(|_| !view.matches_nothing).map(omission_sentence),
        href: (!view.matches_nothing).then(|| view_question::address(viewpoint.slug(), &view.question).with(&[])),
        about: view_words(&view),
        sharing: match (&view.author, view.is_shared) {
            (_, false) => "Only you".to_owned(),
            (Some(author), true) => format!("Everybody, shared by {author}"),
            (None, true) => "Everybody".to_owned(),
        },
        updated_at: When::moment(view.updated_at.jiff(), &zone, now),
        may_edit: view.may_edit,
    });
    page(&Views { rows: rows.collect(), pager, layout })
}

/// The filters of the address. Numbers and groups that the viewpoint does not see are not found when they are saved.
fn question(app: &App, viewpoint: &Viewpoint, query: &QueryString) -> Result<ViewQuestion, PageFailure> {
    view_question::read(app, viewpoint, query, Reader::Page).map_err(|error| query.refused(error.sentence))
}

/// The views whose filters can be replaced by those of the address.
async fn replaceable(
    app: &App,
    viewpoint: &Viewpoint,
    filters: &CallsAddress,
) -> Result<Vec<Replaceable>, PageFailure> {
    let views = call_views::list(&app.db, &viewpoint.may()?, None, MAX_MENU_ITEMS).await?.views;
    let replaceable = views.into_iter().filter(|view| view.may_edit).map(|view| Replaceable {
        name: view.name.clone(),
        is_shared: view.is_shared,
        action: filters.at(&format!("/b/{}{PATH}/{}/filters", viewpoint.slug(), view.id)),
    });
    Ok(replaceable.collect())
}

async fn new_form(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    query: &QueryString,
    name: TextField,
    is_shared: bool,
) -> Result<SavedForm, PageFailure> {
    let days = question(app, viewpoint, query)?.days();
    let filters = CallsAddress::of(viewpoint.slug(), query);
    let chips = chips(app, viewpoint, &filters).await?;
    Ok(SavedForm {
        kind: SavedKind::View,
        title: "Save these filters",
        about: words(days, chips.into_iter().map(|chip| (chip.label, chip.value))),
        back: (filters.with(&[]), "Calls"),
        name,
        shared: viewpoint.allows(actions::ShareReports).then_some(is_shared),
        replaceable: replaceable(app, viewpoint, &filters).await?,
        error: None,
        layout: build_layout(app, viewpoint, browser, Nav::Calls).await?,
    })
}

/// The form that saves the filters of its address.
pub(crate) async fn new(
    Page(may): Page<May<actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    page(&new_form(&app, &browser, may.viewpoint(), &query, TextField::new("name"), false).await?)
}

/// Saves the filters of the address.
pub(crate) async fn create(
    Page(may): Page<May<actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
    form: Form,
) -> Answer {
    let viewpoint = may.viewpoint();
    let (name, is_shared) = (form.get("name"), form.has("shared"));
    let draft = Draft {
        name: Some(name.to_owned()),
        question: Some(question(&app, viewpoint, &query)?),
        is_shared: viewpoint.allows(actions::ShareReports).then_some(is_shared),
    };
    let (fields, error) = match call_views::add(&app.db, &may, &draft).await {
        Ok(view) => return opened(&app, viewpoint, &view),
        Err(Error::Fields(fields)) if fields.get("name").is_some() => (fields, None),
        Err(Error::Conflict { sentence, .. }) => (Fields::none(), Some(sentence)),
        Err(error) => return Err(query.refused_by(error)),
    };
    let field = TextField { name: "name", value: name.to_owned(), error: fields.get("name").map(str::to_owned) };
    refused(&SavedForm { error, ..new_form(&app, &browser, viewpoint, &query, field, is_shared).await? })
}

/// Leads to the list with the filters of a view that was saved.
fn opened(app: &App, viewpoint: &Viewpoint, view: &CallView) -> Answer {
    let list = view_question::address(viewpoint.slug(), &view.question).with(&[]);
    Ok(with_flash(app, go_to(&list), &Flash::good(format!("The view {} is saved.", view.name))))
}

fn done(app: &App, viewpoint: &Viewpoint, sentence: String) -> Answer {
    Ok(with_flash(app, go_to(&format!("/b/{}{PATH}", viewpoint.slug())), &Flash::good(sentence)))
}

/// Replaces the filters of a view by those of the address.
pub(crate) async fn replace(
    Page(held): Page<Held<CallView, actions::SaveReports>>,
    State(app): State<App>,
    query: QueryString,
) -> Answer {
    call_views::require_edit(&held)?;
    let question = Some(question(&app, held.viewpoint(), &query)?);
    let replaced = call_views::edit(&app.db, &held, &Draft { question, ..Draft::default() }).await;
    opened(&app, held.viewpoint(), &replaced.map_err(|error| query.refused_by(error))?)
}

/// Whether the viewpoint decides who sees the view: its author, who may share or has shared.
fn decides_sharing(held: &Held<CallView, actions::SaveReports>) -> bool {
    held.is_own && (held.is_shared || held.viewpoint().allows(actions::ShareReports))
}

async fn edit_form(
    app: &App,
    browser: &Browser,
    held: &Held<CallView, actions::SaveReports>,
    name: TextField,
    is_shared: bool,
) -> Result<SavedForm, PageFailure> {
    let layout = build_layout(app, held.viewpoint(), browser, Nav::Calls).await?;
    Ok(SavedForm {
        kind: SavedKind::View,
        title: "Edit this view",
        about: view_words(held),
        back: (layout.href(PATH), "Views"),
        name,
        shared: decides_sharing(held).then_some(is_shared),
        replaceable: Vec::new(),
        error: None,
        layout,
    })
}

/// The name of a view, and whether the team sees it.
pub(crate) async fn edit(
    Page(held): Page<Held<CallView, actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    call_views::require_edit(&held)?;
    let name = TextField::with_value("name", &held.name);
    page(&edit_form(&app, &browser, &held, name, held.is_shared).await?)
}

/// Renames a view, shares it, or makes it private again.
pub(crate) async fn update(
    Page(held): Page<Held<CallView, actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    call_views::require_edit(&held)?;
    let (name, is_shared) = (form.get("name"), form.has("shared"));
    let is_shared_now = decides_sharing(&held).then_some(is_shared);
    let draft = Draft { name: Some(name.to_owned()), question: None, is_shared: is_shared_now };
    match call_views::edit(&app.db, &held, &draft).await {
        Ok(view) => done(&app, held.viewpoint(), format!("The view {} is saved.", view.name)),
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

/// Asks whether to remove a view.
pub(crate) async fn confirm_removal(
    Page(held): Page<Held<CallView, actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    call_views::require_edit(&held)?;
    let layout = build_layout(&app, held.viewpoint(), &browser, Nav::Calls).await?;
    page(&SavedRemoval { layout, kind: SavedKind::View, name: held.name.clone(), is_shared: held.is_shared })
}

/// Removes a view.
pub(crate) async fn delete(Page(held): Page<Held<CallView, actions::SaveReports>>, State(app): State<App>) -> Answer {
    call_views::remove(&app.db, &held).await?;
    done(&app, held.viewpoint(), format!("The view {} is removed.", held.name))
}
