//! Settings → Business.

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::businesses::{Profile, edit as save};
use crewline_core::{Error, Fields};

use super::business_page::SettingsBusiness;
use super::failed_jobs;
use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use crate::http::extract::Form;
use crate::http::flash::saying;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::members::ownership;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Choices, Entry, Flash, Nav, countries, zones};

async fn filled(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    [name, zone, country]: [&str; 3],
    fields: &Fields,
) -> Result<SettingsBusiness, PageFailure> {
    let shell = shell(app, viewpoint, browser, Nav::Settings).await?;
    let error = |field: &str| fields.of(field).map(str::to_owned);
    Ok(SettingsBusiness {
        ownership: ownership::section(app, browser, viewpoint).await?,
        failed: failed_jobs::section(app, browser, viewpoint).await?,
        tabs: tabs_of(viewpoint, &shell, SettingsTab::Business),
        shell,
        business_name: Entry { name: "business_name", value: name.into(), error: error("name") },
        time_zone: Choices { error: error("time_zone"), ..Choices::new("time_zone", zone, zones()) },
        country: Choices { error: error("country"), ..Choices::new("country", country, countries()) },
    })
}

/// The form.
pub(crate) async fn edit(
    Page(may): Page<May<actions::EditBusiness>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = may.viewpoint();
    let values = [viewpoint.business_name(), viewpoint.business_time_zone(), viewpoint.country()];
    page(&filled(&app, &browser, viewpoint, values, &Fields::none()).await?)
}

/// Saves it.
pub(crate) async fn update(
    Page(may): Page<May<actions::EditBusiness>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let values = [form.get("business_name"), form.get("time_zone"), form.get("country")];
    let [name, time_zone, country] = values.map(str::to_owned);
    match save(&app.db, &may, Profile { name, time_zone, country }).await {
        Ok(()) => {
            let answer = go_to(&format!("/b/{}/settings/business", may.viewpoint().slug()));
            Ok(saying(&app, answer, &Flash::good("The business is saved.")))
        }
        Err(Error::Fields(fields)) => refused(&filled(&app, &browser, may.viewpoint(), values, &fields).await?),
        Err(error) => Err(error.into()),
    }
}
