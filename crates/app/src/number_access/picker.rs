//! The number access picker, a part of forms. A form reads it by [`PickerState::from_form`] and shows it by [`view`].
//! When [`PickerState::is_picker_button`], the form is shown again and not saved.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::ids::{GroupId, NumberId};
use crewline_core::members::{AccessDraft, NumberAccess};
use crewline_core::numbers::groups::{self, Group};
use crewline_core::numbers::{self, Filter, Number, Sort, Status};
use crewline_core::text::fold_case;

use super::picker_page::{AccessChip, AccessPanel, AccessPicker, AccessRow};
use crate::http::extract::Form;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::number_access;

/// The most numbers and groups of a business that are loaded.
const MAX_LOADED: i64 = 20_000;
/// The most rows of each kind that are listed. A search finds the others.
const MAX_LISTED: usize = 50;
/// The most chosen things that are named. The rest are counted.
const MAX_NAMED: usize = 40;
/// The most sources that are offered. A search finds the others.
const MAX_SOURCES: usize = 4;

/// The state of the picker in a form: the choice, the search, and the button that was pressed.
#[derive(Clone, Debug, Default)]
pub(crate) struct PickerState {
    kind: String,
    numbers: BTreeSet<NumberId>,
    groups: BTreeSet<GroupId>,
    /// Texts that are no ids. Core refuses them, and they are not shown again.
    unreadable: Vec<String>,
    q: String,
    action: Option<String>,
}

impl PickerState {
    /// Nothing chosen: there is no silent default.
    pub(crate) fn empty() -> Self {
        Self::default()
    }

    /// The choice that is stored.
    pub(crate) fn from_access(access: &NumberAccess) -> Self {
        match access {
            NumberAccess::All => Self { kind: "all".into(), ..Self::default() },
            NumberAccess::Specific { numbers, groups } => {
                Self { kind: "specific".into(), numbers: numbers.clone(), groups: groups.clone(), ..Self::default() }
            }
        }
    }

    /// The state that a form posted.
    pub(crate) fn from_form(form: &Form) -> Self {
        let (q, action) = (form.get("access_q").trim(), form.get("access_do"));
        let by_enter = form.has("enter") && q != form.get("access_sought");
        let action = if by_enter { "find" } else { action };
        let mut state = Self {
            kind: form.get("access").into(),
            q: q.into(),
            action: (!action.is_empty()).then(|| action.to_owned()),
            ..Self::default()
        };
        for id in form.values("number_ids") {
            match id.parse() {
                Ok(id) => _ = state.numbers.insert(id),
                Err(_) => state.unreadable.push(id.into()),
            }
        }
        for id in form.values("group_ids") {
            match id.parse() {
                Ok(id) => _ = state.groups.insert(id),
                Err(_) => state.unreadable.push(id.into()),
            }
        }
        state
    }

    /// Whether one of the picker's buttons was pressed. The form is then shown again and nothing is saved.
    pub(crate) fn is_picker_button(&self) -> bool {
        self.action.is_some()
    }

    /// The choice as a draft; `None` when no kind is chosen.
    pub(crate) fn draft(&self) -> Option<AccessDraft> {
        let (kind, specific) = (self.kind.clone(), self.kind == "specific");
        let number_ids = self.numbers.iter().map(ToString::to_string).chain(self.unreadable.iter().cloned());
        let group_ids = self.groups.iter().map(ToString::to_string);
        // The numbers stay checked in the form when All Numbers is chosen, but they don't count then.
        (!kind.is_empty()).then(|| AccessDraft {
            number_ids: number_ids.filter(|_| specific).collect(),
            group_ids: group_ids.filter(|_| specific).collect(),
            kind,
        })
    }

    /// Does the action of the button that was pressed.
    fn apply(&mut self, all: &[Number], matching: &[&Number]) {
        let Some(action) = self.action.take() else { return };
        if self.kind.is_empty() {
            self.kind = "specific".into();
        }
        match action.split_once(':') {
            Some(("drop", "all")) => {
                self.numbers.clear();
                self.groups.clear();
            }
            Some(("drop", id)) => {
                self.numbers.retain(|number| number.to_string() != id);
                self.groups.retain(|group| group.to_string() != id);
            }
            Some(("source", source)) => {
                self.numbers.extend(all.iter().filter(|number| number.source == source).map(|number| number.id));
            }
            _ if action == "found" => self.numbers.extend(matching.iter().map(|number| number.id)),
            _ => {}
        }
    }
}

