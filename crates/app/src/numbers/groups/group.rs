//! Number groups: the list, creating, editing, removing, and the picker's search.

use std::collections::{BTreeSet, HashMap};

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::ids::NumberId;
use crewline_core::members::{AccessEffect, Changed, Saving};
use crewline_core::numbers::groups::{self, Draft, Group};
use crewline_core::numbers::{self, Filter, Sort, Status};
use crewline_core::{Error, Fields};

use super::form_page::{NumberGroupForm, PickedNumber, PickedNumbers};
use super::list_page::{NumberGroupRemoval, NumberGroupRow, NumberGroups};
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::number_access::effect_form::{effect_answer, saving};
use crate::number_access::effect_part::{EffectPart, viewer_lines};
use crate::numbers::list_page::tabs;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, TextField};

/// The most groups that the page lists.
const MAX_GROUPS: i64 = 500;
/// The most numbers that a search of the picker finds.
const MAX_FOUND: i64 = 50;
/// The most numbers of a group that its form lists.
const MAX_PICKED: i64 = 500;

/// The list.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeNumbers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = may.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Numbers).await?;
    let groups = groups::list(&app.db, &may, None, None, MAX_GROUPS).await?;
    let names: HashMap<NumberId, String> = numbers::options(&app.db, &may, None, MAX_GROUPS)
        .await?
        .into_iter()
        .map(|number| (number.id, number.friendly_name))
        .collect();
    let rows = groups.groups.into_iter().map(|group| NumberGroupRow {
        id: group.id.to_string(),
        name: group.name,
        numbers: group.number_ids.len() as u64,
        some: {
            // By name: the order of ids is another in each database, and changes with what others have.
            let mut some: Vec<_> = group.number_ids.iter().filter_map(|id| names.get(id).cloned()).collect();
            some.sort_by_cached_key(|name| crewline_core::text::fold_case(name));
            some.truncate(4);
            some
        },
    });
    page(&NumberGroups {
        tabs: tabs(&layout, true),
        rows: rows.collect(),
        may_edit: viewpoint.allows(actions::EditNumberGroups),
        layout,
    })
}

/// Builds the picker's rows: first the picked numbers, then the results of the search.
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
            numbers::list(&app.db, &may, &filter, Sort::Name, None, MAX_PICKED).await?.numbers
        }
        None => Vec::new(),
    };
    let q = Some(q.trim().to_owned()).filter(|q| !q.is_empty());
    let results = numbers::list(&app.db, &may, &Filter { q, ..active }, Sort::Name, None, MAX_FOUND).await?.numbers;
    let mut seen = BTreeSet::new();
    for number in of_group.into_iter().chain(results) {
        let id = number.id.to_string();
        if !seen.insert(id.clone()) {
            continue;
        }
        rows.push(PickedNumber {
            picked: picked.contains(&id),
            id,
            name: number.friendly_name,
            phone: numbers::formatted(number.phone_number.as_str(), country).to_string(),
            group: number.group_name.filter(|_| number.group_id != group.map(|group| group.id)),
        });
    }
    // Picked numbers that are not among these rows are kept too.
    for id in picked.iter().filter(|id| !seen.contains(*id)) {
        if let Ok(id) = id.parse()
            && let Ok(number) = <numbers::Number as crewline_core::access::Thing>::hold(&app.db, may.clone(), id).await
        {
            rows.push(PickedNumber {
                id: number.id.to_string(),
                name: number.friendly_name.clone(),
                phone: numbers::formatted(number.phone_number.as_str(), country).to_string(),
                group: number.group_name.clone(),
                picked: true,
            });
        }
    }
    rows.sort_by_key(|row| !row.picked);
    Ok(PickedNumbers { rows })
}

