//! The forms on a call's page: tags and rating, notes, the block of its caller.

use axum::extract::State;
use crewline_core::access::{Held, actions};
use crewline_core::calls::notes;
use crewline_core::calls::{self, Annotation, Call, TagChange};
use crewline_core::numbers::formatted;
use crewline_core::{Error, Fields};

use super::call::{Typed, filled_page};
use super::note::back_to_call;
use crate::http::extract::Form;
use crate::http::guard::Page;
use crate::page::layout::Browser;
use crate::page::{Answer, refused};
use crate::state::App;
use crate::view::{Flash, parse_amount};

/// Names of tags that were typed in one field, with commas between them.
pub(super) fn typed_tags(typed: &str) -> Vec<String> {
    typed.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The annotations of a call, as the form has them.
fn annotation(form: &Form) -> Result<Annotation, Fields> {
    let kept: Vec<&str> = form.values("tag").collect();
    let taken = form.values("had_tag").filter(|tag| !kept.contains(tag)).map(str::to_owned);
    let value = form.get("value").trim();
    let value_cents = match value {
        "" => None,
        value => Some(
            parse_amount(value)
                .ok_or_else(|| Fields(vec![("value_cents", "Type an amount like 125 or 125.50.".to_owned())]))?,
        ),
    };
    Ok(Annotation {
        tags: Some(TagChange::Change { add: typed_tags(form.get("add_tag")), remove: taken.collect() }),
        qualified: match form.get("qualified") {
            "yes" => Some(Some(true)),
            "no" => Some(Some(false)),
            "unsaid" => Some(None),
            _ => None,
        },
        value_cents: form.has("value").then_some(value_cents),
        spam: Some(form.get("spam") == "yes"),
    })
}

/// Tags and rates a call.
pub(crate) async fn update(
    Page(held): Page<Held<Call, actions::AnnotateCalls>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let saved = match annotation(&form) {
        Ok(annotation) => calls::annotate(&app.db, &held, &annotation).await,
        Err(fields) => Err(Error::Fields(fields)),
    };
    let fields = match saved {
        Ok(_) => return back_to_call(&app, held.viewpoint(), held.id, "", &Flash::good("The call is saved.")),
        Err(Error::Fields(fields)) => fields,
        Err(Error::Conflict { sentence, .. }) => Fields(vec![("tags", sentence)]),
        Err(error) => return Err(error.into()),
    };
    refused(&filled_page(&app, &browser, &held, Typed::Annotation(&form, &fields)).await?)
}

/// Writes a note on a call.
pub(crate) async fn create_note(
    Page(held): Page<Held<Call, actions::AnnotateCalls>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let typed = form.get("note_text");
    let sentence = match notes::add(&app.db, &held, typed).await {
        Ok(_) => return back_to_call(&app, held.viewpoint(), held.id, "#notes", &Flash::good("The note is saved.")),
        Err(Error::Fields(fields)) => fields.get("text").unwrap_or_default().to_owned(),
        Err(Error::Conflict { sentence, .. }) => sentence,
        Err(error) => return Err(error.into()),
    };
    refused(&filled_page(&app, &browser, &held, Typed::Note(typed, &sentence)).await?)
}

/// Blocks the caller of a call.
pub(crate) async fn block(Page(held): Page<Held<Call, actions::BlockCallers>>, State(app): State<App>) -> Answer {
    let flash = match calls::block_caller(&app.db, &held).await {
        Ok(blocked) => {
            let caller = formatted(&blocked.caller, held.viewpoint().country()).to_string();
            Flash::good(format!("{caller} is blocked: the next calls are rejected."))
        }
        Err(Error::Fields(fields)) => Flash::bad(fields.get("caller").unwrap_or_default().to_owned()),
        Err(error @ Error::Conflict { .. }) => Flash::bad(error.to_string()),
        Err(error) => return Err(error.into()),
    };
    back_to_call(&app, held.viewpoint(), held.id, "", &flash)
}
