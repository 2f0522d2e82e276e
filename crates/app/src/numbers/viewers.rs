//! The viewers of a number, now or on a past day: members, and addresses outside the team that get reports.

use axum::extract::State;
use crewline_core::access::{Held, Thing, actions};
use crewline_core::members::{Member, OutsideRecipient};
use crewline_core::numbers::{self, Number};
use crewline_core::visibility::{DayViewers, NumberViewer, ViewerId, VisibilityPath, viewers, viewers_on_day};
use jiff::tz::TimeZone;

use super::viewers_page::{NumberViewers, PathWords, ViewerRow};
use crate::http::extract::QueryString;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::query::day_filter;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Layout, Nav, Pager, TextField, When, counted};

/// Viewers on a page.
const PAGE_SIZE: usize = 100;

/// The members and addresses outside the team that can see the number, and why.
pub(crate) async fn show(
    Page(held): Page<Held<Number, actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let viewpoint = held.viewpoint();
    let zone = browser.zone(viewpoint);
    let begin = day_filter(&query, "day", "Day", &zone, 0)?;
    let day = begin.zip(day_filter(&query, "day", "Day", &zone, 1)?);
    let (all, missing) = match day {
        None => (viewers(&app.db, &held).await?, None),
        Some((begin, end)) => {
            let day = viewers_on_day(&app.db, &held, begin, end).await?;
            let missing = missing_sentence(&day, &zone);
            (day.viewers, missing)
        }
    };
    let layout = build_layout(&app, viewpoint, &browser, Nav::Numbers).await?;
    let input = if day.is_some() { query.get("day") } else { "" };
    let after: Option<ViewerId> = query.read("after", "Page: this is no page of this list. Begin at its start.")?;
    let begin = after.and_then(|after| all.iter().position(|viewer| viewer.id == after)).map_or(0, |at| at + 1);
    let path = layout.href(&format!("/numbers/{}/sight", held.id));
    let at = |after: &str| with_query(&path, &[("day", input), ("after", after)]);
    let page_rows = &all[begin..all.len().min(begin + PAGE_SIZE)];
    let next = (begin + PAGE_SIZE < all.len()).then(|| page_rows.last()).flatten();
    let mut rows = Vec::new();
    for viewer in page_rows {
        rows.push(row(&app, &held, viewer, &zone, &layout).await?);
    }
    page(&NumberViewers {
        id: held.id.to_string(),
        name: held.friendly_name.clone(),
        phone: numbers::formatted(held.phone_number.as_str(), viewpoint.country()).to_string(),
        day: TextField::with_value("day", input),
        count: count_words(&all),
        pager: Pager {
            newer_label: "First page",
            ..Pager::by_order((begin > 0).then(|| at("")), next.map(|last| at(&last.id.to_string())))
        },
        rows,
        missing,
        layout,
    })
}

/// How many they are: "5 members and 1 address outside the team".
fn count_words(viewers: &[NumberViewer]) -> String {
    let outside = viewers.iter().filter(|viewer| matches!(viewer.id, ViewerId::Outside(_))).count();
    let members = counted(viewers.len() - outside, "member", "members");
    match outside {
        0 => members,
        _ => format!("{members} and {}", counted(outside, "address outside the team", "addresses outside the team")),
    }
}

/// A sentence about what the audit log can't tell about a day, if anything.
fn missing_sentence(day: &DayViewers, zone: &TimeZone) -> Option<String> {
    if let Some(begins) = day.begins {
        let begins = jiff::ZonedDateTime::new(begins.jiff(), zone.clone()).strftime("%-d %b %Y").to_string();
        return Some(format!("The audit log of this business begins on {begins}, after that day."));
    }
    match day.incomplete {
        0 => None,
        1 => {
            Some("1 entry of the audit log since that day is incomplete: the change it records is missing here.".into())
        }
        gaps => Some(format!(
            "{gaps} entries of the audit log since that day are incomplete: the changes they record are missing here."
        )),
    }
}

async fn row(
    app: &App,
    held: &Held<Number, actions::SeeUsers>,
    viewer: &NumberViewer,
    zone: &TimeZone,
    layout: &Layout,
) -> Result<ViewerRow, PageFailure> {
    let (exists, path, role, gone) = match viewer.id {
        ViewerId::Member(id) => {
            let is_member = Member::find(&app.db, held.may(), id).await?.is_some();
            (is_member, "/members", viewer.role.title(), "No longer a member")
        }
        ViewerId::Outside(id) => {
            let gets_letters = OutsideRecipient::find(&app.db, held.may(), id).await?.is_some();
            (gets_letters, "/report-recipients", "Outside the team, by report", "Gets no letters any more")
        }
    };
    let clock = |at: crewline_core::time::Timestamp| When::clock(at.jiff(), zone);
    Ok(ViewerRow {
        name: viewer.name.clone(),
        href: exists.then(|| layout.href(&format!("{path}/{}", viewer.id))),
        role,
        gone,
        paths: viewer.paths.iter().map(path_words).collect(),
        since: viewer.since.map(clock),
        until: viewer.until.map(clock),
    })
}

fn path_words(path: &VisibilityPath) -> PathWords {
    let (words, group) = match path {
        VisibilityPath::Role => ("Role: all numbers", None),
        VisibilityPath::AllNumbers => ("All Numbers", None),
        VisibilityPath::ThisNumber => ("This number", None),
        VisibilityPath::Group(Some(name)) => ("Group", Some(name.clone())),
        VisibilityPath::Group(None) => ("A group that is gone", None),
    };
    PathWords { words, group }
}