/// The picker's search. Picked numbers stay picked.
pub(crate) async fn numbers(
    Page(may): Page<May<actions::EditNumberGroups>>,
    State(app): State<App>,
    posted: Form,
) -> Answer {
    let (_, picked) = read_form(&posted);
    let picker = picker(&app, may.viewpoint(), None, &picked, posted.get("q")).await?;
    page(&picker)
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
        layout: build_layout(app, viewpoint, browser, Nav::Numbers).await?,
        id: group.map(|group| group.id.to_string()),
        name: TextField { name: "name", value: name.into(), error: fields.get("name").map(str::to_owned) },
        search: TextField::with_value("q", q),
        numbers: picker(app, viewpoint, group, &picked, q).await?,
        effect: EffectPart::default(),
        needs_confirmation: false,
        error: fields.get("number_ids").map(str::to_owned),
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

fn read_form(posted: &Form) -> (Draft, BTreeSet<String>) {
    let number_ids: Vec<String> = posted.values("number_ids").map(str::to_owned).collect();
    let picked = number_ids.iter().cloned().collect();
    (Draft { name: posted.get("name").into(), number_ids }, picked)
}

/// Creates the group. Without script, the search button posts here too.
pub(crate) async fn create(
    Page(may): Page<May<actions::EditNumberGroups>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let (draft, picked) = read_form(&posted);
    let values = (draft.name.as_str(), posted.get("q"), picked);
    if posted.has("search") {
        return page(&form(&app, &browser, may.viewpoint(), None, values, &Fields::none()).await?);
    }
    match groups::create_if(&app.db, &may, &draft, saving(&posted)).await {
        Ok(Changed { effect, is_saved: false, .. }) => {
            page(&asking(form(&app, &browser, may.viewpoint(), None, values, &Fields::none()).await?, &effect))
        }
        Ok(Changed { thing: group, .. }) => {
            let answer = go_to(&format!("/b/{}/number-groups", may.viewpoint().slug()));
            Ok(with_flash(&app, answer, &Flash::good(format!("{} is made.", group.name))))
        }
        Err(Error::Fields(fields)) => refused(&form(&app, &browser, may.viewpoint(), None, values, &fields).await?),
        Err(error) => Err(error.into()),
    }
}

/// The form to edit a group.
pub(crate) async fn edit(
    Page(held): Page<Held<Group, actions::EditNumberGroups>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let picked = held.number_ids.iter().map(ToString::to_string).collect();
    let values = (held.name.as_str(), "", picked);
    page(&form(&app, &browser, held.viewpoint(), Some(held.thing()), values, &Fields::none()).await?)
}

/// Saves the group. Without script, the search button posts here too.
pub(crate) async fn update(
    Page(held): Page<Held<Group, actions::EditNumberGroups>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let (draft, picked) = read_form(&posted);
    let values = (draft.name.as_str(), posted.get("q"), picked);
    if posted.has("search") {
        return page(&form(&app, &browser, held.viewpoint(), Some(held.thing()), values, &Fields::none()).await?);
    }
    match groups::edit_if(&app.db, &held, &draft, saving(&posted)).await {
        Ok(Changed { effect, is_saved: false, .. }) => {
            let shown = form(&app, &browser, held.viewpoint(), Some(held.thing()), values, &Fields::none()).await?;
            page(&asking(shown, &effect))
        }
        Ok(_) => {
            let answer = go_to(&format!("/b/{}/number-groups", held.viewpoint().slug()));
            Ok(with_flash(&app, answer, &Flash::good("Your changes are saved.")))
        }
        Err(Error::Fields(fields)) => {
            refused(&form(&app, &browser, held.viewpoint(), Some(held.thing()), values, &fields).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Answers only the effect of a new group with the picked numbers. The script requests it while the person edits the form.
pub(crate) async fn effect_of_new(
    Page(may): Page<May<actions::EditNumberGroups>>,
    State(app): State<App>,
    posted: Form,
) -> Answer {
    effect_answer(groups::effect_of_create(&app.db, &may, &read_form(&posted).0.number_ids).await)
}

/// Answers only the effect of the picked numbers.
pub(crate) async fn effect(
    Page(held): Page<Held<Group, actions::EditNumberGroups>>,
    State(app): State<App>,
    posted: Form,
) -> Answer {
    // The name has no effect to show, and may be half input.
    let draft = Draft { name: held.name.clone(), ..read_form(&posted).0 };
    effect_answer(groups::edit_if(&app.db, &held, &draft, Saving::DryRun).await.map(|changed| changed.effect))
}

/// The form, asking about its effect.
fn asking(form: NumberGroupForm, effect: &AccessEffect) -> NumberGroupForm {
    NumberGroupForm { effect: EffectPart::of(effect), needs_confirmation: true, ..form }
}

async fn removal_page(
    app: &App,
    browser: &Browser,
    held: &Held<Group, actions::EditNumberGroups>,
    effect: &AccessEffect,
) -> Answer {
    page(&NumberGroupRemoval {
        layout: build_layout(app, held.viewpoint(), browser, Nav::Numbers).await?,
        name: held.name.clone(),
        effect: EffectPart::of(effect),
    })
}

/// The confirmation page before it is removed: it says who sees less.
pub(crate) async fn confirm_removal(
    Page(held): Page<Held<Group, actions::EditNumberGroups>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let effect = groups::delete_if(&app.db, &held, Saving::DryRun).await?.effect;
    removal_page(&app, &browser, &held, &effect).await
}

/// Removes the group. Its numbers stay. When somebody else would lose something than was shown, it is shown anew.
pub(crate) async fn delete(
    Page(held): Page<Held<Group, actions::EditNumberGroups>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let changed = groups::delete_if(&app.db, &held, saving(&posted)).await?;
    if !changed.is_saved {
        return removal_page(&app, &browser, &held, &changed.effect).await;
    }
    let viewers = changed.effect.members.len() + changed.effect.outside.len();
    let viewers = match &viewer_lines(&changed.effect)[..] {
        [] => String::new(),
        [viewer] => format!(" {viewer}."),
        _ => format!(" {viewers} viewers no longer see its numbers by it."),
    };
    let answer = go_to(&format!("/b/{}/number-groups", held.viewpoint().slug()));
    Ok(with_flash(&app, answer, &Flash::good(format!("{} is removed; its numbers stay.{viewers}", held.name))))
}
