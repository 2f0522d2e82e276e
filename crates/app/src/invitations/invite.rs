//! Invite User.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use crewline_core::access::{May, Refusal, Role, Viewpoint, actions};
use crewline_core::invitations::{self, Draft, Invitation, Outcome};
use crewline_core::seats;
use crewline_core::{Error, Fields};
use secrecy::{ExposeSecret, SecretString};

use super::invite_page::{Invite, InvitedByHand};
use crate::emails;
use crate::http::extract::Form;
use crate::http::failure::{ErrorReport, report};
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::number_access::picker::{PickerState, view};
use crate::number_access::roles::grantable_roles;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused, with_query, with_status};
use crate::seats::upgrade;
use crate::state::App;
use crate::view::{Flash, Nav, Obstacle, Roles, Seats, TextField, When};

/// The form's input.
#[derive(Default)]
struct InviteForm {
    name: String,
    email: String,
    role: String,
    picker: PickerState,
}

impl InviteForm {
    fn from_form(form: &Form, viewpoint: &Viewpoint) -> Self {
        let text = |name: &str| form.get(name).to_owned();
        let roles = grantable_roles(viewpoint);
        let only = if let [only] = roles[..] { only.word() } else { "" };
        let role = if form.has("role") { text("role") } else { only.to_owned() };
        Self { name: text("name"), email: text("email"), role, picker: PickerState::from_form(form) }
    }

    /// The picker counts for Viewers alone: it is not shown for any other role.
    fn draft(&self) -> Draft {
        let is_viewer = self.role.parse() == Ok(Role::Viewer);
        let access = self.picker.draft().filter(|_| is_viewer).map(Arc::new);
        Draft { name: self.name.clone(), email: self.email.clone(), role: self.role.clone(), access }
    }
}

async fn form(
    app: &App,
    browser: &Browser,
    may: &May<actions::Invite>,
    form: &InviteForm,
    fields: &Fields,
    obstacle: Option<Obstacle>,
) -> Result<Invite, PageFailure> {
    let viewpoint = may.viewpoint();
    let usage = seats::usage(&app.db, &viewpoint.may()?, &app.config.terms.plans).await?;
    let entry = |name: &'static str, value: &str| TextField {
        name,
        value: value.to_owned(),
        error: fields.get(name).map(str::to_owned),
    };
    Ok(Invite {
        layout: build_layout(app, viewpoint, browser, Nav::Users).await?,
        name: entry("name", &form.name),
        email: entry("email", &form.email),
        roles: Roles::new(grantable_roles(viewpoint), &form.role, fields.get("role")),
        access: view(app, viewpoint, &form.picker, fields.get("number_access")).await?,
        seats: Seats::of(usage.seats).words(),
        obstacle,
    })
}

/// The form, or the upgrade prompt when no seat is left.
pub(crate) async fn new(Page(may): Page<May<actions::Invite>>, State(app): State<App>, browser: Browser) -> Answer {
    ensure_no_link_is_shown(&app, may.viewpoint())?;
    if let Some(full) = upgrade::of(&app, &browser, may.viewpoint()).await? {
        return page(&full);
    }
    page(&form(&app, &browser, &may, &InviteForm::default(), &Fields::none(), None).await?)
}

/// A GET of the address that the form posts to redirects to the form.
pub(crate) async fn index(Page(may): Page<May<actions::Invite>>) -> Answer {
    Ok(go_to(&format!("/b/{}/invitations/new", may.viewpoint().slug())))
}

/// Sends the invitation. The picker's buttons post here too.
pub(crate) async fn create(
    Page(may): Page<May<actions::Invite>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let viewpoint = may.viewpoint();
    let input = InviteForm::from_form(&posted, viewpoint);
    if input.picker.is_picker_button() {
        return page(&form(&app, &browser, &may, &input, &Fields::none(), None).await?);
    }
    ensure_no_link_is_shown(&app, viewpoint)?;
    let composer = app.composer(emails::invitation);
    match invitations::invite(&app.db, &may, &app.config.terms, &composer, &input.draft()).await {
        Ok(Outcome::Added(member)) => {
            let mail = if app.mailer.is_some() { ", and a mail that says so is on its way" } else { "" };
            let sentence = format!("{} had an account and is a member now{mail}.", member.name);
            Ok(with_flash(&app, go_to(&users(viewpoint)), &Flash::good(sentence)))
        }
        Ok(Outcome::Invited { invitation, link: None }) => {
            let sentence = format!("The invitation is on its way to {}.", invitation.email);
            Ok(with_flash(&app, go_to(&users(viewpoint)), &Flash::good(sentence)))
        }
        Ok(Outcome::Invited { invitation, link: Some(token) }) => {
            link_page(&app, &browser, viewpoint, &invitation, &token).await
        }
        Err(Error::Fields(fields)) => refused(&form(&app, &browser, &may, &input, &fields, None).await?),
        Err(error @ Error::SeatLimit(_)) => match upgrade::of(&app, &browser, viewpoint).await? {
            Some(full) => with_status(report(error).status, &full),
            // A seat became free in between.
            None => page(&form(&app, &browser, &may, &input, &Fields::none(), None).await?),
        },
        Err(error @ (Error::AlreadyMember(_) | Error::AlreadyInvited(_) | Error::TooOften { .. } | Error::Rule(_))) => {
            let report = report(error);
            let obstacle = Some(obstacle_of(viewpoint, &input, &report));
            let page_shown = form(&app, &browser, &may, &input, &Fields::none(), obstacle).await?;
            let mut answer = with_status(report.status, &page_shown)?;
            if let Some(seconds) = report.details.wait_seconds {
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Ok(answer)
        }
        Err(error) => Err(error.into()),
    }
}

fn users(viewpoint: &Viewpoint) -> String {
    format!("/b/{}/users", viewpoint.slug())
}

/// The error as an obstacle, with a link to the row that is in the way.
fn obstacle_of(viewpoint: &Viewpoint, form: &InviteForm, report: &ErrorReport) -> Obstacle {
    let sentence = report.sentence.clone();
    if let Some(member) = report.details.member {
        return Obstacle::with_link(sentence, format!("/b/{}/members/{member}", viewpoint.slug()), "Show the member");
    }
    if report.details.invitation.is_some() {
        let row = with_query(&users(viewpoint), &[("q", form.email.trim())]);
        return Obstacle::with_link(sentence, row, "Show the invitation");
    }
    Obstacle::plain(sentence)
}

/// Refuses to invite under Log in as when no mail is sent: the answer would show the link, which is a credential.
///
/// # Errors
/// Returns [`Refusal::LinkWhileLoggedInAs`] in that case.
pub(crate) fn ensure_no_link_is_shown(app: &App, viewpoint: &Viewpoint) -> Result<(), Refusal> {
    let is_shown = app.mailer.is_none() && viewpoint.impersonation().is_some();
    if is_shown { Err(Refusal::LinkWhileLoggedInAs) } else { Ok(()) }
}

/// The page with the link, for an instance that sends no mail.
pub(super) async fn link_page(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    invitation: &Invitation,
    token: &SecretString,
) -> Answer {
    page(&InvitedByHand {
        layout: build_layout(app, viewpoint, browser, Nav::Users).await?,
        name: invitation.name.clone(),
        email: invitation.email.clone(),
        link: acceptance_url(app, token),
        until: When::moment(invitation.expires_at.jiff(), &browser.zone(viewpoint), app.db.now().jiff()),
    })
}

/// The address of an invitation's link.
pub(crate) fn acceptance_url(app: &App, token: &SecretString) -> String {
    app.link(&format!("/invitations/{}", token.expose_secret()))
}
