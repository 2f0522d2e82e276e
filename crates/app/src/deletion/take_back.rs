//! The page of a deleted business, on which an Owner takes it back.

use axum::extract::State;
use crewline_core::access::Refusal;
use crewline_core::{businesses, deletion};

use super::take_back_page::TakeBack;
use crate::emails;
use crate::http::flash::with_flash;
use crate::http::guard::Deleted;
use crate::http::redirect::go_to;
use crate::page::layout::Browser;
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{BusinessName, Flash, moment_words, theme_from_key};

/// The page, which says until when the business can be taken back.
pub(crate) async fn show(Deleted(may): Deleted, State(app): State<App>, browser: Browser) -> Answer {
    let viewpoint = may.viewpoint();
    let deleted = deletion::find_deleted(&app.db, &may).await?.ok_or(Refusal::NotFound)?;
    let links = businesses::of_user(&app.db, viewpoint.user()).await?;
    let live = links.into_iter().filter(|link| link.removal_at.is_none());
    let zone = browser.zone(viewpoint);
    page(&TakeBack {
        theme: theme_from_key(viewpoint.theme()),
        flash: browser.flash().cloned(),
        business: viewpoint.business_name().to_owned(),
        href: format!("/b/{}/deletion/withdrawal", viewpoint.slug()),
        by: deleted.by,
        deleted: moment_words(deleted.deleted_at.jiff(), &zone),
        removal: moment_words(deleted.removal_at.jiff(), &zone),
        businesses: live.map(|link| BusinessName::live(link.name, link.slug)).collect(),
    })
}

/// Takes the business back.
pub(crate) async fn create(Deleted(may): Deleted, State(app): State<App>) -> Answer {
    deletion::take_back(&app.db, &may, &app.composer(emails::deletion)).await?;
    let name = may.viewpoint().business_name();
    let flash = Flash::good(format!("{name} is back. Everything in it is as it was."));
    Ok(with_flash(&app, go_to(&format!("/b/{}", may.viewpoint().slug())), &flash))
}
