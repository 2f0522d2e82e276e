//! Number groups: the list, making, editing, removing, and the picker's search.

use std::collections::{BTreeSet, HashMap};

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::ids::NumberId;
use crewline_core::numbers::groups::{self, Draft, Group};
use crewline_core::numbers::{self, Filter, Sort, Status};
use crewline_core::{Error, Fields};

use super::form_page::{NumberGroupForm, PickedNumber, PickedNumbers};
use super::list_page::{NumberGroupRemoval, NumberGroupRow, NumberGroups};
use crate::http::extract::Form;
use crate::http::flash::saying;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::numbers::list_page::tabs;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Entry, Flash, Nav};

/// The most groups that the page lists.
const MOST: i64 = 500;
/// The most numbers that a search of the picker finds.
const FOUND: i64 = 50;
/// The most numbers of a group that its form lists.
const PICKED: i64 = 500;

/// The list.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeNumbers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = may.viewpoint();
    let shell = shell(&app, viewpoint, &browser, Nav::Numbers).await?;
    let found = groups::list(&app.db, &may, None, None, MOST).await?;
    let names: HashMap<NumberId, String> = numbers::options(&app.db, &may, None, MOST)
        .await?
        .into_iter()
        .map(|number| (number.id, number.friendly_name))
        .collect();
    let rows = found.groups.into_iter().map(|group| NumberGroupRow {
        id: group.id.to_string(),
        name: group.name,
        numbers: group.number_ids.len() as u64,
        some: group.number_ids.iter().filter_map(|id| names.get(id).cloned()).take(4).collect(),
    });
    page(&NumberGroups {
        tabs: tabs(&shell, true),
        rows: rows.collect(),
        may_edit: viewpoint.allows(actions::EditNumberGroups),
        shell,
    })
}

/// The rows of the picker: what is picked first, then what was found.
async fn picker(
    app: &App,
    viewpoint: &Viewpoint,
    group: Option<&Group>,
    picked: &BTreeSet<String>,
    q: &str,
) -> Result<PickedNumbers, PageFailure> {
    let may = viewpoint.may()?;
    let country = viewpoint.country();
    let mut rows = Vec::new();
    let active = Filter { status: Some(Status::Active), ..Filter::default() };
    let of_group = match group {
        Some(group) => {
            let filter = Filter { group: Some(group.id), ..active.clone() };
            numbers::list(&app.db, &may, &filter, Sort::Name, None, PICKED).await?.numbers
        }
        None => Vec::new(),
    };
    let q = Some(q.trim().to_owned()).filter(|q| !q.is_empty());
    let found = numbers::list(&app.db, &may, &Filter { q, ..active }, Sort::Name, None, FOUND).await?.numbers;
    let mut seen = BTreeSet::new();
    for number in of_group.into_iter().chain(found) {
        let id = number.id.to_string();
        if !seen.insert(id.clone()) {
            continue;
        }
        rows.push(PickedNumber {
            picked: picked.contains(&id),
            id,
            name: number.friendly_name,
            phone: numbers::shown(number.phone_number.as_str(), country).to_string(),
            group: number.group_name.filter(|_| number.group_id != group.map(|group| group.id)),
        });
    }
    // What is picked and was not found is kept, too.
    for id in picked.iter().filter(|id| !seen.contains(*id)) {
        if let Ok(id) = id.parse()
            && let Ok(number) = <numbers::Number as crewline_core::access::Thing>::hold(&app.db, may.clone(), id).await
        {
            rows.push(PickedNumber {
                id: number.id.to_string(),
                name: number.friendly_name.clone(),
                phone: numbers::shown(number.phone_number.as_str(), country).to_string(),
                group: number.group_name.clone(),
                picked: true,
            });
        }
    }
    rows.sort_by_key(|row| !row.picked);
    Ok(PickedNumbers { rows })
}

/// The picker's search: what is picked stays in it.
pub(crate) async fn numbers(
    Page(may): Page<May<actions::EditNumberGroups>>,
    State(app): State<App>,
    posted: Form,
) -> Answer {
    let (_, picked) = typed(&posted);
    let found = picker(&app, may.viewpoint(), None, &picked, posted.get("q")).await?;
    page(&found)
}

