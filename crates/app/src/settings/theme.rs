//! The theme, light or dark, from the profile menu.

use axum::extract::State;
use axum::http::HeaderMap;
use crewline_core::accounts;

use crate::http::cookies;
use crate::http::extract::Form;
use crate::http::redirect::{go_to, own_path, with_cookie};
use crate::page::Answer;
use crate::state::App;
use crate::view::theme_from_key;

/// Stores the choice in the browser, and in the account of the person who is signed in.
pub(crate) async fn update(State(app): State<App>, headers: HeaderMap, form: Form) -> Answer {
    let theme = theme_from_key(form.get("theme"));
    if let Some(token) = cookies::session(&app.config, &headers)
        && let Some(person) = accounts::find_signed_in(&app.db, &token).await?
    {
        accounts::choose_theme(&app.db, &person, theme).await?;
    }
    let answer = go_to(own_path(form.get("return_to")).unwrap_or("/"));
    Ok(with_cookie(answer, cookies::set(&app.config, "crewline_theme", theme.word(), 400 * 86_400)))
}
