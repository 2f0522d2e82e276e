//! One note on a call, to be changed or removed.

use axum::extract::State;
use crewline_core::access::{Held, Role, Viewpoint, actions};
use crewline_core::calls::notes::{self, Note};
use crewline_core::ids::CallId;
use crewline_core::{Error, access::Refusal};

use super::note_page::NoteEdit;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, TextField};

/// The action that the viewpoint may take on a note: the text of the link that leads to it. `None` means nothing.
pub(super) fn link_text(viewpoint: &Viewpoint, note: &Note) -> Option<&'static str> {
    let may_annotate = viewpoint.allows(actions::AnnotateCalls);
    match note.author == viewpoint.member() {
        _ if !may_annotate => None,
        true => Some("Edit"),
        false if matches!(viewpoint.role(), Role::Owner | Role::Admin) => Some("Remove"),
        false => None,
    }
}

async fn filled_form(
    app: &App,
    browser: &Browser,
    held: &Held<Note, actions::AnnotateCalls>,
    note_text: TextField,
) -> Result<NoteEdit, PageFailure> {
    let viewpoint = held.viewpoint();
    let Some(link) = link_text(viewpoint, held.thing()) else { return Err(Refusal::Forbidden.into()) };
    Ok(NoteEdit {
        layout: build_layout(app, viewpoint, browser, Nav::Calls).await?,
        id: held.id.to_string(),
        call: held.call_id.to_string(),
        author: held.author_name.clone(),
        text: held.text.clone(),
        note_text: (link == "Edit").then_some(note_text),
    })
}

/// The page of a note.
pub(crate) async fn edit(
    Page(held): Page<Held<Note, actions::AnnotateCalls>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let text = TextField::with_value("note_text", held.text.clone());
    page(&filled_form(&app, &browser, &held, text).await?)
}

/// Goes back to a place of a call's page, which says what became of the form.
pub(super) fn back_to_call(app: &App, viewpoint: &Viewpoint, call: CallId, place: &str, flash: &Flash) -> Answer {
    let answer = go_to(&format!("/b/{}/calls/{call}{place}", viewpoint.slug()));
    Ok(with_flash(app, answer, flash))
}

fn done(app: &App, held: &Held<Note, actions::AnnotateCalls>, sentence: &str) -> Answer {
    back_to_call(app, held.viewpoint(), held.call_id, "#notes", &Flash::good(sentence))
}

/// Changes the text of one's own note.
pub(crate) async fn update(
    Page(held): Page<Held<Note, actions::AnnotateCalls>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let typed = form.get("note_text");
    match notes::edit(&app.db, &held, typed).await {
        Ok(_) => done(&app, &held, "The note is saved."),
        Err(Error::Fields(fields)) => {
            let sentence = fields.get("text").unwrap_or_default().to_owned();
            let text = TextField::with_value("note_text", typed).refused(sentence);
            refused(&filled_form(&app, &browser, &held, text).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Removes a note.
pub(crate) async fn delete(Page(held): Page<Held<Note, actions::AnnotateCalls>>, State(app): State<App>) -> Answer {
    notes::remove(&app.db, &held).await?;
    done(&app, &held, "The note is removed.")
}
