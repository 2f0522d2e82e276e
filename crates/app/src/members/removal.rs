//! Removing a member.

use axum::extract::State;
use crewline_core::Error;
use crewline_core::access::{Held, actions};
use crewline_core::members::{self, Member};

use super::removal_page::{MemberRemoval, MemberRemoved};
use crate::emails;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Nav, revoked_sentences};

type Removable = Held<Member, actions::RemoveMembers>;

async fn confirmation(app: &App, browser: &Browser, held: &Removable) -> Result<MemberRemoval, PageFailure> {
    Ok(MemberRemoval {
        layout: build_layout(app, held.viewpoint(), browser, Nav::Users).await?,
        id: held.id.to_string(),
        name: held.name.clone(),
        email: held.email.clone(),
        role: held.role,
        error: None,
    })
}

/// The confirmation page.
pub(crate) async fn confirm(Page(held): Page<Removable>, State(app): State<App>, browser: Browser) -> Answer {
    page(&confirmation(&app, &browser, &held).await?)
}

/// Removes the member, and says what ended.
pub(crate) async fn delete(Page(held): Page<Removable>, State(app): State<App>, browser: Browser) -> Answer {
    let streams = app.bus.streams(held.id);
    let removed = members::remove(&app.db, &held, &app.composer(emails::member_removed)).await;
    let ended = match removed {
        Ok(ended) => ended,
        Err(Error::Rule(rule)) => {
            let page_shown = confirmation(&app, &browser, &held).await?;
            return refused(&MemberRemoval { error: Some(rule.to_string()), ..page_shown });
        }
        Err(error) => return Err(error.into()),
    };
    page(&MemberRemoved {
        layout: build_layout(&app, held.viewpoint(), &browser, Nav::Users).await?,
        name: held.name.clone(),
        ended: revoked_sentences(&ended, streams),
    })
}