async fn form(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    group: Option<&Group>,
    (name, q, picked): (&str, &str, BTreeSet<String>),
    fields: &Fields,
) -> Result<NumberGroupForm, PageFailure> {
    Ok(NumberGroupForm {
        shell: shell(app, viewpoint, browser, Nav::Numbers).await?,
        id: group.map(|group| group.id.to_string()),
        name: Entry { name: "name", value: name.into(), error: fields.of("name").map(str::to_owned) },
        search: Entry::filled("q", q),
        numbers: picker(app, viewpoint, group, &picked, q).await?,
        error: fields.of("number_ids").map(str::to_owned),
    })
}

/// The form for a new group.
pub(crate) async fn new(
    Page(may): Page<May<actions::EditNumberGroups>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    page(&form(&app, &browser, may.viewpoint(), None, ("", "", BTreeSet::new()), &Fields::none()).await?)
}

fn typed(posted: &Form) -> (Draft, BTreeSet<String>) {
    let number_ids: Vec<String> = posted.all("number_ids").map(str::to_owned).collect();
    let picked = number_ids.iter().cloned().collect();
    (Draft { name: posted.get("name").into(), number_ids }, picked)
}

/// Makes it; without script, the search button posts here too.
pub(crate) async fn create(
    Page(may): Page<May<actions::EditNumberGroups>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let (draft, picked) = typed(&posted);
    let again = (draft.name.as_str(), posted.get("q"), picked);
    if posted.has("search") {
        return page(&form(&app, &browser, may.viewpoint(), None, again, &Fields::none()).await?);
    }
    match groups::create(&app.db, &may, &draft).await {
        Ok(group) => {
            let answer = go_to(&format!("/b/{}/number-groups", may.viewpoint().slug()));
            Ok(saying(&app, answer, &Flash::good(format!("{} is made.", group.name))))
        }
        Err(Error::Fields(fields)) => refused(&form(&app, &browser, may.viewpoint(), None, again, &fields).await?),
        Err(error) => Err(error.into()),
    }
}

/// The form for one that is there.
pub(crate) async fn edit(
    Page(held): Page<Held<Group, actions::EditNumberGroups>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let picked = held.number_ids.iter().map(ToString::to_string).collect();
    let values = (held.name.as_str(), "", picked);
    page(&form(&app, &browser, held.viewpoint(), Some(held.thing()), values, &Fields::none()).await?)
}

/// Saves it; without script, the search button posts here too.
pub(crate) async fn update(
    Page(held): Page<Held<Group, actions::EditNumberGroups>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let (draft, picked) = typed(&posted);
    let again = (draft.name.as_str(), posted.get("q"), picked);
    if posted.has("search") {
        return page(&form(&app, &browser, held.viewpoint(), Some(held.thing()), again, &Fields::none()).await?);
    }
    match groups::edit(&app.db, &held, &draft).await {
        Ok(_) => {
            let answer = go_to(&format!("/b/{}/number-groups", held.viewpoint().slug()));
            Ok(saying(&app, answer, &Flash::good("Your changes are saved.")))
        }
        Err(Error::Fields(fields)) => {
            refused(&form(&app, &browser, held.viewpoint(), Some(held.thing()), again, &fields).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The question before it is removed.
pub(crate) async fn confirm_removal(
    Page(held): Page<Held<Group, actions::EditNumberGroups>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    page(&NumberGroupRemoval {
        shell: shell(&app, held.viewpoint(), &browser, Nav::Numbers).await?,
        name: held.name.clone(),
    })
}

/// Removes it; its numbers stay.
pub(crate) async fn delete(Page(held): Page<Held<Group, actions::EditNumberGroups>>, State(app): State<App>) -> Answer {
    let ended = groups::delete(&app.db, &held).await?;
    let members = match ended.members.len() {
        0 => String::new(),
        1 => format!(" {} no longer sees its numbers by it.", ended.members[0]),
        count => format!(" {count} viewers no longer see its numbers by it."),
    };
    let answer = go_to(&format!("/b/{}/number-groups", held.viewpoint().slug()));
    Ok(saying(&app, answer, &Flash::good(format!("{} is removed; its numbers stay.{members}", held.name))))
}
