//! Handing over the ownership: an Owner offers it to a member, who takes it or declines.

use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, May, Refusal, Role, Rule, Viewpoint, actions};
use crewline_core::members::handovers::{self, accept, decline, find_own_offer, offer, withdraw};
use crewline_core::members::{Filter, Member, SortKey, has_proved_address, list};
use crewline_core::{Error, Fields};

use super::ownership_page::{HandOver, Offered, OpenOffer, Ownership, OwnershipOffer};
use crate::emails;
use crate::http::extract::{Form, QueryString};
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::closed::ClosedForm;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, confirmation, page, refused, with_status};
use crate::state::App;
use crate::view::{Flash, Nav, SelectField, SelectOption, TextField, When};

/// The most members that the menu lists, the highest role first.
const MAX_SUCCESSORS: i64 = 500;

type Successor = Held<Member, actions::HandOverOwnership>;

/// The part of Settings → Business about the ownership: the open offer, or the menu of members. `None` when the
/// viewpoint may not hand over.
pub(crate) async fn section(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
) -> Result<Option<HandOver>, PageFailure> {
    if !viewpoint.allows(actions::HandOverOwnership) {
        return Ok(None);
    }
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let open = handovers::find_open(&app.db, &viewpoint.may()?).await?.map(|handover| OpenOffer {
        to: handover.to_name,
        until: When::moment(handover.expires_at.jiff(), &zone, now),
        mine: handover.from == viewpoint.member(),
        from: handover.from_name,
    });
    let mut options = Vec::new();
    if open.is_none() {
        let all = Filter::default();
        let members = list(&app.db, &viewpoint.may()?, &all, SortKey::Role.ascending(), None, MAX_SUCCESSORS).await?;
        let others = members.members.into_iter().filter(|member| member.role != Role::Owner);
        options.extend(others.map(|member| {
            let label = format!("{} ({}, {})", member.name, member.role.title(), member.email);
            SelectOption::new(member.id.to_string(), label)
        }));
        if !options.is_empty() {
            options.insert(0, SelectOption::new("", "Choose a member"));
        }
    }
    Ok(Some(HandOver { offer: open, successor: SelectField::new("successor", "", options) }))
}

fn settings(viewpoint: &Viewpoint) -> String {
    format!("/b/{}/settings/business", viewpoint.slug())
}

/// Redirects from the chosen member to the confirmation page.
pub(crate) async fn choose(
    Page(may): Page<May<actions::HandOverOwnership>>,
    State(app): State<App>,
    query: QueryString,
) -> Answer {
    match query.get("successor").parse::<crewline_core::ids::MemberId>() {
        Ok(member) => Ok(go_to(&format!("/b/{}/members/{member}/ownership", may.viewpoint().slug()))),
        Err(_) => {
            let flash = Flash::bad("Choose the member who is to become the Owner.");
            Ok(with_flash(&app, go_to(&settings(may.viewpoint())), &flash))
        }
    }
}

async fn offer_form(
    app: &App,
    browser: &Browser,
    held: &Successor,
    error: Option<String>,
    confirm: Option<TextField>,
) -> Result<OwnershipOffer, PageFailure> {
    let layout = build_layout(app, held.viewpoint(), browser, Nav::Settings).await?;
    let is_proved = has_proved_address(&app.db, held).await?;
    Ok(OwnershipOffer { layout, name: held.name.clone(), email: held.email.clone(), is_proved, error, confirm })
}

/// Why the ownership can't be offered to this member, if so.
async fn offer_obstacle(app: &App, held: &Successor) -> Result<Option<Error>, PageFailure> {
    if held.id == held.viewpoint().member() {
        return Ok(Some(Rule::OwnMembership.into()));
    }
    let conflict = |code, sentence: String| Some(Error::Conflict { code, sentence });
    if held.role == Role::Owner {
        return Ok(conflict("already_owner", format!("{} is an Owner already.", held.name)));
    }
    let open = handovers::find_open(&app.db, held.may()).await?;
    Ok(open.and_then(|_| {
        let sentence =
            "Ownership is offered to somebody already. Withdraw that offer first, under Settings → Business.";
        conflict("already_offered", sentence.to_owned())
    }))
}

