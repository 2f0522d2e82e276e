//! The audit log: the list with its filters, and as a table.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::HeaderMap;
use crewline_core::access::{May, Thing, Viewpoint, actions};
use crewline_core::audit::{self, ACTIONS, Action, Entry as Logged, Filter};
use crewline_core::members::Member;
use crewline_core::numbers::Number;
use crewline_core::numbers::groups::Group;
use jiff::tz::TimeZone;

use super::change::changes;
use super::export;
use super::list_page::{Audit, AuditFilters, AuditResults, AuditRow};
use crate::http::extract::Asked;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::query::day;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Choice, Choices, Entry, Nav, Pager, When};

/// Entries of a page.
const PAGE: i64 = 50;
/// The names of the filters in the address.
const FILTERS: [&str; 4] = ["actor", "action", "from", "to"];

fn filter(asked: &Asked, zone: &TimeZone) -> Result<Filter, PageFailure> {
    let named = |typed: &str| Action::named(typed).map(|action| action.name.to_owned());
    Ok(Filter {
        person: asked.read("actor", "Person: choose one from the list.")?,
        action: asked.read_as("action", "Action: choose one from the list.", named)?,
        from: day(asked, "from", "From", zone, 0)?,
        to: day(asked, "to", "To", zone, 1)?,
    })
}

/// The list; alone its results, where a part of the page asks for them.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeAuditLog>>,
    State(app): State<App>,
    browser: Browser,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let viewpoint = may.viewpoint();
    let zone = browser.zone(viewpoint);
    let held = FILTERS.map(|name| (name, asked.get(name)));
    let found = audit::list(&app.db, &may, &filter(&asked, &zone)?, asked.cursor()?, PAGE).await?;
    let path = format!("/b/{}/audit", viewpoint.slug());
    let at = |cursor: &audit::Cursor| {
        let cursor = cursor.to_string();
        let mut pairs = held.to_vec();
        pairs.push(("cursor", &cursor));
        with_query(&path, &pairs)
    };
    let results = AuditResults {
        slug: viewpoint.slug().to_owned(),
        pager: Pager::by_time(found.newer.as_ref().map(at), found.older.as_ref().map(at)),
        rows: rows(&app, &may, found.entries, &zone).await?,
        filtered: held.iter().any(|(_, value)| !value.trim().is_empty()),
    };
    if headers.get("x-fragment").is_some_and(|part| part == "results") {
        return page(&results);
    }
    let people = audit::people(&app.db, &may).await?;
    let people = people.into_iter().map(|person| Choice::new(person.id.to_string(), person.name));
    let known = ACTIONS.iter().map(|action| Choice::new(action.name, action.words));
    page(&Audit {
        shell: shell(&app, viewpoint, &browser, Nav::AuditLog).await?,
        filters: AuditFilters {
            person: Choices::new("actor", asked.get("actor"), people.collect()),
            action: Choices::new("action", asked.get("action"), known.collect()),
            from: Entry::filled("from", asked.get("from")),
            to: Entry::filled("to", asked.get("to")),
        },
        results,
        export_href: with_query(&format!("{path}/export"), &held),
    })
}

/// The same entries as a table, all of them.
pub(crate) async fn export(
    Page(may): Page<May<actions::SeeAuditLog>>,
    State(app): State<App>,
    browser: Browser,
    asked: Asked,
) -> Answer {
    let zone = browser.zone(may.viewpoint());
    Ok(export::audit(&app, &may, filter(&asked, &zone)?, zone).await?)
}

async fn rows(
    app: &App,
    may: &May<actions::SeeAuditLog>,
    entries: Vec<Logged>,
    zone: &TimeZone,
) -> Result<Vec<AuditRow>, PageFailure> {
    let (now, country) = (app.db.now().jiff(), may.viewpoint().country());
    let mut places = Places { app, viewpoint: may.viewpoint(), known: HashMap::new() };
    let mut rows = Vec::new();
    for entry in entries {
        let json = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str(text).ok());
        rows.push(AuditRow {
            sequence: entry.sequence,
            at: When::moment(entry.at.jiff(), zone, now),
            subject_href: places.of(&entry.subject_kind, &entry.subject_id).await?,
            changes: changes(json(&entry.before).as_ref(), json(&entry.after).as_ref(), country),
            actor: entry.actor_name,
            acting_as: entry.as_name,
            action: Action::named(&entry.action).map_or(entry.action, |action| action.words.to_owned()),
            subject: entry.subject_name,
            address: entry.address,
        });
    }
    Ok(rows)
}

/// Where the things are that entries tell of, of those that still are.
struct Places<'a> {
    app: &'a App,
    viewpoint: &'a Viewpoint,
    known: HashMap<String, Option<String>>,
}

impl Places<'_> {
    async fn of(&mut self, kind: &str, id: &str) -> Result<Option<String>, PageFailure> {
        if let Some(place) = self.known.get(id) {
            return Ok(place.clone());
        }
        let place = match kind {
            "number" => self.is::<Number, _>(id, actions::SeeNumbers).await?.then(|| format!("/numbers/{id}")),
            "number_group" => {
                self.is::<Group, _>(id, actions::EditNumberGroups).await?.then(|| format!("/number-groups/{id}/edit"))
            }
            "member" => self.is::<Member, _>(id, actions::SeeUsers).await?.then(|| format!("/members/{id}")),
            _ => None,
        };
        let place = place.map(|place| format!("/b/{}{place}", self.viewpoint.slug()));
        self.known.insert(id.to_owned(), place.clone());
        Ok(place)
    }

    /// Whether a thing is there for somebody who may do an action.
    async fn is<T: Thing, A: crewline_core::access::Action>(&self, id: &str, _: A) -> Result<bool, PageFailure> {
        let (Ok(id), Ok(may)) = (id.parse::<T::Id>(), self.viewpoint.may::<A>()) else { return Ok(false) };
        Ok(T::find(&self.app.db, &may, id).await?.is_some())
    }
}
