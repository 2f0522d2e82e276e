//! The forms on a call's page: tags and rating, notes, the block of its caller.

use axum::extract::State;
use crewline_core::access::{Held, actions};
use crewline_core::calls::notes;
use crewline_core::calls::{self, Annotation, Call, TagChange};
use crewline_core::numbers::formatted;
use crewline_core::{Error, Fields};

use super::call::{Typed, filled_page};
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::redirect::go_to;
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

fn done(app: &App, held: &Held<Call, impl crewline_core::access::Action>, place: &str, sentence: String) -> Answer {
    let answer = go_to(&format!("/b/{}/calls/{}{place}", held.viewpoint().slug(), held.id));
    Ok(with_flash(app, answer, &Flash::good(sentence)))
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
        Ok(_) => return done(&app, &held, "", "The call is saved.".to_owned()),
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
        Ok(_) => return done(&app, &held, "#notes", "The note is saved.".to_owned()),
        Err(Error::Fields(fields)) => fields.get("text").unwrap_or_default().to_owned(),
        Err(Error::Conflict { sentence, .. }) => sentence,
        Err(error) => return Err(error.into()),
    };
    refused(&filled_page(&app, &browser, &held, Typed::Note(typed, &sentence)).await?)
}

/// Blocks the caller of a call.
pub(crate) async fn block(Page(held): Page<Held<Call, actions::BlockCallers>>, State(app): State<App>) -> Answer {
    match calls::block_caller(&app.db, &held).await {
        Ok(blocked) => {
            let caller = formatted(&blocked.caller, held.viewpoint().country()).to_string();
            done(&app, &held, "", format!("{caller} is blocked: the next calls are rejected."))
        }
        Err(error @ (Error::Fields(_) | Error::Conflict { .. })) => {
            let sentence = match error {
                Error::Fields(fields) => fields.get("caller").unwrap_or_default().to_owned(),
                other => other.to_string(),
            };
            let answer = go_to(&format!("/b/{}/calls/{}", held.viewpoint().slug(), held.id));
            Ok(with_flash(&app, answer, &Flash::bad(sentence)))
        }
        Err(error) => Err(error.into()),
    }
}
