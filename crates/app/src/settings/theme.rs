//! Light or dark, from the profile menu.

use axum::extract::State;
use axum::http::HeaderMap;
use crewline_core::people;

use crate::http::cookies;
use crate::http::extract::Form;
use crate::http::redirect::{go_to, own_path, with_cookie};
use crate::page::Answer;
use crate::state::App;
use crate::view::theme_of;

/// Keeps the choice: in the browser, and in the account where somebody is signed in as themselves.
pub(crate) async fn update(State(app): State<App>, headers: HeaderMap, form: Form) -> Answer {
    let theme = theme_of(form.get("theme"));
    if let Some(token) = cookies::session(&app.config, &headers)
        && let Some(person) = people::signed_in(&app.db, &token).await?
    {
        people::choose_theme(&app.db, &person, theme).await?;
    }
    let answer = go_to(own_path(form.get("return_to")).unwrap_or("/"));
    Ok(with_cookie(answer, cookies::set(&app.config, "crewline_theme", theme.word(), 400 * 86_400)))
}
