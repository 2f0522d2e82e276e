//! Addresses outside the team to which a report is mailed: what each sees, adding, editing, and removing one.

use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, Viewpoint, actions};
use crewline_core::members::OutsideRecipient;
use crewline_core::reports::saved::{self, OutsideChange, OutsideDraft, SavedReport};
use crewline_core::visibility::{self, chosen_outside};
use crewline_core::{Error, Fields};

use super::outside_page::{OutsideForm, OutsidePage, OutsideRemoval};
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::members::sight::{MAX_LISTED, sight};
use crate::number_access::picker::{PickerState, view};
use crate::page::closed::ClosedForm;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused, with_status};
use crate::state::App;
use crate::view::{Flash, Nav, TextField, When, access_in_words};

/// A report, for somebody who may have it mailed outside the team.
type MailedReport = Held<SavedReport, actions::MailOutside>;
/// An outside recipient, for somebody who may change it.
type Recipient = Held<OutsideRecipient, actions::MailOutside>;

/// The page of a recipient, below the business's address.
fn recipient_href(viewpoint: &Viewpoint, recipient: &OutsideRecipient) -> String {
    format!("/b/{}/report-recipients/{}", viewpoint.slug(), recipient.id)
}

/// How much an address outside the team sees, and what became of its letters.
pub(crate) async fn show(
    Page(held): Page<Held<OutsideRecipient, actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = held.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Analytics).await?;
    let seen = visibility::surfaces(&app.db, &OutsideRecipient::count_scope(&held)).await?;
    let chosen = chosen_outside(&app.db, &held, MAX_LISTED).await?;
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let may_change = viewpoint.allows(actions::MailOutside);
    let href = recipient_href(viewpoint, &held);
    page(&OutsidePage {
        email: held.email.clone(),
        name: held.name.clone(),
        report: held.report_name(viewpoint).map(str::to_owned),
        access: access_in_words(&held.access),
        giver: held.giver.clone(),
        granted: When::day(held.granted_at.jiff(), &zone),
        sent: held.sent_at.map(|at| When::moment(at.jiff(), &zone, now)),
        problem: held.problem.clone(),
        sight: sight(
            &layout,
            viewpoint.country(),
            &held.access,
            chosen,
            seen,
            "Counted as for a viewer. The letters have figures of these numbers alone, and no recordings",
        ),
        edit: may_change.then(|| format!("{href}/edit")),
        remove: may_change.then(|| format!("{href}/removal")),
        layout,
    })
}

/// The form's input, or at first the stored values.
#[derive(Default)]
struct Input {
    email: String,
    name: String,
    picker: PickerState,
}

impl Input {
    fn of(posted: &Form) -> Self {
        Self {
            email: posted.get("email").to_owned(),
            name: posted.get("name").to_owned(),
            picker: PickerState::from_form(posted),
        }
    }

    fn field(name: &'static str, value: &str, fields: &Fields) -> TextField {
        TextField { name, value: value.to_owned(), error: fields.get(name).map(str::to_owned) }
    }
}

async fn new_form(
    app: &App,
    browser: &Browser,
    held: &MailedReport,
    input: &Input,
    fields: &Fields,
    error: Option<String>,
) -> Result<OutsideForm, PageFailure> {
    let viewpoint = held.viewpoint();
    let layout = build_layout(app, viewpoint, browser, Nav::Analytics).await?;
    Ok(OutsideForm {
        title: "Add an address outside the team",
        about: held.name.clone(),
        back: (layout.href(&format!("/reports/{}/schedule", held.id)), "Schedule".to_owned()),
        email: Some(Input::field("email", &input.email, fields)),
        name: Input::field("name", &input.name, fields),
        access: view(app, viewpoint, &input.picker, fields.get("number_access")).await?,
        error,
        save: "Add address",
        layout,
    })
}

/// The form that adds an address to the readers of a scheduled report.
pub(crate) async fn new(Page(held): Page<MailedReport>, State(app): State<App>, browser: Browser) -> Answer {
    saved::require_edit(&held)?;
    if held.schedule.is_none() {
        let back = ("/reports", "Saved reports");
        let form = ClosedForm { title: "Add an address outside the team", nav: Nav::Analytics, back };
        let sentence = "Schedule the report first, then add addresses outside the team.".to_owned();
        return form.answer_with(&app, &browser, held.viewpoint(), StatusCode::CONFLICT, sentence).await;
    }
    page(&new_form(&app, &browser, &held, &Input::default(), &Fields::none(), None).await?)
}

