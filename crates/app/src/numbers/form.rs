//! Adding a number, and editing one.

use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::members::{AccessEffect, Changed, Saving};
use crewline_core::numbers::{self, Draft, Number, Status, formatted};
use crewline_core::{Error, Fields};

use super::form_page::{EditedNumber, NumberForm};
use crate::http::extract::{Form, QueryString};
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::{go_to, own_path};
use crate::number_access::effect_form::{effect_answer, saving};
use crate::number_access::effect_part::EffectPart;
use crate::page::closed::ClosedForm;
use crate::page::layout::{Browser, build_layout};
use crate::page::menus::group_choices;
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, SelectField, SelectOption, TextField};

/// The form's input, what is wrong with it, and what saving it does.
struct NumberFormInput<'t> {
    phone_number: &'t str,
    /// The page that the form was opened from, if it is one of ours.
    return_to: Option<&'t str>,
    draft: Draft,
    fields: Fields,
    effect: EffectPart,
    needs_confirmation: bool,
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
        let return_to = own_path(form.get("return_to"));
        Self { phone_number: form.get("phone_number"), return_to, ..Self::of(draft) }
    }

    fn of(draft: Draft) -> Self {
        let (fields, effect) = (Fields::none(), EffectPart::default());
        Self { phone_number: "", return_to: None, draft, fields, effect, needs_confirmation: false, error: None }
    }

    /// The input of a form that asks about its effect.
    fn asking(self, effect: &AccessEffect) -> Self {
        Self { effect: EffectPart::of(effect), needs_confirmation: true, ..self }
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
    let NumberFormInput { phone_number, return_to, draft, fields, effect, needs_confirmation, error } = input;
    let entry = |name: &'static str, value: &str| TextField {
        name,
        value: value.to_owned(),
        error: fields.get(name).map(str::to_owned),
    };
    let groups = std::iter::once(SelectOption::new("", "No group")).chain(group_choices(app, &viewpoint.may()?).await?);
    Ok(NumberForm {
        layout,
        return_to: return_to.map(str::to_owned),
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
        effect,
        needs_confirmation,
        error,
    })
}

/// The form to add a number that the business has at its carrier.
pub(crate) async fn new(Page(may): Page<May<actions::AddNumbers>>, State(app): State<App>, browser: Browser) -> Answer {
    let input = NumberFormInput::of(Draft::default());
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
    match numbers::add_if(&app.db, &may, input.phone_number, &input.draft, saving(&posted)).await {
        Ok(Changed { effect, is_saved: false, .. }) => {
            page(&form(&app, &browser, may.viewpoint(), None, input.asking(&effect)).await?)
        }
        Ok(Changed { thing: number, .. }) => {
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

/// Answers only the effect of adding a number to the chosen group. The script requests it while the person edits the form.
pub(crate) async fn effect_of_new(
    Page(may): Page<May<actions::AddNumbers>>,
    State(app): State<App>,
    posted: Form,
) -> Answer {
    effect_answer(numbers::effect_of_add(&app.db, &may, posted.get("group_id")).await)
}

/// Answers only the effect of the chosen group.
pub(crate) async fn effect(
    Page(held): Page<Held<Number, actions::EditNumbers>>,
    State(app): State<App>,
    posted: Form,
) -> Answer {
    // The other fields have no effect to show, and may be half input.
    let draft = Draft { group_id: posted.get("group_id").to_owned(), ..Draft::of(&held) };
    effect_answer(numbers::edit_if(&app.db, &held, &draft, Saving::DryRun).await.map(|changed| changed.effect))
}

/// The form to edit a number.
pub(crate) async fn edit(
    Page(held): Page<Held<Number, actions::EditNumbers>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    if held.status == Status::Released {
        let form = ClosedForm { title: "Edit number", nav: Nav::Numbers, back: ("/numbers", "Numbers") };
        let sentence = "This number was released, so it is not edited any more. Its history stays.".to_owned();
        return form.answer_with(&app, &browser, held.viewpoint(), StatusCode::CONFLICT, sentence).await;
    }
    let country = held.viewpoint().country();
    let draft = Draft {
        friendly_name: held.friendly_name.clone(),
        source: held.source.clone(),
        group_id: held.group_id.map(|id| id.to_string()).unwrap_or_default(),
        forward_to: held.forward_to.as_ref().map(|to| formatted(to.as_str(), country).to_string()).unwrap_or_default(),
        records_calls: held.records_calls,
    };
    let input = NumberFormInput { return_to: own_path(query.get("return_to")), ..NumberFormInput::of(draft) };
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
    match numbers::edit_if(&app.db, &held, &input.draft, saving(&posted)).await {
        Ok(Changed { effect, is_saved: false, .. }) => {
            page(&form(&app, &browser, held.viewpoint(), Some(held.thing()), input.asking(&effect)).await?)
        }
        Ok(Changed { thing: number, .. }) => {
            let number_page = format!("/b/{}/numbers/{}", held.viewpoint().slug(), number.id);
            let answer = go_to(input.return_to.unwrap_or(&number_page));
            Ok(with_flash(&app, answer, &Flash::good("Your changes are saved.")))
        }
        Err(Error::Fields(fields)) => refused(
            &form(&app, &browser, held.viewpoint(), Some(held.thing()), NumberFormInput { fields, ..input }).await?,
        ),
        Err(error) => Err(error.into()),
    }
}
