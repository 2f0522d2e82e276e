//! The first run: creates the first business and its Owner, and signs the Owner in.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::request::Parts;
use crewline_core::accounts::Email;
use crewline_core::members::{NewBusiness, create_first_business};
use crewline_core::{Error, Fields, accounts};

use super::first_run_page::FirstRun;
use super::setup_code;
use crate::http::extract::Form;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::{go_to, with_cookie};
use crate::http::signed_in::lead_on;
use crate::http::{address, device_signing_in};
use crate::page::layout::Browser;
use crate::page::{Answer, refused};
use crate::state::App;
use crate::view::{SelectField, TextField, zones};

const WRONG_CODE: &str =
    "This is not the code that this server printed when it started. It is in its output, or its log.";

/// The empty form, at the public address only: a name of somebody else's may lead to this machine, too.
///
/// # Errors
/// Returns a failure that names both addresses.
pub(crate) fn empty(app: &App, browser: &Browser, headers: &HeaderMap) -> Result<FirstRun, PageFailure> {
    refuse_other_hosts(app, headers)?;
    Ok(filled_form(app, browser, ["", "", "", browser.time_zone().unwrap_or_default(), ""], &Fields::none()))
}

fn refuse_other_hosts(app: &App, headers: &HeaderMap) -> Result<(), PageFailure> {
    let (host, address) = (headers.get(HOST).and_then(|host| host.to_str().ok()), &app.config.public_url);
    // Only a request of HTTP/1.0 has no host, and no browser sends one.
    let Some(host) = host.filter(|host| !address.is_own_host(host)) else { return Ok(()) };
    let setting = if address.is_set() { "is set to" } else { "is not set, so its address is" };
    Err(PageFailure::Misdirected(format!(
        "This request is for {}, and Crewline is set up at its own address only. Open {address}. CREWLINE_PUBLIC_URL {setting} \
         {address}: if people are to open another address, the person who runs this server has to change it. A proxy in \
         front has to pass on the Host header (nginx: proxy_set_header Host $host).",
        host.chars().take(300).collect::<String>()
    )))
}

fn filled_form(
    app: &App,
    browser: &Browser,
    [business, name, email, zone, code]: [&str; 5],
    fields: &Fields,
) -> FirstRun {
    let error = |field: &str| fields.get(field).map(str::to_owned);
    FirstRun {
        theme: browser.theme(),
        setup_code: setup_code::is_needed(app).then(|| TextField {
            name: "setup_code",
            value: code.into(),
            error: error("setup_code"),
        }),
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
    refuse_other_hosts(&app, &parts.headers)?;
    let refused_form = |fields: &Fields| {
        let typed = ["business_name", "name", "email", "time_zone", "setup_code"].map(|name| form.get(name));
        refused(&filled_form(&app, &browser, typed, fields))
    };
    if setup_code::is_needed(&app) && !setup_code::is_right(&app, form.get("setup_code"))? {
        app.limits.unknown_link(&address(&app.config, &parts)).map_err(PageFailure::TooMany)?;
        let mut fields = Fields::none();
        fields.add("setup_code", WRONG_CODE);
        return refused_form(&fields);
    }
    match create_first_business(&app.db, &app.passwords, new_business).await {
        Ok(created) => {
            let (device, browser_cookie) = device_signing_in(&app.config, &parts)?;
            let token = accounts::sessions::open(&app.db, created.user, &device).await?;
            let account = Email::read(&created.email).map_or(created.email.clone(), |email| email.canonical().into());
            let answer = lead_on(&app, &parts.headers, &format!("/b/{}/numbers", created.slug), &token, &account);
            Ok(with_cookie(answer, browser_cookie))
        }
        Err(Error::Fields(fields)) => refused_form(&fields),
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