/// The confirmation page before the ownership is offered, or why it can't be.
pub(crate) async fn new(Page(held): Page<Successor>, State(app): State<App>, browser: Browser) -> Answer {
    if let Some(error) = offer_obstacle(&app, &held).await? {
        let back = ("/settings/business", "Business");
        let form = ClosedForm { title: "Hand over ownership?", nav: Nav::Settings, back };
        return form.answer(&app, &browser, held.viewpoint(), error).await;
    }
    let confirm = confirmation::field(&app, held.viewpoint(), &Fields::none());
    page(&offer_form(&app, &browser, &held, None, confirm).await?)
}

/// Offers the ownership.
pub(crate) async fn create(
    Page(held): Page<Successor>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let recent = match confirmation::prove(&app, held.viewpoint(), &form).await? {
        Ok(recent) => recent,
        Err(fields) => {
            let confirm = confirmation::field(&app, held.viewpoint(), &fields);
            return refused(&offer_form(&app, &browser, &held, None, confirm).await?);
        }
    };
    match offer(&app.db, &held, &recent, &app.composer(emails::ownership_offered)).await {
        Ok(_) => {
            let flash = Flash::good(format!("The ownership is offered to {}.", held.name));
            Ok(with_flash(&app, go_to(&settings(held.viewpoint())), &flash))
        }
        Err(error @ (Error::Rule(_) | Error::Conflict { .. })) => {
            with_status(StatusCode::CONFLICT, &offer_form(&app, &browser, &held, Some(error.to_string()), None).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Withdraws the offer.
pub(crate) async fn delete(Page(may): Page<May<actions::HandOverOwnership>>, State(app): State<App>) -> Answer {
    let flash = match withdraw(&app.db, &may).await {
        Ok(()) => Flash::good("The offer is withdrawn."),
        Err(Error::Refused(Refusal::NotFound)) => Flash::bad("No offer stands now. See whether it was taken."),
        Err(error) => return Err(error.into()),
    };
    Ok(with_flash(&app, go_to(&settings(may.viewpoint())), &flash))
}

async fn offer_page(app: &App, browser: &Browser, may: &May<actions::TakeOwnership>) -> Answer {
    let viewpoint = may.viewpoint();
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let offer = find_own_offer(&app.db, may).await?.map(|handover| Offered {
        from: handover.from_name,
        until: When::moment(handover.expires_at.jiff(), &zone, now),
    });
    let status = if offer.is_some() { StatusCode::OK } else { StatusCode::GONE };
    let layout = build_layout(app, viewpoint, browser, Nav::Settings).await?;
    with_status(status, &Ownership { layout, offer })
}

/// The page with the offer to the member who is signed in.
pub(crate) async fn show(
    Page(may): Page<May<actions::TakeOwnership>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    offer_page(&app, &browser, &may).await
}

/// Takes the ownership.
pub(crate) async fn update(
    Page(may): Page<May<actions::TakeOwnership>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    match accept(&app.db, &may, &app.composer(emails::ownership_handed_over)).await {
        Ok(handed) => {
            let flash = Flash::good(format!("You are an Owner of {} now.", handed.business));
            Ok(with_flash(&app, go_to(&settings(may.viewpoint())), &flash))
        }
        Err(Error::Refused(Refusal::NotFound)) => offer_page(&app, &browser, &may).await,
        Err(error) => Err(error.into()),
    }
}

/// Declines the offer.
pub(crate) async fn refuse(
    Page(may): Page<May<actions::TakeOwnership>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    match decline(&app.db, &may).await {
        Ok(()) => {
            let flash = Flash::good("You have declined the ownership. Everything stays as it is.");
            Ok(with_flash(&app, go_to(&format!("/b/{}", may.viewpoint().slug())), &flash))
        }
        Err(Error::Refused(Refusal::NotFound)) => offer_page(&app, &browser, &may).await,
        Err(error) => Err(error.into()),
    }
}
