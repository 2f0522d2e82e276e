//! Settings → Blocked callers.

use axum::extract::State;
use crewline_core::access::{Held, May, actions};
use crewline_core::blocked_callers::{self, BlockedCaller, Cursor};
use crewline_core::numbers::formatted;
use crewline_core::{Error, Fields};

use super::blocked_callers_page::{BlockedRow, SettingsBlockedCallers};
use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use crate::http::extract::{Form, QueryString};
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused, with_query};
use crate::state::App;
use crate::view::{Flash, Nav, Pager, TextField, When};

/// The address of the tab below the business's.
const PATH: &str = "/settings/blocked-callers";

/// Callers on a page.
const PAGE_SIZE: i64 = 50;

async fn filled_list(
    app: &App,
    browser: &Browser,
    may: &May<actions::SeeBlockedCallers>,
    cursor: Option<Cursor>,
    new_caller: TextField,
) -> Result<SettingsBlockedCallers, PageFailure> {
    let viewpoint = may.viewpoint();
    let layout = build_layout(app, viewpoint, browser, Nav::Settings).await?;
    let (zone, now, country) = (browser.zone(viewpoint), app.db.now().jiff(), viewpoint.country());
    let list = blocked_callers::list(&app.db, may, cursor, PAGE_SIZE).await?;
    let older = list.older.map(|cursor| with_query(&layout.href(PATH), &[("cursor", &cursor.to_string())]));
    let newer = cursor.map(|_| layout.href(PATH));
    let mut pager = Pager::by_time(newer, older);
    pager.newer_label = "Newest";
    let rows = list.callers.into_iter().map(|blocked| BlockedRow {
        id: blocked.id.to_string(),
        caller: formatted(&blocked.caller, country).to_string(),
        by: blocked.blocked_by,
        at: When::moment(blocked.blocked_at.jiff(), &zone, now),
    });
    Ok(SettingsBlockedCallers {
        rows: rows.collect(),
        pager,
        tabs: tabs_of(viewpoint, &layout, SettingsTab::BlockedCallers),
        may_block: viewpoint.allows(actions::BlockCallers),
        layout,
        new_caller,
    })
}

/// The blocked callers.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeBlockedCallers>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    page(&filled_list(&app, &browser, &may, query.cursor()?, TextField::new("caller")).await?)
}

/// Blocks a caller.
pub(crate) async fn create(
    Page(may): Page<May<actions::BlockCallers>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let typed = form.get("caller");
    let sentence = match blocked_callers::add(&app.db, &may, typed).await {
        Ok(blocked) => {
            let caller = formatted(&blocked.caller, may.viewpoint().country()).to_string();
            let answer = go_to(&format!("/b/{}{PATH}", may.viewpoint().slug()));
            return Ok(with_flash(&app, answer, &Flash::good(format!("{caller} is blocked."))));
        }
        Err(Error::Fields(fields)) => sentence_of(&fields),
        Err(Error::Conflict { sentence, .. }) => sentence,
        Err(error) => return Err(error.into()),
    };
    let field = TextField::with_value("caller", typed).refused(sentence);
    refused(&filled_list(&app, &browser, &may.viewpoint().may()?, None, field).await?)
}

fn sentence_of(fields: &Fields) -> String {
    fields.get("caller").unwrap_or_default().to_owned()
}

/// Takes back that a caller is blocked.
pub(crate) async fn delete(
    Page(held): Page<Held<BlockedCaller, actions::BlockCallers>>,
    State(app): State<App>,
) -> Answer {
    blocked_callers::remove(&app.db, &held).await?;
    let caller = formatted(&held.caller, held.viewpoint().country()).to_string();
    let answer = go_to(&format!("/b/{}{PATH}", held.viewpoint().slug()));
    Ok(with_flash(&app, answer, &Flash::good(format!("{caller} is not blocked any more."))))
}
