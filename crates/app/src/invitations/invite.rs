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
use crate::http::failure::{Told, told};
use crate::http::flash::saying;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::number_access::picker::{Choosing, view};
use crate::number_access::roles::offered;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, refused, with_query, with_status};
use crate::seats::upgrade;
use crate::state::App;
use crate::view::{Entry, Flash, Nav, Obstacle, Roles, Seats, When};

/// What was typed.
#[derive(Default)]
struct Typed {
    name: String,
    email: String,
    role: String,
    choosing: Choosing,
}

impl Typed {
    fn of(form: &Form, viewpoint: &Viewpoint) -> Self {
        let own = |name: &str| form.get(name).to_owned();
        let offered = offered(viewpoint);
        let only = if let [only] = offered[..] { only.word() } else { "" };
        let role = if form.has("role") { own("role") } else { only.to_owned() };
        Self { name: own("name"), email: own("email"), role, choosing: Choosing::typed(form) }
    }

    /// Numbers are chosen for Viewers alone: for every other role the picker is not shown.
    fn draft(&self) -> Draft {
        let is_viewer = self.role.parse() == Ok(Role::Viewer);
        let access = self.choosing.draft().filter(|_| is_viewer).map(Arc::new);
        Draft { name: self.name.clone(), email: self.email.clone(), role: self.role.clone(), access }
    }
}

async fn form(
    app: &App,
    browser: &Browser,
    may: &May<actions::Invite>,
    typed: &Typed,
    fields: &Fields,
    obstacle: Option<Obstacle>,
) -> Result<Invite, PageFailure> {
    let viewpoint = may.viewpoint();
    let usage = seats::usage(&app.db, &viewpoint.may()?, &app.config.terms.plans).await?;
    let entry = |name: &'static str, value: &str| Entry {
        name,
        value: value.to_owned(),
        error: fields.of(name).map(str::to_owned),
    };
    Ok(Invite {
        shell: shell(app, viewpoint, browser, Nav::Users).await?,
        name: entry("name", &typed.name),
        email: entry("email", &typed.email),
        roles: Roles::new(offered(viewpoint), &typed.role, fields.of("role")),
        access: view(app, viewpoint, &typed.choosing, fields.of("number_access")).await?,
        seats: Seats::of(usage.seats).words(),
        obstacle,
    })
}

/// The form; where no seat is left, what can be done about that.
pub(crate) async fn new(Page(may): Page<May<actions::Invite>>, State(app): State<App>, browser: Browser) -> Answer {
    if let Some(full) = upgrade::of(&app, &browser, may.viewpoint()).await? {
        return page(&full);
    }
    page(&form(&app, &browser, &may, &Typed::default(), &Fields::none(), None).await?)
}

/// The address that the form posts to leads back to it.
pub(crate) async fn index(Page(may): Page<May<actions::Invite>>) -> Answer {
    Ok(go_to(&format!("/b/{}/invitations/new", may.viewpoint().slug())))
}

/// Sends it; the picker's buttons post here too.
pub(crate) async fn create(
    Page(may): Page<May<actions::Invite>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let viewpoint = may.viewpoint();
    let typed = Typed::of(&posted, viewpoint);
    if typed.choosing.is_asked() {
        return page(&form(&app, &browser, &may, &typed, &Fields::none(), None).await?);
    }
    no_link_is_shown(&app, viewpoint)?;
    let composer = app.composer(emails::invitation);
    match invitations::invite(&app.db, &may, &app.config.terms, &composer, &typed.draft()).await {
        Ok(Outcome::Added(member)) => {
            let mail = if app.mailer.is_some() { ", and got a mail that says so" } else { "" };
            let sentence = format!("{} had an account and is a member now{mail}.", member.name);
            Ok(saying(&app, go_to(&users(viewpoint)), &Flash::good(sentence)))
        }
        Ok(Outcome::Invited { invitation, link: None }) => {
            let sentence = format!("The invitation is sent to {}.", invitation.email);
            Ok(saying(&app, go_to(&users(viewpoint)), &Flash::good(sentence)))
        }
        Ok(Outcome::Invited { invitation, link: Some(token) }) => {
            by_hand(&app, &browser, viewpoint, &invitation, &token).await
        }
        Err(Error::Fields(fields)) => refused(&form(&app, &browser, &may, &typed, &fields, None).await?),
        Err(error @ Error::SeatLimit(_)) => match upgrade::of(&app, &browser, viewpoint).await? {
            Some(full) => with_status(told(error).status, &full),
            // One has become free in between.
            None => page(&form(&app, &browser, &may, &typed, &Fields::none(), None).await?),
        },
        Err(error @ (Error::AlreadyMember(_) | Error::AlreadyInvited(_) | Error::TooOften { .. } | Error::Rule(_))) => {
            let told = told(error);
            let obstacle = Some(in_the_way(viewpoint, &typed, &told));
            let shown = form(&app, &browser, &may, &typed, &Fields::none(), obstacle).await?;
            let mut answer = with_status(told.status, &shown)?;
            if let Some(seconds) = told.more.wait_seconds {
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

/// What stands in the way, pointing at the row that does.
fn in_the_way(viewpoint: &Viewpoint, typed: &Typed, told: &Told) -> Obstacle {
    let sentence = told.sentence.clone();
    if let Some(member) = told.more.member {
        return Obstacle::with_way(sentence, format!("/b/{}/members/{member}", viewpoint.slug()), "Show the member");
    }
    if told.more.invitation.is_some() {
        let row = with_query(&users(viewpoint), &[("q", typed.email.trim())]);
        return Obstacle::with_way(sentence, row, "Show the invitation");
    }
    Obstacle::plain(sentence)
}

/// Before anything is done: no answer under Log in as holds a credential, and where no mail is sent, this one would.
///
/// # Errors
/// [`Refusal::LinkWhileLoggedInAs`].
pub(crate) fn no_link_is_shown(app: &App, viewpoint: &Viewpoint) -> Result<(), Refusal> {
    let is_shown = app.mailer.is_none() && viewpoint.impersonation().is_some();
    if is_shown { Err(Refusal::LinkWhileLoggedInAs) } else { Ok(()) }
}

/// The page with the link, where no mail is sent.
pub(super) async fn by_hand(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    invitation: &Invitation,
    token: &SecretString,
) -> Answer {
    page(&InvitedByHand {
        shell: shell(app, viewpoint, browser, Nav::Users).await?,
        name: invitation.name.clone(),
        email: invitation.email.clone(),
        link: link(app, token),
        until: When::moment(invitation.expires_at.jiff(), &browser.zone(viewpoint), app.db.now().jiff()),
    })
}

/// The address that a token opens.
pub(crate) fn link(app: &App, token: &SecretString) -> String {
    app.link(&format!("/invitations/{}", token.expose_secret()))
}