/// Builds the picker, after the action of its button.
pub(crate) async fn view(
    app: &App,
    viewpoint: &Viewpoint,
    picker: &PickerState,
    error: Option<&str>,
) -> Result<AccessPicker, PageFailure> {
    let (may, mut state) = (viewpoint.may::<actions::SeeNumbers>()?, picker.clone());
    let read = async |q: Option<String>, status| {
        let filter = Filter { q, status: Some(status), ..Filter::default() };
        numbers::list(&app.db, &may, &filter, Sort::Name, None, MAX_LOADED).await.map(|page| page.numbers)
    };
    let all = read(None, Status::Active).await?;
    let all_groups = groups::list(&app.db, &may, None, None, MAX_LOADED).await?.groups;
    let search = (!state.q.is_empty()).then(|| state.q.clone());
    let by_search: Option<BTreeSet<NumberId>> = match &search {
        Some(q) => Some(read(Some(q.clone()), Status::Active).await?.into_iter().map(|number| number.id).collect()),
        None => None,
    };
    let is_match = |number: &&Number| by_search.as_ref().is_none_or(|ids| ids.contains(&number.id));
    let matching: Vec<&Number> = all.iter().filter(is_match).collect();
    state.apply(&all, &matching);
    let active: BTreeSet<NumberId> = all.iter().map(|number| number.id).collect();
    // Released numbers stay chosen, because the member still sees their history.
    let released = match state.numbers.is_subset(&active) {
        true => Vec::new(),
        false => read(None, Status::Released).await?,
    };
    let by_id: HashMap<NumberId, &Number> = all.iter().chain(&released).map(|number| (number.id, number)).collect();
    state.numbers.retain(|id| by_id.contains_key(id));
    state.groups.retain(|id| all_groups.iter().any(|group| group.id == *id));
    Ok(AccessPicker {
        business: viewpoint.business_name().to_owned(),
        href: format!("/b/{}/number-access", viewpoint.slug()),
        panel: panel(viewpoint, &state, (&all, &matching, &by_id), &all_groups),
        q: state.q.clone(),
        kind: state.kind,
        hint: "",
        error: error.map(str::to_owned),
    })
}

type Numbers<'n> = (&'n [Number], &'n [&'n Number], &'n HashMap<NumberId, &'n Number>);

fn panel(
    viewpoint: &Viewpoint,
    picker: &PickerState,
    (all, matching, by_id): Numbers<'_>,
    all_groups: &[Group],
) -> AccessPanel {
    let q = fold_case(&picker.q);
    let matches_search = |text: &str| q.is_empty() || fold_case(text).contains(&q);
    let groups: Vec<&Group> = all_groups.iter().filter(|group| matches_search(&group.name)).collect();
    let listed: BTreeSet<NumberId> = matching.iter().take(MAX_LISTED).map(|number| number.id).collect();
    let listed_groups: BTreeSet<GroupId> = groups.iter().take(MAX_LISTED).map(|group| group.id).collect();
    let chosen_groups: Vec<&Group> = all_groups.iter().filter(|group| picker.groups.contains(&group.id)).collect();
    let mut in_all = picker.numbers.clone();
    in_all.extend(chosen_groups.iter().flat_map(|group| &group.number_ids));
    let chips = chosen_groups.iter().map(|group| AccessChip {
        id: group.id.to_string(),
        name: group.name.clone(),
        note: "group",
    });
    let chips = chips.chain(picker.numbers.iter().filter_map(|id| by_id.get(id)).map(|number| AccessChip {
        id: number.id.to_string(),
        name: number.friendly_name.clone(),
        note: if number.status == Status::Released { "released" } else { "" },
    }));
    let hidden = picker.numbers.difference(&listed).map(|id| ("number_ids", id.to_string()));
    let hidden_groups = picker.groups.difference(&listed_groups).map(|id| ("group_ids", id.to_string()));
    AccessPanel {
        search: picker.q.clone(),
        chips: chips.take(MAX_NAMED).collect(),
        more: (picker.numbers.len() + picker.groups.len()).saturating_sub(MAX_NAMED),
        hidden_choices: hidden.chain(hidden_groups).collect(),
        numbers_in_all: in_all.len(),
        unlisted: matching.len().saturating_sub(MAX_LISTED) + groups.len().saturating_sub(MAX_LISTED),
        numbers_found: matching.len(),
        sources: sources(all, matches_search),
        groups: groups
            .into_iter()
            .take(MAX_LISTED)
            .map(|group| AccessRow {
                id: group.id.to_string(),
                name: group.name.clone(),
                about: String::new(),
                end: number_access(Some((group.number_ids.len(), 0))),
                is_chosen: picker.groups.contains(&group.id),
            })
            .collect(),
        numbers: matching.iter().take(MAX_LISTED).map(|number| row(number, viewpoint, picker)).collect(),
    }
}

fn row(number: &Number, viewpoint: &Viewpoint, picker: &PickerState) -> AccessRow {
    let source = Some(number.source.clone()).filter(|source| !source.is_empty());
    let group = number.group_name.as_ref().map(|group| format!("in {group}"));
    AccessRow {
        id: number.id.to_string(),
        name: number.friendly_name.clone(),
        about: source.into_iter().chain(group).collect::<Vec<_>>().join(" · "),
        end: numbers::formatted(number.phone_number.as_str(), viewpoint.country()).to_string(),
        is_chosen: picker.numbers.contains(&number.id),
    }
}

/// The sources with the most numbers, of those whose name passes the filter.
fn sources(all: &[Number], filter: impl Fn(&str) -> bool) -> Vec<(String, usize)> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for number in all.iter().filter(|number| !number.source.is_empty()) {
        *counts.entry(&number.source).or_default() += 1;
    }
    let mut sources: Vec<_> = counts
        .into_iter()
        .filter(|(source, _)| filter(source))
        .map(|(source, count)| (source.to_owned(), count))
        .collect();
    sources.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sources.truncate(MAX_SOURCES);
    sources
}

/// Answers only the panel, for the state that the form posted.
pub(crate) async fn update(Page(may): Page<May<actions::SeeUsers>>, State(app): State<App>, posted: Form) -> Answer {
    let picker = view(&app, may.viewpoint(), &PickerState::from_form(&posted), None).await?;
    page(&picker.panel)
}
