//! Settings → Tags.

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::tags::{self, Draft, MAX_USES, Tag};
use crewline_core::{Error, Fields};

use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use super::tags_page::{SettingsTags, TagEdit, TagRow};
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused, with_query};
use crate::state::App;
use crate::view::{Flash, Nav, SelectField, SelectOption, TagBadge, TextField, colours, counted, grouped};

/// The address of the tab below the business's.
const PATH: &str = "/settings/tags";

/// The fields of a tag, with what was typed.
fn name_and_colour(name: &str, colour: &str, fields: &Fields) -> (TextField, SelectField) {
    let error = |field: &str| fields.get(field).map(str::to_owned);
    (
        TextField { name: "tag_name", value: name.into(), error: error("name") },
        SelectField { error: error("colour"), ..SelectField::new("colour", colour, colours()) },
    )
}

async fn filled_list(
    app: &App,
    browser: &Browser,
    may: &May<actions::ManageTags>,
    (tag_name, colour): (TextField, SelectField),
) -> Result<SettingsTags, PageFailure> {
    let viewpoint = may.viewpoint();
    let layout = build_layout(app, viewpoint, browser, Nav::Settings).await?;
    let uses = tags::uses(&app.db, &viewpoint.may()?).await?;
    let rows = uses.into_iter().map(|used| TagRow {
        id: used.tag.id.to_string(),
        calls: match used.calls {
            MAX_USES => format!("{} calls or more", grouped(MAX_USES)),
            calls => counted(usize::try_from(calls).unwrap_or_default(), "call", "calls"),
        },
        calls_href: with_query(&layout.href("/calls"), &[("tag", &used.tag.name)]),
        tag: used.tag.into(),
    });
    Ok(SettingsTags {
        rows: rows.collect(),
        tabs: tabs_of(viewpoint, &layout, SettingsTab::Tags),
        layout,
        tag_name,
        colour,
    })
}

/// The tags.
pub(crate) async fn index(
    Page(may): Page<May<actions::ManageTags>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    page(&filled_list(&app, &browser, &may, name_and_colour("", "blue", &Fields::none())).await?)
}

/// The fields of a form that was sent.
fn draft(form: &Form) -> Draft {
    Draft { name: Some(form.get("tag_name").to_owned()), colour: Some(form.get("colour").to_owned()) }
}

fn done(app: &App, viewpoint: &Viewpoint, sentence: impl Into<String>) -> Answer {
    let answer = go_to(&format!("/b/{}{PATH}", viewpoint.slug()));
    Ok(with_flash(app, answer, &Flash::good(sentence)))
}

/// Adds a tag.
pub(crate) async fn create(
    Page(may): Page<May<actions::ManageTags>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let fields = match tags::add(&app.db, &may, &draft(&form)).await {
        Ok(tag) => return done(&app, may.viewpoint(), format!("The tag {} is added.", tag.name)),
        Err(Error::Fields(fields)) => fields,
        Err(Error::Conflict { sentence, .. }) => Fields(vec![("name", sentence)]),
        Err(error) => return Err(error.into()),
    };
    let typed = name_and_colour(form.get("tag_name"), form.get("colour"), &fields);
    refused(&filled_list(&app, &browser, &may, typed).await?)
}

async fn filled_edit(
    app: &App,
    browser: &Browser,
    held: &Held<Tag, actions::ManageTags>,
    (tag_name, colour): (TextField, SelectField),
    into: &str,
    into_error: Option<String>,
) -> Result<TagEdit, PageFailure> {
    let viewpoint = held.viewpoint();
    let uses = tags::uses(&app.db, &viewpoint.may()?).await?;
    let calls = uses.iter().find(|used| used.tag.id == held.id).map_or(0, |used| used.calls);
    let others = uses.into_iter().filter(|used| used.tag.id != held.id);
    let others: Vec<_> = others.map(|used| SelectOption::new(used.tag.id.to_string(), used.tag.name)).collect();
    Ok(TagEdit {
        layout: build_layout(app, viewpoint, browser, Nav::Settings).await?,
        id: held.id.to_string(),
        tag: TagBadge::from(held.thing().clone()),
        calls: match calls {
            MAX_USES => format!("{} calls or more", grouped(MAX_USES)),
            calls => counted(usize::try_from(calls).unwrap_or_default(), "call", "calls"),
        },
        tag_name,
        colour,
        into: SelectField { error: into_error, ..SelectField::new("into", into, others) },
    })
}

fn stored(held: &Held<Tag, actions::ManageTags>) -> (TextField, SelectField) {
    name_and_colour(&held.name, held.colour.word(), &Fields::none())
}

/// One tag, to be changed, merged or removed.
pub(crate) async fn edit(
    Page(held): Page<Held<Tag, actions::ManageTags>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    page(&filled_edit(&app, &browser, &held, stored(&held), "", None).await?)
}

/// Renames a tag, and gives it another colour.
pub(crate) async fn update(
    Page(held): Page<Held<Tag, actions::ManageTags>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    match tags::edit(&app.db, &held, &draft(&form)).await {
        Ok(tag) => done(&app, held.viewpoint(), format!("The tag {} is saved.", tag.name)),
        Err(Error::Fields(fields)) => {
            let typed = name_and_colour(form.get("tag_name"), form.get("colour"), &fields);
            refused(&filled_edit(&app, &browser, &held, typed, "", None).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Merges a tag into another.
pub(crate) async fn merge(
    Page(held): Page<Held<Tag, actions::ManageTags>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let into = form.get("into");
    let merged = match into.parse() {
        Ok(other) => tags::merge(&app.db, &held, other).await,
        Err(_) => Err(Error::Fields(Fields(vec![("into", "Choose another tag from the list.".to_owned())]))),
    };
    match merged {
        Ok(other) => done(&app, held.viewpoint(), format!("{} is merged into {}.", held.name, other.name)),
        Err(Error::Fields(fields)) => {
            let error = fields.get("into").map(str::to_owned);
            refused(&filled_edit(&app, &browser, &held, stored(&held), into, error).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Removes a tag.
pub(crate) async fn delete(Page(held): Page<Held<Tag, actions::ManageTags>>, State(app): State<App>) -> Answer {
    let calls = tags::remove(&app.db, &held).await?;
    let calls = counted(usize::try_from(calls).unwrap_or(usize::MAX), "call", "calls");
    done(&app, held.viewpoint(), format!("The tag {} is removed, also from {calls}.", held.name))
}
