//! Settings → Profile.

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::invitations::waiting;
use crewline_core::members::handovers::to_me;
use crewline_core::people::{Person, Profile, Theme, save_profile};
use crewline_core::{Error, Fields};

use super::profile_page::SettingsProfile;
use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use crate::http::extract::Form;
use crate::http::flash::saying;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::http::visitor::Visitor;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Choice, Choices, Entry, Flash, Nav, theme_of, zones};

async fn filled(
    app: &App,
    browser: &Browser,
    (viewpoint, person): (&Viewpoint, Option<&Person>),
    (name, zone, theme): (&str, &str, Theme),
    fields: &Fields,
) -> Result<SettingsProfile, PageFailure> {
    let shell = shell(app, viewpoint, browser, Nav::Settings).await?;
    let error = |field: &str| fields.of(field).map(str::to_owned);
    let zones = std::iter::once(Choice::new("", "As this browser has it")).chain(zones()).collect();
    Ok(SettingsProfile {
        tabs: tabs_of(viewpoint, &shell, SettingsTab::Profile),
        shell,
        name: Entry { name: "name", value: name.into(), error: error("name") },
        email: viewpoint.email().to_owned(),
        time_zone: Choices { error: error("time_zone"), ..Choices::new("time_zone", zone, zones) },
        theme,
        offer: to_me(&app.db, &viewpoint.may()?).await?.map(|offer| offer.from_name),
        waiting: match person {
            Some(person) => waiting(&app.db, person).await?.len(),
            None => 0,
        },
    })
}

/// The form.
pub(crate) async fn edit(
    Page(may): Page<May<actions::EditProfile>>,
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
) -> Answer {
    let viewpoint = may.viewpoint();
    let theme = theme_of(viewpoint.theme());
    let values = (viewpoint.user_name(), viewpoint.time_zone().unwrap_or_default(), theme);
    page(&filled(&app, &browser, (viewpoint, person.as_ref()), values, &Fields::none()).await?)
}

/// Saves it.
pub(crate) async fn update(
    Page(may): Page<May<actions::EditProfile>>,
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    form: Form,
) -> Answer {
    let theme = theme_of(form.get("theme"));
    let profile = Profile { name: form.get("name").into(), time_zone: Some(form.get("time_zone").into()), theme };
    match save_profile(&app.db, &may, profile).await {
        Ok(()) => {
            let answer = go_to(&format!("/b/{}/settings/profile", may.viewpoint().slug()));
            Ok(saying(&app, answer, &Flash::good("Your profile is saved.")))
        }
        Err(Error::Fields(fields)) => {
            let values = (form.get("name"), form.get("time_zone"), theme);
            refused(&filled(&app, &browser, (may.viewpoint(), person.as_ref()), values, &fields).await?)
        }
        Err(error) => Err(error.into()),
    }
}
