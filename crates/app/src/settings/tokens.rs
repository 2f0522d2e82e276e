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
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, TextField, When};

async fn filled_form(
    app: &App,
    browser: &Browser,
    may: &May<actions::ManageTokens>,
    token_name: TextField,
) -> Result<SettingsApi, PageFailure> {
    let viewpoint: &Viewpoint = may.viewpoint();
    let layout = build_layout(app, viewpoint, browser, Nav::Settings).await?;
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let rows = tokens::list(&app.db, may).await?.into_iter().map(|token| TokenRow {
        id: token.id.to_string(),
        name: token.name,
        created: When::day(token.created_at.jiff(), &zone),
        last_used: token.last_used_at.map(|at| When::ago(at.jiff(), &zone, now)),
    });
    Ok(SettingsApi {
        tabs: tabs_of(viewpoint, &layout, SettingsTab::Api),
        layout,
        token_name,
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
    page(&filled_form(&app, &browser, &may, TextField::new("token_name")).await?)
}

/// Creates a token and shows it once.
pub(crate) async fn create(
    Page(may): Page<May<actions::ManageTokens>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let name = form.get("token_name");
    let token = match tokens::create(&app.db, &may, name).await {
        Ok(token) => token,
        Err(Error::Fields(fields)) => return refused(&refused_form(&app, &browser, &may, name, &fields).await?),
        Err(Error::Conflict { sentence, .. }) => {
            let mut fields = Fields::none();
            fields.add("name", sentence);
            return refused(&refused_form(&app, &browser, &may, name, &fields).await?);
        }
        Err(error) => return Err(error.into()),
    };
    let new_token = NewToken { name: name.trim().to_owned(), token: token.expose_secret().to_owned() };
    let page_shown = filled_form(&app, &browser, &may, TextField::new("token_name")).await?;
    page(&SettingsApi { new_token: Some(new_token), ..page_shown })
}

async fn refused_form(
    app: &App,
    browser: &Browser,
    may: &May<actions::ManageTokens>,
    name: &str,
    fields: &Fields,
) -> Result<SettingsApi, PageFailure> {
    filled_form(
        app,
        browser,
        may,
        TextField::with_value("token_name", name).refused(fields.get("name").unwrap_or_default()),
    )
    .await
}

/// Ends a token.
pub(crate) async fn delete(Page(held): Page<Held<Token, actions::ManageTokens>>, State(app): State<App>) -> Answer {
    tokens::end(&app.db, &held).await?;
    let answer = go_to(&format!("/b/{}/settings/api", held.viewpoint().slug()));
    Ok(with_flash(&app, answer, &Flash::good("The token is ended.")))
}
