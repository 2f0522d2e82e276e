//! One invitation: its page, sending it again, and cancelling it.

use axum::extract::State;
use crewline_core::Error;
use crewline_core::access::{Held, actions, may_grant};
use crewline_core::invitations::{self, Invitation, Status};
use crewline_core::numbers;

use super::invitation_page::{InvitationCancel, InvitationPage};
use super::invite::{ensure_no_link_is_shown, link_page};
use crate::emails;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::redirect::go_to;
use crate::page::closed::ClosedForm;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Flash, Nav, When, access_in_words, delivery_in_words, delivery_status_in_words};

type Own = Held<Invitation, actions::Invite>;

/// The most numbers and groups that are listed.
const MAX_LISTED: usize = 200;

/// The page of an invitation.
pub(crate) async fn show(
    Page(held): Page<Held<Invitation, actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = held.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Users).await?;
    let (zone, now, country) = (browser.zone(viewpoint), app.db.now().jiff(), viewpoint.country());
    let names = invitations::promised_names(&app.db, &held).await?;
    let path = layout.href(&format!("/invitations/{}", held.id));
    let is_open = matches!(held.status, Status::Pending | Status::Expired);
    let may_manage = is_open && held.is_manageable_by(viewpoint);
    let to = |what: &str| may_manage.then(|| format!("{path}/{what}"));
    let expires = held.expires_at.jiff();
    let (numbers, groups) = (names.numbers.len(), names.groups.len());
    page(&InvitationPage {
        name: held.name.clone(),
        email: held.email.clone(),
        role: held.role,
        status: held.status,
        access: access_in_words(&held.access),
        more: numbers.saturating_sub(MAX_LISTED) + groups.saturating_sub(MAX_LISTED),
        numbers: names
            .numbers
            .into_iter()
            .take(MAX_LISTED)
            .map(|(name, digits)| (name, numbers::formatted(&digits, country).to_string()))
            .collect(),
        groups: names.groups.into_iter().take(MAX_LISTED).collect(),
        inviter: held.inviter.clone(),
        created: When::moment(held.created_at.jiff(), &zone, now),
        sent: When::moment(held.sent_at.jiff(), &zone, now),
        expires: When::moment(expires, &zone, now),
        delivery: delivery_status_in_words(held.delivery.status),
        problem: delivery_in_words(&held.delivery),
        resend: to("resend"),
        edit: to("edit"),
        cancel: to("cancel"),
        layout,
    })
}

/// Sends it again with a new link. The old link stops working.
pub(crate) async fn resend(Page(held): Page<Own>, State(app): State<App>, browser: Browser) -> Answer {
    ensure_no_link_is_shown(&app, held.viewpoint())?;
    let resent = invitations::resend(&app.db, &held, &app.config.terms, &app.composer(emails::invitation)).await;
    let users = go_to(&format!("/b/{}/users", held.viewpoint().slug()));
    let resent = match resent {
        Ok(resent) => resent,
        Err(error) if is_about_them(&error) => return Ok(with_flash(&app, users, &Flash::bad(error.to_string()))),
        Err(error) => return Err(error.into()),
    };
    if let Some(token) = resent.link {
        return link_page(&app, &browser, held.viewpoint(), &resent.invitation, &token).await;
    }
    let sentence = format!("A new link is on its way to {}. The one before no longer works.", held.email);
    Ok(with_flash(&app, users, &Flash::good(sentence)))
}

/// Whether an error is about one invitation, so that its text can be shown beside the list.
pub(crate) fn is_about_them(error: &Error) -> bool {
    matches!(
        error,
        Error::Rule(_)
            | Error::Gone(_)
            | Error::AlreadyMember(_)
            | Error::AlreadyInvited(_)
            | Error::SeatLimit(_)
            | Error::TooOften { .. }
            | Error::Conflict { .. }
    )
}

/// Why the viewpoint can't change this invitation: its role, or its end.
pub(super) fn obstacle(held: &Own) -> Option<Error> {
    if let Err(rule) = may_grant(held.viewpoint().role(), held.role) {
        return Some(rule.into());
    }
    match held.status {
        Status::Pending | Status::Expired => None,
        Status::Accepted => Some(Error::Gone("This invitation was accepted already. Remove the member instead.")),
        Status::Cancelled => Some(Error::Gone("This invitation was cancelled already.")),
    }
}

/// The confirmation page before it is cancelled, or why it can't be.
pub(crate) async fn confirm_cancel(Page(held): Page<Own>, State(app): State<App>, browser: Browser) -> Answer {
    if let Some(error) = obstacle(&held) {
        let form = ClosedForm { title: "Cancel this invitation?", nav: Nav::Users, back: ("/users", "Users") };
        return form.answer(&app, &browser, held.viewpoint(), error).await;
    }
    page(&InvitationCancel {
        layout: build_layout(&app, held.viewpoint(), &browser, Nav::Users).await?,
        id: held.id.to_string(),
        name: held.name.clone(),
        email: held.email.clone(),
        role: held.role,
    })
}

/// Cancels it. Its link stops working, and its seat is free.
pub(crate) async fn cancel(Page(held): Page<Own>, State(app): State<App>) -> Answer {
    let users = go_to(&format!("/b/{}/users", held.viewpoint().slug()));
    let flash = match invitations::cancel(&app.db, &held).await {
        Ok(()) => Flash::good(format!("The invitation to {} is cancelled.", held.name)),
        Err(error) if is_about_them(&error) => Flash::bad(error.to_string()),
        Err(error) => return Err(error.into()),
    };
    Ok(with_flash(&app, users, &flash))
}
