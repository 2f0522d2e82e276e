//! The first run: creates the first business and its Owner, and signs the Owner in.

use axum::extract::State;
use axum::http::request::Parts;
use crewline_core::members::{NewBusiness, create_first_business};
use crewline_core::{Error, Fields, accounts};
use secrecy::ExposeSecret;

use super::first_run_page::FirstRun;
use crate::http::extract::Form;
use crate::http::redirect::{go_to, with_cookie};
use crate::http::{cookies, device};
use crate::page::layout::Browser;
use crate::page::{Answer, refused};
use crate::state::App;
use crate::view::{SelectField, TextField, zones};

/// The empty form.
pub(crate) fn empty(browser: &Browser) -> FirstRun {
    filled_form(browser, "", "", "", browser.time_zone().unwrap_or_default(), &Fields::none())
}

fn filled_form(browser: &Browser, business: &str, name: &str, email: &str, zone: &str, fields: &Fields) -> FirstRun {
    let error = |field: &str| fields.get(field).map(str::to_owned);
    FirstRun {
        theme: browser.theme(),
        business_name: TextField { name: "business_name", value: business.into(), error: error("business") },
        name: TextField { name: "name", value: name.into(), error: error("name") },
        email: TextField { name: "email", value: email.into(), error: error("email") },
        password: TextField { name: "password", value: String::new(), error: error("password") },
        time_zone: SelectField { error: error("time_zone"), ..SelectField::new("time_zone", zone, zones()) },
        error: None,
    }
}

/// Creates the business and its Owner.
pub(crate) async fn create(State(app): State<App>, browser: Browser, parts: Parts, form: Form) -> Answer {
    let new_business = NewBusiness {
        business: form.get("business_name").into(),
        name: form.get("name").into(),
        email: form.get("email").into(),
        password: form.get("password").into(),
        time_zone: form.get("time_zone").into(),
        country: country_of(form.get("time_zone")).into(),
    };
    if accounts::any_account_exists(&app.db).await? {
        return Ok(go_to("/sign-in"));
    }
    match create_first_business(&app.db, &app.passwords, new_business).await {
        Ok(created) => {
            let device = device(&app.config, &parts);
            let token = accounts::sessions::open(&app.db, created.user, &device).await?;
            let answer = go_to(&format!("/b/{}/numbers", created.slug));
            Ok(with_cookie(answer, cookies::set_session(&app.config, token.expose_secret())))
        }
        Err(Error::Fields(fields)) => refused(&filled_form(
            &browser,
            form.get("business_name"),
            form.get("name"),
            form.get("email"),
            form.get("time_zone"),
            &fields,
        )),
        // Another request was first.
        Err(Error::Gone(_)) => Ok(go_to("/sign-in")),
        Err(error) => Err(error.into()),
    }
}

/// The first guess of the country for national numbers, by the time zone. Settings → Business changes it.
fn country_of(zone: &str) -> &'static str {
    match zone {
        "Europe/London" => "GB",
        "Europe/Dublin" => "IE",
        "Europe/Berlin" => "DE",
        "Europe/Vienna" => "AT",
        "Europe/Zurich" => "CH",
        "Europe/Paris" => "FR",
        "Europe/Madrid" => "ES",
        "Europe/Rome" => "IT",
        "Europe/Amsterdam" => "NL",
        "Europe/Brussels" => "BE",
        "Europe/Warsaw" => "PL",
        "Europe/Lisbon" => "PT",
        "Europe/Stockholm" => "SE",
        "Europe/Copenhagen" => "DK",
        "Europe/Oslo" => "NO",
        "Europe/Helsinki" => "FI",
        "Asia/Tokyo" => "JP",
        "Asia/Kolkata" => "IN",
        "Pacific/Auckland" => "NZ",
        zone if zone.starts_with("Australia/") => "AU",
        "America/Sao_Paulo" => "BR",
        "America/Mexico_City" => "MX",
        _ => "US",
    }
}
