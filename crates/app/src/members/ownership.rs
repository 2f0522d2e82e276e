//! Ownership is handed over: an Owner offers it to a member, who takes it or declines.

use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::Error;
use crewline_core::access::{Held, May, Refusal, Role, Viewpoint, actions};
use crewline_core::members::handovers::{self, accept, decline, offer, to_me, withdraw};
use crewline_core::members::{Filter, Member, SortKey, list};

use super::ownership_page::{HandOver, Offered, Ownership, OwnershipOffer, Standing};
use crate::emails;
use crate::http::extract::Asked;
use crate::http::flash::saying;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, with_status};
use crate::state::App;
use crate::view::{Choice, Choices, Flash, Nav, When};

/// Members that are offered to choose from, the highest role first.
const OFFERED: i64 = 500;

type Successor = Held<Member, actions::HandOverOwnership>;

/// The part of Settings → Business for who may hand over: the offer that stands, or whom to choose.
pub(crate) async fn section(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
) -> Result<Option<HandOver>, PageFailure> {
    if !viewpoint.allows(actions::HandOverOwnership) {
        return Ok(None);
    }
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let standing = handovers::open(&app.db, &viewpoint.may()?).await?.map(|handover| Standing {
        to: handover.to_name,
        until: When::moment(handover.expires_at.jiff(), &zone, now),
        mine: handover.from == viewpoint.member(),
        from: handover.from_name,
    });
    let mut options = Vec::new();
    if standing.is_none() {
        let all = Filter::default();
        let found = list(&app.db, &viewpoint.may()?, &all, SortKey::Role.ascending(), None, OFFERED).await?;
        let others = found.members.into_iter().filter(|member| member.role != Role::Owner);
        options.extend(others.map(|member| {
            let label = format!("{} ({}, {})", member.name, member.role.title(), member.email);
            Choice::new(member.id.to_string(), label)
        }));
        if !options.is_empty() {
            options.insert(0, Choice::new("", "Choose a member"));
        }
    }
    Ok(Some(HandOver { standing, successor: Choices::new("successor", "", options) }))
}

fn settings(viewpoint: &Viewpoint) -> String {
    format!("/b/{}/settings/business", viewpoint.slug())
}

/// From the choice of a member to the question about them.
pub(crate) async fn choose(
    Page(may): Page<May<actions::HandOverOwnership>>,
    State(app): State<App>,
    asked: Asked,
) -> Answer {
    match asked.get("successor").parse::<crewline_core::ids::MemberId>() {
        Ok(member) => Ok(go_to(&format!("/b/{}/members/{member}/ownership", may.viewpoint().slug()))),
        Err(_) => {
            let flash = Flash::bad("Choose the member who is to be the Owner.");
            Ok(saying(&app, go_to(&settings(may.viewpoint())), &flash))
        }
    }
}

async fn question(
    app: &App,
    browser: &Browser,
    held: &Successor,
    error: Option<String>,
) -> Result<OwnershipOffer, PageFailure> {
    let shell = shell(app, held.viewpoint(), browser, Nav::Settings).await?;
    Ok(OwnershipOffer { shell, name: held.name.clone(), email: held.email.clone(), error })
}

/// The question before it is offered.
pub(crate) async fn new(Page(held): Page<Successor>, State(app): State<App>, browser: Browser) -> Answer {
    page(&question(&app, &browser, &held, None).await?)
}

/// Offers it.
pub(crate) async fn create(Page(held): Page<Successor>, State(app): State<App>, browser: Browser) -> Answer {
    match offer(&app.db, &held, &app.composer(emails::ownership_offered)).await {
        Ok(_) => {
            let flash = Flash::good(format!("The ownership is offered to {}.", held.name));
            Ok(saying(&app, go_to(&settings(held.viewpoint())), &flash))
        }
        Err(error @ (Error::Rule(_) | Error::Conflict { .. })) => {
            with_status(StatusCode::CONFLICT, &question(&app, &browser, &held, Some(error.to_string())).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Withdraws the offer.
pub(crate) async fn delete(Page(may): Page<May<actions::HandOverOwnership>>, State(app): State<App>) -> Answer {
    let flash = match withdraw(&app.db, &may).await {
        Ok(()) => Flash::good("The offer is withdrawn."),
        Err(Error::Refused(Refusal::NotFound)) => Flash::bad("No offer stands any more. See whether it was taken."),
        Err(error) => return Err(error.into()),
    };
    Ok(saying(&app, go_to(&settings(may.viewpoint())), &flash))
}

async fn shown(app: &App, browser: &Browser, may: &May<actions::TakeOwnership>) -> Answer {
    let viewpoint = may.viewpoint();
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let offer = to_me(&app.db, may).await?.map(|handover| Offered {
        from: handover.from_name,
        until: When::moment(handover.expires_at.jiff(), &zone, now),
    });
    let status = if offer.is_some() { StatusCode::OK } else { StatusCode::GONE };
    let shell = shell(app, viewpoint, browser, Nav::Settings).await?;
    with_status(status, &Ownership { shell, offer })
}

/// The offer to oneself.
pub(crate) async fn show(
    Page(may): Page<May<actions::TakeOwnership>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    shown(&app, &browser, &may).await
}

/// Takes it.
pub(crate) async fn update(
    Page(may): Page<May<actions::TakeOwnership>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    match accept(&app.db, &may, &app.composer(emails::ownership_handed_over)).await {
        Ok(handed) => {
            let flash = Flash::good(format!("You are an Owner of {} now.", handed.business));
            Ok(saying(&app, go_to(&settings(may.viewpoint())), &flash))
        }
        Err(Error::Refused(Refusal::NotFound)) => shown(&app, &browser, &may).await,
        Err(error) => Err(error.into()),
    }
}

/// Declines it.
pub(crate) async fn refuse(
    Page(may): Page<May<actions::TakeOwnership>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    match decline(&app.db, &may).await {
        Ok(()) => {
            let flash = Flash::good("You have declined the ownership. Everything stays as it is.");
            Ok(saying(&app, go_to(&format!("/b/{}", may.viewpoint().slug())), &flash))
        }
        Err(Error::Refused(Refusal::NotFound)) => shown(&app, &browser, &may).await,
        Err(error) => Err(error.into()),
    }
}
