//! Adding a number, and editing one.

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::numbers::{self, Draft, Number, formatted};
use crewline_core::{Error, Fields};

use super::form_page::{EditedNumber, NumberForm};
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::menus::group_choices;
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, SelectField, SelectOption, TextField};

/// The form's input, and what is wrong with it.
struct NumberFormInput<'t> {
    phone_number: &'t str,
    draft: Draft,
    fields: Fields,
    error: Option<String>,
}

impl<'t> NumberFormInput<'t> {
    fn from_form(form: &'t Form) -> Self {
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
    input: NumberFormInput<'_>,
) -> Result<NumberForm, PageFailure> {
    let layout = build_layout(app, viewpoint, browser, Nav::Numbers).await?;
    let NumberFormInput { phone_number, draft, fields, error } = input;
    let entry = |name: &'static str, value: &str| TextField {
        name,
        value: value.to_owned(),
        error: fields.get(name).map(str::to_owned),
    };
    let groups = std::iter::once(SelectOption::new("", "No group")).chain(group_choices(app, &viewpoint.may()?).await?);
    Ok(NumberForm {
        layout,
        editing: editing.map(|number| EditedNumber {
            id: number.id.to_string(),
            name: number.friendly_name.clone(),
            phone: formatted(number.phone_number.as_str(), viewpoint.country()).to_string(),
        }),
        phone_number: entry("phone_number", phone_number),
        friendly_name: entry("friendly_name", &draft.friendly_name),
        source: entry("source", &draft.source),
        group: SelectField {
            error: fields.get("group_id").map(str::to_owned),
            ..SelectField::new("group_id", draft.group_id.clone(), groups.collect())
        },
        forward_to: entry("forward_to", &draft.forward_to),
        record_calls: draft.records_calls,
        error,
    })
}

/// The form to add a number that the business has at its carrier.
pub(crate) async fn new(Page(may): Page<May<actions::AddNumbers>>, State(app): State<App>, browser: Browser) -> Answer {
    let input = NumberFormInput { phone_number: "", draft: Draft::default(), fields: Fields::none(), error: None };
    page(&form(&app, &browser, may.viewpoint(), None, input).await?)
}

/// Adds the number.
pub(crate) async fn create(
    Page(may): Page<May<actions::AddNumbers>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let input = NumberFormInput::from_form(&posted);
    match numbers::add(&app.db, &may, input.phone_number, &input.draft).await {
        Ok(number) => {
            let answer = go_to(&format!("/b/{}/numbers/{}", may.viewpoint().slug(), number.id));
            Ok(with_flash(&app, answer, &Flash::good(format!("{} is added.", number.friendly_name))))
        }
        Err(Error::Fields(fields)) => {
            refused(&form(&app, &browser, may.viewpoint(), None, NumberFormInput { fields, ..input }).await?)
        }
        Err(Error::Conflict { sentence, .. }) => {
            let mut fields = Fields::none();
            fields.add("phone_number", sentence);
            refused(&form(&app, &browser, may.viewpoint(), None, NumberFormInput { fields, ..input }).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The form to edit a number.
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
        forward_to: held.forward_to.as_ref().map(|to| formatted(to.as_str(), country).to_string()).unwrap_or_default(),
        records_calls: held.records_calls,
    };
    let input = NumberFormInput { phone_number: "", draft, fields: Fields::none(), error: None };
    page(&form(&app, &browser, held.viewpoint(), Some(held.thing()), input).await?)
}

/// Saves the number.
pub(crate) async fn update(
    Page(held): Page<Held<Number, actions::EditNumbers>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let input = NumberFormInput::from_form(&posted);
    match numbers::edit(&app.db, &held, &input.draft).await {
        Ok(number) => {
            let answer = go_to(&format!("/b/{}/numbers/{}", held.viewpoint().slug(), number.id));
            Ok(with_flash(&app, answer, &Flash::good("Your changes are saved.")))
        }
        Err(Error::Fields(fields)) => refused(
            &form(&app, &browser, held.viewpoint(), Some(held.thing()), NumberFormInput { fields, ..input }).await?,
        ),
        Err(error) => Err(error.into()),
    }
}
