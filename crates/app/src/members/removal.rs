//! Removing a member.

use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::Error;
use crewline_core::access::{Held, actions, may_act_on};
use crewline_core::members::{self, Member};

use super::removal_page::{MemberRemoval, MemberRemoved};
use crate::emails;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::page::closed::ClosedForm;
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

/// Why the member can't be removed, if so.
fn obstacle(held: &Removable) -> Option<(StatusCode, String)> {
    let viewpoint = held.viewpoint();
    if held.id == viewpoint.actor().member {
        let sentence = "You can't remove yourself. To go, leave the business under Settings → Profile.";
        return Some((StatusCode::FORBIDDEN, sentence.to_owned()));
    }
    let rule = may_act_on((viewpoint.member(), viewpoint.role()), (held.id, held.role)).err()?;
    Some((StatusCode::FORBIDDEN, rule.to_string()))
}

/// The confirmation page, or why the member can't be removed.
pub(crate) async fn confirm(Page(held): Page<Removable>, State(app): State<App>, browser: Browser) -> Answer {
    if let Some((status, sentence)) = obstacle(&held) {
        let form = ClosedForm { title: "Remove this member?", nav: Nav::Users, back: ("/users", "Users") };
        return form.answer_with(&app, &browser, held.viewpoint(), status, sentence).await;
    }
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
