//! Settings → Profile.

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::accounts::{Person, Profile, Theme, save_profile};
use crewline_core::invitations::list_pending;
use crewline_core::members::handovers::find_own_offer;
use crewline_core::{Error, Fields};

use super::profile_page::{EmailPart, SettingsProfile};
use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::http::visitor::Visitor;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, SelectField, SelectOption, TextField, theme_from_key, zones};

/// The part of the page that changes the address.
pub(super) fn email_part(app: &App, person: Option<&Person>, typed: &str, fields: &Fields) -> EmailPart {
    let field = |name: &'static str, value: &str| TextField {
        error: fields.get(name).map(str::to_owned),
        ..TextField::with_value(name, value)
    };
    EmailPart {
        email: field("email", typed),
        password: field("current_password", ""),
        sends_mail: app.mailer.is_some(),
        is_proved: person.is_none_or(|person| person.is_proved),
    }
}

pub(super) async fn filled_form(
    app: &App,
    browser: &Browser,
    (viewpoint, person): (&Viewpoint, Option<&Person>),
    (name, zone, theme): (&str, &str, Theme),
    fields: &Fields,
    email_part: EmailPart,
) -> Result<SettingsProfile, PageFailure> {
    let layout = build_layout(app, viewpoint, browser, Nav::Settings).await?;
    let error = |field: &str| fields.get(field).map(str::to_owned);
    let zones = std::iter::once(SelectOption::new("", "This browser's time zone")).chain(zones()).collect();
    Ok(SettingsProfile {
        tabs: tabs_of(viewpoint, &layout, SettingsTab::Profile),
        layout,
        name: TextField { name: "name", value: name.into(), error: error("name") },
        email: viewpoint.email().to_owned(),
        email_part,
        time_zone: SelectField { error: error("time_zone"), ..SelectField::new("time_zone", zone, zones) },
        theme,
        offer: find_own_offer(&app.db, &viewpoint.may()?).await?.map(|offer| offer.from_name),
        pending_invitations: match person {
            Some(person) => list_pending(&app.db, person).await?.len(),
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
    let theme = theme_from_key(viewpoint.theme());
    let values = (viewpoint.user_name(), viewpoint.time_zone().unwrap_or_default(), theme);
    let email_part = email_part(&app, person.as_ref(), "", &Fields::none());
    page(&filled_form(&app, &browser, (viewpoint, person.as_ref()), values, &Fields::none(), email_part).await?)
}

/// Saves the profile.
pub(crate) async fn update(
    Page(may): Page<May<actions::EditProfile>>,
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    form: Form,
) -> Answer {
    let theme = theme_from_key(form.get("theme"));
    let profile = Profile { name: form.get("name").into(), time_zone: Some(form.get("time_zone").into()), theme };
    match save_profile(&app.db, &may, profile).await {
        Ok(()) => {
            let answer = go_to(&format!("/b/{}/settings/profile", may.viewpoint().slug()));
            Ok(with_flash(&app, answer, &Flash::good("Your profile is saved.")))
        }
        Err(Error::Fields(fields)) => {
            let values = (form.get("name"), form.get("time_zone"), theme);
            let email_part = email_part(&app, person.as_ref(), "", &Fields::none());
            refused(
                &filled_form(&app, &browser, (may.viewpoint(), person.as_ref()), values, &fields, email_part).await?,
            )
        }
        Err(error) => Err(error.into()),
    }
}
