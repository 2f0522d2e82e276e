//! One invitation: sending it again, and cancelling it.

use axum::extract::State;
use crewline_core::Error;
use crewline_core::access::{Held, actions};
use crewline_core::invitations::{self, Invitation};

use super::invitation_page::InvitationCancel;
use super::invite::{ensure_no_link_is_shown, link_page};
use crate::emails;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Flash, Nav};

type Own = Held<Invitation, actions::Invite>;

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

/// The confirmation page before it is cancelled.
pub(crate) async fn confirm_cancel(Page(held): Page<Own>, State(app): State<App>, browser: Browser) -> Answer {
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
