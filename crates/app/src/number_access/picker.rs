//! The choice of a number access, as a part of forms: what is chosen, what is found, and what its buttons ask for. A form
//! reads it by [`Choosing::typed`], shows it by [`view`], and answers itself again where [`Choosing::is_asked`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::ids::{GroupId, NumberId};
use crewline_core::members::{AccessDraft, NumberAccess};
use crewline_core::numbers::groups::{self, Group};
use crewline_core::numbers::{self, Filter, Number, Sort, Status};
use crewline_core::text::folded;

use super::picker_page::{AccessChip, AccessPanel, AccessPicker, AccessRow};
use crate::http::extract::Form;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::number_access;

/// The most numbers and groups of a business that are looked through.
const EVERY: i64 = 20_000;
/// Rows of each kind that are listed; more are searched for.
const LISTED: usize = 50;
/// What is chosen and named; more is counted.
const NAMED: usize = 40;
/// Sources that are offered; more are searched for.
const SOURCES: usize = 4;

/// What is chosen in a form, and what its buttons ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choosing {
    kind: String,
    numbers: BTreeSet<NumberId>,
    groups: BTreeSet<GroupId>,
    /// Ids that can be none: what was typed is refused by core, and not shown again.
    unreadable: Vec<String>,
    q: String,
    action: Option<String>,
}

impl Choosing {
    /// Nothing yet: there is no silent default.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// What is set now.
    pub(crate) fn of(access: &NumberAccess) -> Self {
        match access {
            NumberAccess::All => Self { kind: "all".into(), ..Self::default() },
            NumberAccess::Specific { numbers, groups } => {
                Self { kind: "specific".into(), numbers: numbers.clone(), groups: groups.clone(), ..Self::default() }
            }
        }
    }

    /// What a form holds.
    pub(crate) fn typed(form: &Form) -> Self {
        let (q, action) = (form.get("access_q").trim(), form.get("access_do"));
        let by_enter = form.has("enter") && q != form.get("access_sought");
        let action = if by_enter { "find" } else { action };
        let mut choosing = Self {
            kind: form.get("access").into(),
            q: q.into(),
            action: (!action.is_empty()).then(|| action.to_owned()),
            ..Self::default()
        };
        for id in form.all("number_ids") {
            match id.parse() {
                Ok(id) => _ = choosing.numbers.insert(id),
                Err(_) => choosing.unreadable.push(id.into()),
            }
        }
        for id in form.all("group_ids") {
            match id.parse() {
                Ok(id) => _ = choosing.groups.insert(id),
                Err(_) => choosing.unreadable.push(id.into()),
            }
        }
        choosing
    }

    /// Whether one of the picker's buttons was pressed: then the form is shown again and nothing is done.
    pub(crate) fn is_asked(&self) -> bool {
        self.action.is_some()
    }

    /// The choice, as core takes it; nothing where none was made.
    pub(crate) fn draft(&self) -> Option<AccessDraft> {
        let (kind, specific) = (self.kind.clone(), self.kind == "specific");
        let number_ids = self.numbers.iter().map(ToString::to_string).chain(self.unreadable.iter().cloned());
        let group_ids = self.groups.iter().map(ToString::to_string);
        // What is chosen below stays there when All Numbers is chosen after all; it is not sent then.
        (!kind.is_empty()).then(|| AccessDraft {
            number_ids: number_ids.filter(|_| specific).collect(),
            group_ids: group_ids.filter(|_| specific).collect(),
            kind,
        })
    }

    /// Does what a button asks for.
    fn apply(&mut self, every: &[Number], found: &[&Number]) {
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
                self.numbers.extend(every.iter().filter(|number| number.source == source).map(|number| number.id));
            }
            _ if action == "found" => self.numbers.extend(found.iter().map(|number| number.id)),
            _ => {}
        }
    }
}

/// The part of a form, after what its buttons ask for.
pub(crate) async fn view(
    app: &App,
    viewpoint: &Viewpoint,
    choosing: &Choosing,
    error: Option<&str>,
) -> Result<AccessPicker, PageFailure> {
    let (may, mut choosing) = (viewpoint.may::<actions::SeeNumbers>()?, choosing.clone());
    let read = async |q: Option<String>, status| {
        let filter = Filter { q, status: Some(status), ..Filter::default() };
        numbers::list(&app.db, &may, &filter, Sort::Name, None, EVERY).await.map(|page| page.numbers)
    };
    let every = read(None, Status::Active).await?;
    let all_groups = groups::list(&app.db, &may, None, None, EVERY).await?.groups;
    let sought = (!choosing.q.is_empty()).then(|| choosing.q.clone());
    let by_search: Option<BTreeSet<NumberId>> = match &sought {
        Some(q) => Some(read(Some(q.clone()), Status::Active).await?.into_iter().map(|number| number.id).collect()),
        None => None,
    };
    let is_found = |number: &&Number| by_search.as_ref().is_none_or(|ids| ids.contains(&number.id));
    let found: Vec<&Number> = every.iter().filter(is_found).collect();
    choosing.apply(&every, &found);
    let active: BTreeSet<NumberId> = every.iter().map(|number| number.id).collect();
    // Released numbers that were chosen before stay chosen, for their history.
    let released = match choosing.numbers.is_subset(&active) {
        true => Vec::new(),
        false => read(None, Status::Released).await?,
    };
    let known: HashMap<NumberId, &Number> = every.iter().chain(&released).map(|number| (number.id, number)).collect();
    choosing.numbers.retain(|id| known.contains_key(id));
    choosing.groups.retain(|id| all_groups.iter().any(|group| group.id == *id));
    Ok(AccessPicker {
        business: viewpoint.business_name().to_owned(),
        href: format!("/b/{}/number-access", viewpoint.slug()),
        panel: panel(viewpoint, &choosing, (&every, &found, &known), &all_groups),
        q: choosing.q.clone(),
        kind: choosing.kind,
        hint: "",
        error: error.map(str::to_owned),
    })
}

