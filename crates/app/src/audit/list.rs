//! The audit log: the list with its filters, and its export.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::HeaderMap;
use crewline_core::access::{May, Thing, Viewpoint, actions};
use crewline_core::audit::{self, ACTIONS, Action, Entry as Logged, Filter};
use crewline_core::members::{Member, OutsideRecipient};
use crewline_core::numbers::Number;
use crewline_core::numbers::groups::Group;
use jiff::tz::TimeZone;

use super::change::{Locale, changes};
use super::export;
use super::list_page::{Audit, AuditFilters, AuditResults, AuditRow};
use crate::http::extract::QueryString;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::query::{day_filter, is_reversed};
use crate::page::layout::{Browser, build_layout, business_zone};
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Nav, Pager, SelectField, SelectOption, TextField, When};

/// Entries on a page.
const PAGE_SIZE: i64 = 50;
/// The names of the filters in the address.
const FILTERS: [&str; 5] = ["q", "actor", "action", "from", "to"];

fn filter(query: &QueryString, zone: &TimeZone) -> Result<Filter, PageFailure> {
    let named = |typed: &str| Action::find(typed).map(|action| action.name.to_owned());
    Ok(Filter {
        person: query.read("actor", "Person: choose one from the list.")?,
        action: query.read_as("action", "Action: choose one from the list.", named)?,
        from: day_filter(query, "from", "From", zone, 0)?,
        to: day_filter(query, "to", "To", zone, 1)?,
        q: Some(query.get("q").to_owned()),
    })
}

/// The list, or only its results when a script asks for this part of the page.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeAuditLog>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
    headers: HeaderMap,
) -> Answer {
    let viewpoint = may.viewpoint();
    let zone = browser.zone(viewpoint);
    let filters = FILTERS.map(|name| (name, query.get(name)));
    let filter = filter(&query, &business_zone(viewpoint))?;
    let entries = audit::list(&app.db, &may, &filter, query.cursor()?, PAGE_SIZE).await?;
    let path = format!("/b/{}/audit", viewpoint.slug());
    let at = |cursor: &audit::Cursor| {
        let cursor = cursor.to_string();
        let mut pairs = filters.to_vec();
        pairs.push(("cursor", &cursor));
        with_query(&path, &pairs)
    };
    let mut pager = Pager::by_time(entries.newer.as_ref().map(at), entries.older.as_ref().map(at));
    if entries.searched_to.is_some() {
        pager.older_label = "Search further back";
    }
    let results = AuditResults {
        slug: viewpoint.slug().to_owned(),
        pager,
        searched_to: entries.searched_to.map(|at| When::day(at.jiff(), &zone)),
        rows: rows(&app, &may, entries.entries, &zone).await?,
        filtered: filters.iter().any(|(_, value)| !value.trim().is_empty()),
        is_reversed: is_reversed(filter.from, filter.to),
        zone: browser.zone_words(viewpoint),
    };
    if headers.get("x-fragment").is_some_and(|part| part == "results") {
        return page(&results);
    }
    let people = audit::people(&app.db, &may).await?;
    let people = people.into_iter().map(|person| SelectOption::new(person.id.to_string(), person.name));
    let action_options = ACTIONS.iter().map(|action| SelectOption::new(action.name, action.words));
    page(&Audit {
        layout: build_layout(&app, viewpoint, &browser, Nav::AuditLog).await?,
        filters: AuditFilters {
            search: TextField::with_value("q", query.get("q")),
            person: SelectField::new("actor", query.get("actor"), people.collect()),
            action: SelectField::new("action", query.get("action"), action_options.collect()),
            from: TextField::with_value("from", query.get("from")),
            to: TextField::with_value("to", query.get("to")),
        },
        results,
        export_href: with_query(&format!("{path}/export"), &filters),
    })
}

/// All entries that match the filters, as a CSV file.
pub(crate) async fn export(
    Page(may): Page<May<actions::SeeAuditLog>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let zone = browser.zone(may.viewpoint());
    Ok(export::audit(&app, &may, filter(&query, &business_zone(may.viewpoint()))?, zone).await?)
}

async fn rows(
    app: &App,
    may: &May<actions::SeeAuditLog>,
    entries: Vec<Logged>,
    zone: &TimeZone,
) -> Result<Vec<AuditRow>, PageFailure> {
    let (now, locale) = (app.db.now().jiff(), Locale { country: may.viewpoint().country(), zone });
    let mut links = SubjectLinks { app, viewpoint: may.viewpoint(), links: HashMap::new() };
    let mut rows = Vec::new();
    for entry in entries {
        let json = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str(text).ok());
        rows.push(AuditRow {
            sequence: entry.sequence,
            at: When::moment(entry.at.jiff(), zone, now),
            subject_href: links.link_of(&entry.subject_kind, &entry.subject_id).await?,
            changes: changes(json(&entry.before).as_ref(), json(&entry.after).as_ref(), locale),
            actor: entry.actor_name,
            acting_as: entry.as_name,
            action: Action::find(&entry.action).map_or(entry.action, |action| action.words.to_owned()),
            subject: entry.subject_name,
            address: entry.address,
        });
    }
    Ok(rows)
}

/// The links to the things that entries are about, for the things that still exist. Each is looked up once.
struct SubjectLinks<'a> {
    app: &'a App,
    viewpoint: &'a Viewpoint,
    links: HashMap<String, Option<String>>,
}

impl SubjectLinks<'_> {
    async fn link_of(&mut self, kind: &str, id: &str) -> Result<Option<String>, PageFailure> {
        if let Some(link) = self.links.get(id) {
            return Ok(link.clone());
        }
        let link = match kind {
            "number" => self.exists::<Number, _>(id, actions::SeeNumbers).await?.then(|| format!("/numbers/{id}")),
            "number_group" => self
                .exists::<Group, _>(id, actions::EditNumberGroups)
                .await?
                .then(|| format!("/number-groups/{id}/edit")),
            "member" => self.exists::<Member, _>(id, actions::SeeUsers).await?.then(|| format!("/members/{id}")),
            "outside_recipient" => self
                .exists::<OutsideRecipient, _>(id, actions::SeeUsers)
                .await?
                .then(|| format!("/report-recipients/{id}")),
            _ => None,
        };
        let link = link.map(|path| format!("/b/{}{path}", self.viewpoint.slug()));
        self.links.insert(id.to_owned(), link.clone());
        Ok(link)
    }

    /// Whether a thing exists and the viewpoint may do an action on it.
    async fn exists<T: Thing, A: crewline_core::access::Action>(&self, id: &str, _: A) -> Result<bool, PageFailure> {
        let (Ok(id), Ok(may)) = (id.parse::<T::Id>(), self.viewpoint.may::<A>()) else { return Ok(false) };
        Ok(T::find(&self.app.db, &may, id).await?.is_some())
    }
}
