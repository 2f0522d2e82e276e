//! Settings → Business.

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::businesses::{Profile, edit as save};
use crewline_core::{Error, Fields};

use super::business_page::SettingsBusiness;
use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use super::{existing_accounts, failed_jobs};
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::members::ownership;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, SelectField, TextField, countries, currencies, zones};

async fn filled_form(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    [name, zone, country, currency]: [&str; 4],
    fields: &Fields,
) -> Result<SettingsBusiness, PageFailure> {
    let layout = build_layout(app, viewpoint, browser, Nav::Settings).await?;
    let error = |field: &str| fields.get(field).map(str::to_owned);
    Ok(SettingsBusiness {
        ownership: ownership::section(app, browser, viewpoint).await?,
        existing_accounts: existing_accounts::section(app, viewpoint).await?,
        failed: failed_jobs::section(app, browser, viewpoint).await?,
        may_delete: viewpoint.allows(actions::DeleteBusiness),
        tabs: tabs_of(viewpoint, &layout, SettingsTab::Business),
        layout,
        business_name: TextField { name: "business_name", value: name.into(), error: error("name") },
        time_zone: SelectField { error: error("time_zone"), ..SelectField::new("time_zone", zone, zones()) },
        country: SelectField { error: error("country"), ..SelectField::new("country", country, countries()) },
        currency: SelectField { error: error("currency"), ..SelectField::new("currency", currency, currencies()) },
    })
}

/// The form.
pub(crate) async fn edit(
    Page(may): Page<May<actions::EditBusiness>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = may.viewpoint();
    let values = [viewpoint.business_name(), viewpoint.business_time_zone(), viewpoint.country(), viewpoint.currency()];
    page(&filled_form(&app, &browser, viewpoint, values, &Fields::none()).await?)
}

/// Saves the business.
pub(crate) async fn update(
    Page(may): Page<May<actions::EditBusiness>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let values = [form.get("business_name"), form.get("time_zone"), form.get("country"), form.get("currency")];
    let [name, time_zone, country, currency] = values.map(str::to_owned);
    let profile = Profile { name, time_zone, country, currency: form.has("currency").then_some(currency) };
    match save(&app.db, &may, profile).await {
        Ok(()) => {
            let answer = go_to(&format!("/b/{}/settings/business", may.viewpoint().slug()));
            Ok(with_flash(&app, answer, &Flash::good("The business is saved.")))
        }
        Err(Error::Fields(fields)) => refused(&filled_form(&app, &browser, may.viewpoint(), values, &fields).await?),
        Err(error) => Err(error.into()),
    }
}