type Numbers<'n> = (&'n [Number], &'n [&'n Number], &'n HashMap<NumberId, &'n Number>);

fn panel(
    viewpoint: &Viewpoint,
    choosing: &Choosing,
    (every, found, known): Numbers<'_>,
    all_groups: &[Group],
) -> AccessPanel {
    let q = folded(&choosing.q);
    let fits = |text: &str| q.is_empty() || folded(text).contains(&q);
    let groups: Vec<&Group> = all_groups.iter().filter(|group| fits(&group.name)).collect();
    let listed: BTreeSet<NumberId> = found.iter().take(LISTED).map(|number| number.id).collect();
    let listed_groups: BTreeSet<GroupId> = groups.iter().take(LISTED).map(|group| group.id).collect();
    let chosen_groups: Vec<&Group> = all_groups.iter().filter(|group| choosing.groups.contains(&group.id)).collect();
    let mut in_all = choosing.numbers.clone();
    in_all.extend(chosen_groups.iter().flat_map(|group| &group.number_ids));
    let chips = chosen_groups.iter().map(|group| AccessChip {
        id: group.id.to_string(),
        name: group.name.clone(),
        note: "group",
    });
    let chips = chips.chain(choosing.numbers.iter().filter_map(|id| known.get(id)).map(|number| AccessChip {
        id: number.id.to_string(),
        name: number.friendly_name.clone(),
        note: if number.status == Status::Released { "released" } else { "" },
    }));
    let kept = choosing.numbers.difference(&listed).map(|id| ("number_ids", id.to_string()));
    let kept_groups = choosing.groups.difference(&listed_groups).map(|id| ("group_ids", id.to_string()));
    AccessPanel {
        sought: choosing.q.clone(),
        chips: chips.take(NAMED).collect(),
        more: (choosing.numbers.len() + choosing.groups.len()).saturating_sub(NAMED),
        kept: kept.chain(kept_groups).collect(),
        numbers_in_all: in_all.len(),
        unlisted: found.len().saturating_sub(LISTED) + groups.len().saturating_sub(LISTED),
        numbers_found: found.len(),
        sources: sources(every, fits),
        groups: groups
            .into_iter()
            .take(LISTED)
            .map(|group| AccessRow {
                id: group.id.to_string(),
                name: group.name.clone(),
                about: String::new(),
                end: number_access(Some((group.number_ids.len(), 0))),
                is_chosen: choosing.groups.contains(&group.id),
            })
            .collect(),
        numbers: found.iter().take(LISTED).map(|number| row(number, viewpoint, choosing)).collect(),
    }
}

fn row(number: &Number, viewpoint: &Viewpoint, choosing: &Choosing) -> AccessRow {
    let source = Some(number.source.clone()).filter(|source| !source.is_empty());
    let group = number.group_name.as_ref().map(|group| format!("in {group}"));
    AccessRow {
        id: number.id.to_string(),
        name: number.friendly_name.clone(),
        about: source.into_iter().chain(group).collect::<Vec<_>>().join(" · "),
        end: numbers::shown(number.phone_number.as_str(), viewpoint.country()).to_string(),
        is_chosen: choosing.numbers.contains(&number.id),
    }
}

/// The sources with the most numbers, of those that fit.
fn sources(every: &[Number], fits: impl Fn(&str) -> bool) -> Vec<(String, usize)> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for number in every.iter().filter(|number| !number.source.is_empty()) {
        *counts.entry(&number.source).or_default() += 1;
    }
    let mut sources: Vec<_> = counts
        .into_iter()
        .filter(|(source, _)| fits(source))
        .map(|(source, count)| (source.to_owned(), count))
        .collect();
    sources.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sources.truncate(SOURCES);
    sources
}

/// The panel alone, by all that the form around it holds.
pub(crate) async fn update(Page(may): Page<May<actions::SeeUsers>>, State(app): State<App>, posted: Form) -> Answer {
    let picker = view(&app, may.viewpoint(), &Choosing::typed(&posted), None).await?;
    page(&picker.panel)
}
