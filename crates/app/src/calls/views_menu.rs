//! Fills the menu of views above the list of calls.

use crewline_core::access::{May, actions};
use crewline_core::call_views::{self, CallView};

use super::list_address::CallsAddress;
use super::view_question;
use super::views::MAX_MENU_ITEMS;
use super::views_menu_page::{ViewLink, ViewsMenu};
use crate::http::page_failure::PageFailure;
use crate::state::App;

/// The menu for the list at an address. The view whose filters the list has is the open one; of several, the first.
pub(super) async fn views_menu(
    app: &App,
    may: &May<actions::SeeCalls>,
    address: &CallsAddress,
) -> Result<ViewsMenu, PageFailure> {
    let viewpoint = may.viewpoint();
    let slug = viewpoint.slug();
    let views = call_views::list(&app.db, may, None, MAX_MENU_ITEMS).await?.views;
    let (own, shared): (Vec<CallView>, Vec<CallView>) = views.into_iter().partition(|view| view.is_own);
    let mut is_marked = false;
    let mut link = |view: CallView| {
        let list = view_question::address(slug, &view.question);
        let current = !is_marked && !view.matches_nothing && list.has_filters_of(address);
        is_marked |= current;
        ViewLink { name: view.name.clone(), href: (!view.matches_nothing).then(|| list.with(&[])), current }
    };
    let own: Vec<ViewLink> = own.into_iter().map(&mut link).collect();
    let shared: Vec<ViewLink> = shared.into_iter().map(&mut link).collect();
    let may_save = viewpoint.allows(actions::SaveReports) && address.is_filtered();
    let may_choose = viewpoint.allows(actions::ChooseColumns);
    Ok(ViewsMenu {
        save: may_save.then(|| address.at(&format!("/b/{slug}/call-views/new"))),
        choose_columns: may_choose.then(|| address.at(&format!("/b/{slug}/calls/columns"))),
        ..ViewsMenu::of(own, shared)
    })
}
