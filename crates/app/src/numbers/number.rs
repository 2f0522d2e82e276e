//! One number, and releasing it.

use axum::extract::State;
use crewline_core::access::{Held, actions};
use crewline_core::calls;
use crewline_core::members::{AccessEffect, Saving};
use crewline_core::numbers::{self, Number};

use super::number_page::{Number as NumberPage, NumberRelease};
use crate::calls::call_row;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::redirect::go_to;
use crate::number_access::effect_form::saving;
use crate::number_access::effect_part::EffectPart;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Flash, Nav, When};

/// The page of a number, with its newest calls.
pub(crate) async fn show(
    Page(held): Page<Held<Number, actions::SeeNumbers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = held.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Numbers).await?;
    let (zone, country) = (browser.zone(viewpoint), viewpoint.country());
    let filter = calls::Filter { numbers: vec![held.id], ..calls::Filter::default() };
    let newest = calls::list(&app.db, &viewpoint.may()?, &filter, None, 10).await?;
    let now = app.db.now().jiff();
    page(&NumberPage {
        layout,
        id: held.id.to_string(),
        name: held.friendly_name.clone(),
        phone: numbers::formatted(held.phone_number.as_str(), country).to_string(),
        source: Some(held.source.clone()).filter(|source| !source.is_empty()),
        group: held.group_name.clone(),
        forward_to: held.forward_to.as_ref().map(|to| numbers::formatted(to.as_str(), country).to_string()),
        records: held.records_calls,
        added: When::day(held.created_at.jiff(), &zone),
        released: held.released_at.map(|at| When::day(at.jiff(), &zone)),
        may_edit: viewpoint.allows(actions::EditNumbers),
        may_see_users: viewpoint.allows(actions::SeeUsers),
        calls: newest.calls.into_iter().map(|call| call_row::row(call, viewpoint, &zone, now)).collect(),
    })
}

async fn release_page(
    app: &App,
    browser: &Browser,
    held: &Held<Number, actions::ReleaseNumbers>,
    effect: &AccessEffect,
) -> Answer {
    let viewpoint = held.viewpoint();
    page(&NumberRelease {
        layout: build_layout(app, viewpoint, browser, Nav::Numbers).await?,
        id: held.id.to_string(),
        name: held.friendly_name.clone(),
        phone: numbers::formatted(held.phone_number.as_str(), viewpoint.country()).to_string(),
        effect: EffectPart::of(effect),
    })
}

/// The confirmation page before it is released. A number that was released already has nothing to confirm.
pub(crate) async fn confirm_release(
    Page(held): Page<Held<Number, actions::ReleaseNumbers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let effect = numbers::release_if(&app.db, &held, Saving::DryRun).await?.effect;
    release_page(&app, &browser, &held, &effect).await
}

/// Releases the number. Its history stays. Pending invitations that lose it are shown first.
pub(crate) async fn release(
    Page(held): Page<Held<Number, actions::ReleaseNumbers>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let changed = numbers::release_if(&app.db, &held, saving(&posted)).await?;
    if !changed.is_saved {
        return release_page(&app, &browser, &held, &changed.effect).await;
    }
    let answer = go_to(&format!("/b/{}/numbers/{}", held.viewpoint().slug(), held.id));
    Ok(with_flash(&app, answer, &Flash::good(format!("{} is released. Its history stays.", held.friendly_name))))
}
