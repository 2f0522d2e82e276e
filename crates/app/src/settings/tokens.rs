//! Settings → API.

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::accounts::tokens::{self, Token};
use crewline_core::{Error, Fields};
use secrecy::ExposeSecret;

use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use super::tokens_page::{NewToken, SettingsApi, TokenRow};
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, confirmation, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, SelectField, SelectOption, TextField, When};

async fn filled_form(
    app: &App,
    browser: &Browser,
    may: &May<actions::ManageTokens>,
    (token_name, expires, reads_only): (TextField, SelectField, bool),
    confirm: Option<TextField>,
) -> Result<SettingsApi, PageFailure> {
    let viewpoint: &Viewpoint = may.viewpoint();
    let layout = build_layout(app, viewpoint, browser, Nav::Settings).await?;
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let rows = tokens::list(&app.db, may).await?.into_iter().map(|token| TokenRow {
        id: token.id.to_string(),
        name: token.name,
        reads_only: token.reads_only,
        is_expired: token.expires_at.is_some_and(|at| at.jiff() <= now),
        expires: token.expires_at.map(|at| When::day(at.jiff(), &zone)),
        created: When::day(token.created_at.jiff(), &zone),
        last_used: token.last_used_at.map(|at| When::ago(at.jiff(), &zone, now)),
    });
    Ok(SettingsApi {
        tabs: tabs_of(viewpoint, &layout, SettingsTab::Api),
        layout,
        token_name,
        expires,
        reads_only,
        confirm,
        new_token: None,
        tokens: rows.collect(),
    })
}

/// The tokens.
pub(crate) async fn index(
    Page(may): Page<May<actions::ManageTokens>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let confirm = confirmation::field(&app, may.viewpoint(), &Fields::none());
    page(&filled_form(&app, &browser, &may, empty_fields(), confirm).await?)
}

/// The choices for how long a token lives, in days.
const LIVES: [(&str, &str); 5] =
    [("30", "30 days"), ("90", "90 days"), ("365", "1 year"), ("730", "2 years"), ("never", "Never")];

fn expiry_field(chosen: &str, error: Option<&str>) -> SelectField {
    let options = LIVES.iter().map(|(value, label)| SelectOption::new(*value, *label)).collect();
    SelectField { error: error.map(str::to_owned), ..SelectField::new("expires", chosen, options) }
}

fn empty_fields() -> (TextField, SelectField, bool) {
    (TextField::new("token_name"), expiry_field("90", None), false)
}

/// The days of the form; a form without the field makes a token that does not expire.
fn days(form: &Form) -> Option<i64> {
    match form.get("expires") {
        "" | "never" => None,
        // Zero is refused by the store, as any other number that is not offered.
        text => Some(text.parse().unwrap_or(0)),
    }
}

/// Creates a token and shows it once.
pub(crate) async fn create(
    Page(may): Page<May<actions::ManageTokens>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let name = form.get("token_name");
    let recent = match confirmation::prove(&app, may.viewpoint(), &form).await? {
        Ok(recent) => recent,
        Err(fields) => {
            let confirm = confirmation::field(&app, may.viewpoint(), &fields);
            return refused(&refused_form(&app, &browser, &may, &form, &fields, confirm).await?);
        }
    };
    let new =
        tokens::NewToken { name: name.to_owned(), days: days(&form), reads_only: form.get("reads_only") == "yes" };
    let token = match tokens::create(&app.db, &may, &recent, &new).await {
        Ok(token) => token,
        Err(Error::Fields(fields)) => return refused(&refused_form(&app, &browser, &may, &form, &fields, None).await?),
        Err(Error::Conflict { sentence, .. }) => {
            let mut fields = Fields::none();
            fields.add("name", sentence);
            return refused(&refused_form(&app, &browser, &may, &form, &fields, None).await?);
        }
        Err(error) => return Err(error.into()),
    };
    let new_token = NewToken { name: name.trim().to_owned(), token: token.expose_secret().to_owned() };
    let page_shown = filled_form(&app, &browser, &may, empty_fields(), None).await?;
    page(&SettingsApi { new_token: Some(new_token), ..page_shown })
}

async fn refused_form(
    app: &App,
    browser: &Browser,
    may: &May<actions::ManageTokens>,
    form: &Form,
    fields: &Fields,
    confirm: Option<TextField>,
) -> Result<SettingsApi, PageFailure> {
    let name = TextField {
        error: fields.get("name").map(str::to_owned),
        ..TextField::with_value("token_name", form.get("token_name"))
    };
    let typed = (name, expiry_field(form.get("expires"), fields.get("expires")), form.get("reads_only") == "yes");
    filled_form(app, browser, may, typed, confirm).await
}

/// Ends a token.
pub(crate) async fn delete(Page(held): Page<Held<Token, actions::ManageTokens>>, State(app): State<App>) -> Answer {
    tokens::end(&app.db, &held).await?;
    let answer = go_to(&format!("/b/{}/settings/api", held.viewpoint().slug()));
    Ok(with_flash(&app, answer, &Flash::good("The token is ended.")))
}
