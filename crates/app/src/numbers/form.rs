//! Adding a number, and editing one.

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::numbers::{self, Draft, Number, shown};
use crewline_core::{Error, Fields};

use super::form_page::{EditedNumber, NumberForm};
use crate::http::extract::Form;
use crate::http::flash::saying;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, shell};
use crate::page::menus::group_choices;
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Choice, Choices, Entry, Flash, Nav};

/// What was typed into the form.
struct Typed<'t> {
    phone_number: &'t str,
    draft: Draft,
    fields: Fields,
    error: Option<String>,
}

impl<'t> Typed<'t> {
    fn of(form: &'t Form) -> Self {
        let draft = Draft {
            friendly_name: form.get("friendly_name").into(),
            source: form.get("source").into(),
            group_id: form.get("group_id").into(),
            forward_to: form.get("forward_to").into(),
            records_calls: form.has("record_calls"),
        };
        Self { phone_number: form.get("phone_number"), draft, fields: Fields::none(), error: None }
    }
}

async fn form(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    editing: Option<&Number>,
    typed: Typed<'_>,
) -> Result<NumberForm, PageFailure> {
    let shell = shell(app, viewpoint, browser, Nav::Numbers).await?;
    let Typed { phone_number, draft, fields, error } = typed;
    let entry = |name: &'static str, value: &str| Entry {
        name,
        value: value.to_owned(),
        error: fields.of(name).map(str::to_owned),
    };
    let groups = std::iter::once(Choice::new("", "No group")).chain(group_choices(app, &viewpoint.may()?).await?);
    Ok(NumberForm {
        shell,
        editing: editing.map(|number| EditedNumber {
            id: number.id.to_string(),
            name: number.friendly_name.clone(),
            phone: shown(number.phone_number.as_str(), viewpoint.country()).to_string(),
        }),
        phone_number: entry("phone_number", phone_number),
        friendly_name: entry("friendly_name", &draft.friendly_name),
        source: entry("source", &draft.source),
        group: Choices {
            error: fields.of("group_id").map(str::to_owned),
            ..Choices::new("group_id", draft.group_id.clone(), groups.collect())
        },
        forward_to: entry("forward_to", &draft.forward_to),
        record_calls: draft.records_calls,
        error,
    })
}

/// The form for a number that the business has at its carrier.
pub(crate) async fn new(Page(may): Page<May<actions::AddNumbers>>, State(app): State<App>, browser: Browser) -> Answer {
    let typed = Typed { phone_number: "", draft: Draft::default(), fields: Fields::none(), error: None };
    page(&form(&app, &browser, may.viewpoint(), None, typed).await?)
}

/// Adds it.
pub(crate) async fn create(
    Page(may): Page<May<actions::AddNumbers>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let typed = Typed::of(&posted);
    match numbers::add(&app.db, &may, typed.phone_number, &typed.draft).await {
        Ok(number) => {
            let answer = go_to(&format!("/b/{}/numbers/{}", may.viewpoint().slug(), number.id));
            Ok(saying(&app, answer, &Flash::good(format!("{} is added.", number.friendly_name))))
        }
        Err(Error::Fields(fields)) => {
            refused(&form(&app, &browser, may.viewpoint(), None, Typed { fields, ..typed }).await?)
        }
        Err(Error::Conflict { sentence, .. }) => {
            let mut fields = Fields::none();
            fields.say("phone_number", sentence);
            refused(&form(&app, &browser, may.viewpoint(), None, Typed { fields, ..typed }).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The form for one that is there.
pub(crate) async fn edit(
    Page(held): Page<Held<Number, actions::EditNumbers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let country = held.viewpoint().country();
    let draft = Draft {
        friendly_name: held.friendly_name.clone(),
        source: held.source.clone(),
        group_id: held.group_id.map(|id| id.to_string()).unwrap_or_default(),
        forward_to: held.forward_to.as_ref().map(|to| shown(to.as_str(), country).to_string()).unwrap_or_default(),
        records_calls: held.records_calls,
    };
    let typed = Typed { phone_number: "", draft, fields: Fields::none(), error: None };
    page(&form(&app, &browser, held.viewpoint(), Some(held.thing()), typed).await?)
}

/// Saves it.
pub(crate) async fn update(
    Page(held): Page<Held<Number, actions::EditNumbers>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let typed = Typed::of(&posted);
    match numbers::edit(&app.db, &held, &typed.draft).await {
        Ok(number) => {
            let answer = go_to(&format!("/b/{}/numbers/{}", held.viewpoint().slug(), number.id));
            Ok(saying(&app, answer, &Flash::good("Your changes are saved.")))
        }
        Err(Error::Fields(fields)) => {
            refused(&form(&app, &browser, held.viewpoint(), Some(held.thing()), Typed { fields, ..typed }).await?)
        }
        Err(error) => Err(error.into()),
    }
}
