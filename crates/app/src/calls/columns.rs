//! The choice of the columns of the list of calls.

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::calls::columns::{self, Column, Columns};

use super::columns_page::{ColumnChoice, ColumnsForm, about, label};
use super::list_address::CallsAddress;
use crate::http::extract::{Form, QueryString};
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav};

async fn filled_form(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    query: &QueryString,
    columns: &Columns,
    error: Option<String>,
) -> Result<ColumnsForm, PageFailure> {
    let choice = |column: &Column| ColumnChoice {
        word: column.word(),
        label: label(*column),
        about: about(*column),
        is_chosen: columns.has(*column),
    };
    Ok(ColumnsForm {
        layout: build_layout(app, viewpoint, browser, Nav::Calls).await?,
        back: CallsAddress::of(viewpoint.slug(), query).with(&[]),
        choices: Column::ALL.iter().map(choice).collect(),
        error,
    })
}

/// The form, which returns to the list of its address.
pub(crate) async fn edit(
    Page(may): Page<May<actions::ChooseColumns>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let viewpoint = may.viewpoint();
    let columns = columns::find(&app.db, &viewpoint.may()?).await?;
    page(&filled_form(&app, &browser, viewpoint, &query, &columns, None).await?)
}

/// Chooses the columns, or the usual ones again.
pub(crate) async fn update(
    Page(may): Page<May<actions::ChooseColumns>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
    form: Form,
) -> Answer {
    let viewpoint = may.viewpoint();
    let words: Vec<Result<Column, _>> = form.values("column").map(str::parse).collect();
    let is_unknown = words.iter().any(Result::is_err);
    let columns: Columns = words.into_iter().filter_map(Result::ok).collect();
    let chosen = match form.get("do") {
        "reset" => None,
        _ if is_unknown => {
            let error = Some("Choose columns from the list.".to_owned());
            return refused(&filled_form(&app, &browser, viewpoint, &query, &columns, error).await?);
        }
        _ => Some(&columns),
    };
    columns::choose(&app.db, &may, chosen).await?;
    let list = CallsAddress::of(viewpoint.slug(), &query).with(&[]);
    let sentence = if chosen.is_some() { "Your columns are saved." } else { "The list has its usual columns again." };
    Ok(with_flash(&app, go_to(&list), &Flash::good(sentence)))
}
