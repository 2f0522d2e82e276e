//! The form that deletes the business.

use axum::extract::State;
use crewline_core::access::{May, actions};
use crewline_core::deletion::{self, Contents, DAYS, Request};
use crewline_core::{Error, Fields};

use super::form_page::DeletionForm;
use crate::emails;
use crate::http::extract::Form;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, confirmation, page, refused};
use crate::state::App;
use crate::view::{Nav, TextField, counted, moment_words};

type Deleting = May<actions::DeleteBusiness>;

async fn form_page(
    app: &App,
    browser: &Browser,
    may: &Deleting,
    typed: &str,
    fields: &Fields,
) -> Result<DeletionForm, PageFailure> {
    let viewpoint = may.viewpoint();
    let removal_at = app.db.now().plus_seconds(DAYS * 86_400);
    let error = |name: &str| fields.get(name).map(str::to_owned);
    Ok(DeletionForm {
        layout: build_layout(app, viewpoint, browser, Nav::Settings).await?,
        contents: contents_in_words(deletion::contents(&app.db, may).await?),
        removal: moment_words(removal_at.jiff(), &browser.zone(viewpoint)),
        is_mailed: app.mailer.is_some(),
        deleted_name: TextField { name: "deleted_name", value: typed.to_owned(), error: error("deleted_name") },
        confirm: confirmation::required_field(fields),
    })
}

/// Describes everything that is deleted with the business: `3 members, 40 numbers, more than 10,000 calls`.
fn contents_in_words(contents: Contents) -> String {
    let calls = match contents.has_more_calls() {
        true => format!("more than {}", counted(contents.calls - 1, "call", "calls")),
        false => counted(contents.calls, "call", "calls"),
    };
    let members = counted(contents.members, "member", "members");
    format!("{members}, {}, {calls}", counted(contents.numbers, "number", "numbers"))
}

/// The form.
pub(crate) async fn new(Page(may): Page<Deleting>, State(app): State<App>, browser: Browser) -> Answer {
    page(&form_page(&app, &browser, &may, "", &Fields::none()).await?)
}

/// Deletes the business, and leads to the page where it can be taken back.
pub(crate) async fn create(Page(may): Page<Deleting>, State(app): State<App>, browser: Browser, form: Form) -> Answer {
    let name = form.get("deleted_name").to_owned();
    let recent = match confirmation::prove_now(&app, may.viewpoint(), &form).await? {
        Ok(recent) => recent,
        Err(fields) => return refused(&form_page(&app, &browser, &may, &name, &fields).await?),
    };
    let request = Request { name: name.clone() };
    match deletion::ask(&app.db, &may, &recent, &request, &app.composer(emails::deletion)).await {
        Ok(_) => Ok(go_to(&format!("/b/{}/deletion", may.viewpoint().slug()))),
        Err(Error::Fields(fields)) => refused(&form_page(&app, &browser, &may, &name, &fields).await?),
        Err(error) => Err(error.into()),
    }
}