/// Adds an address. The picker's buttons post here too.
pub(crate) async fn create(
    Page(held): Page<MailedReport>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    saved::require_edit(&held)?;
    let input = Input::of(&posted);
    if input.picker.is_picker_button() {
        return page(&new_form(&app, &browser, &held, &input, &Fields::none(), None).await?);
    }
    let draft = OutsideDraft { email: input.email.clone(), name: input.name.clone(), access: input.picker.draft() };
    match saved::add_outside(&app.db, &held, &draft).await {
        Ok(recipient) => {
            let answer = go_to(&format!("/b/{}/reports/{}/schedule", held.viewpoint().slug(), held.id));
            Ok(with_flash(
                &app,
                answer,
                &Flash::good(format!("{} is mailed to {} from now on.", held.name, recipient.email)),
            ))
        }
        Err(Error::Fields(fields)) => refused(&new_form(&app, &browser, &held, &input, &fields, None).await?),
        Err(Error::Conflict { sentence, .. }) => {
            let form = new_form(&app, &browser, &held, &input, &Fields::none(), Some(sentence)).await?;
            with_status(StatusCode::CONFLICT, &form)
        }
        Err(error) => Err(error.into()),
    }
}

async fn edit_form(
    app: &App,
    browser: &Browser,
    held: &Recipient,
    input: &Input,
    fields: &Fields,
) -> Result<OutsideForm, PageFailure> {
    let viewpoint = held.viewpoint();
    Ok(OutsideForm {
        layout: build_layout(app, viewpoint, browser, Nav::Analytics).await?,
        title: "Edit this address",
        about: held.email.clone(),
        back: (recipient_href(viewpoint, held), held.email.clone()),
        email: None,
        name: Input::field("name", &input.name, fields),
        access: view(app, viewpoint, &input.picker, fields.get("number_access")).await?,
        error: None,
        save: "Save Changes",
    })
}

/// The form of what an address sees.
pub(crate) async fn edit(Page(held): Page<Recipient>, State(app): State<App>, browser: Browser) -> Answer {
    let picker = PickerState::from_access(&held.access);
    let input = Input { name: held.name.clone(), picker, ..Input::default() };
    page(&edit_form(&app, &browser, &held, &input, &Fields::none()).await?)
}

/// Saves what an address sees. The picker's buttons post here too.
pub(crate) async fn update(
    Page(held): Page<Recipient>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let input = Input::of(&posted);
    if input.picker.is_picker_button() {
        return page(&edit_form(&app, &browser, &held, &input, &Fields::none()).await?);
    }
    // A form without a choice is refused, as a new address is.
    let access = input.picker.draft().unwrap_or_default();
    let change = OutsideChange { name: Some(input.name.clone()), access: Some(access) };
    match saved::edit_outside(&app.db, &held, &change).await {
        Ok(recipient) => {
            let answer = go_to(&recipient_href(held.viewpoint(), &recipient));
            Ok(with_flash(&app, answer, &Flash::good("Your changes are saved.".to_owned())))
        }
        Err(Error::Fields(fields)) => refused(&edit_form(&app, &browser, &held, &input, &fields).await?),
        Err(error) => Err(error.into()),
    }
}

/// Asks whether to remove an address.
pub(crate) async fn confirm_removal(Page(held): Page<Recipient>, State(app): State<App>, browser: Browser) -> Answer {
    let viewpoint = held.viewpoint();
    page(&OutsideRemoval {
        layout: build_layout(&app, viewpoint, &browser, Nav::Analytics).await?,
        back: recipient_href(viewpoint, &held),
        email: held.email.clone(),
    })
}

/// Removes an address.
pub(crate) async fn delete(Page(held): Page<Recipient>, State(app): State<App>) -> Answer {
    saved::remove_outside(&app.db, &held).await?;
    let answer = go_to(&format!("/b/{}/reports", held.viewpoint().slug()));
    Ok(with_flash(&app, answer, &Flash::good(format!("Nothing is mailed to {} any more.", held.email))))
}
