//! Who can see a number, now or on a past day.

use axum::extract::State;
use crewline_core::access::{Held, Thing, actions};
use crewline_core::ids::MemberId;
use crewline_core::members::Member;
use crewline_core::numbers::{self, Number};
use crewline_core::sight::{Day, Watcher, Way, on_day, watchers};
use jiff::tz::TimeZone;

use super::viewers_page::{NumberSight, WatcherRow, WayWords};
use crate::http::extract::Asked;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::query::day;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Entry, Nav, Pager, When};

/// Members of a page.
const PAGE: usize = 100;

/// Who can see it, and through what.
pub(crate) async fn show(
    Page(held): Page<Held<Number, actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
    asked: Asked,
) -> Answer {
    let viewpoint = held.viewpoint();
    let zone = browser.zone(viewpoint);
    let begin = day(&asked, "day", "Day", &zone, 0)?;
    let day = begin.zip(day(&asked, "day", "Day", &zone, 1)?);
    let (found, missing) = match day {
        None => (watchers(&app.db, &held).await?, None),
        Some((begin, end)) => {
            let day = on_day(&app.db, &held, begin, end).await?;
            let missing = missing(&day, &zone);
            (day.watchers, missing)
        }
    };
    let shell = shell(&app, viewpoint, &browser, Nav::Numbers).await?;
    let typed = if day.is_some() { asked.get("day") } else { "" };
    let after: Option<MemberId> = asked.read("after", "Page: this is no page of this list. Begin at its start.")?;
    let begin = after.and_then(|after| found.iter().position(|watcher| watcher.id == after)).map_or(0, |at| at + 1);
    let path = shell.href(&format!("/numbers/{}/sight", held.id));
    let at = |after: &str| with_query(&path, &[("day", typed), ("after", after)]);
    let shown = &found[begin..found.len().min(begin + PAGE)];
    let next = (begin + PAGE < found.len()).then(|| shown.last()).flatten();
    let mut rows = Vec::new();
    for watcher in shown {
        rows.push(row(&app, &held, watcher, &zone, &shell.href("/members")).await?);
    }
    page(&NumberSight {
        id: held.id.to_string(),
        name: held.friendly_name.clone(),
        phone: numbers::shown(held.phone_number.as_str(), viewpoint.country()).to_string(),
        day: Entry::filled("day", typed),
        count: found.len(),
        pager: Pager {
            newer_label: "First page",
            ..Pager::by_order((begin > 0).then(|| at("")), next.map(|last| at(&last.id.to_string())))
        },
        rows,
        missing,
        shell,
    })
}

/// What the log can't tell of a day, if anything.
fn missing(day: &Day, zone: &TimeZone) -> Option<String> {
    if let Some(begins) = day.begins {
        let begins = jiff::ZonedDateTime::new(begins.jiff(), zone.clone()).strftime("%-d %b %Y").to_string();
        return Some(format!("The audit log of this business begins on {begins}, after that day."));
    }
    match day.gaps {
        0 => None,
        1 => {
            Some("1 entry of the audit log since that day does not say enough: what it changed is missing here.".into())
        }
        gaps => Some(format!(
            "{gaps} entries of the audit log since that day don't say enough: what they changed is missing here."
        )),
    }
}

async fn row(
    app: &App,
    held: &Held<Number, actions::SeeUsers>,
    watcher: &Watcher,
    zone: &TimeZone,
    members: &str,
) -> Result<WatcherRow, PageFailure> {
    let is_member = Member::find(&app.db, held.may(), watcher.id).await?.is_some();
    let clock = |at: crewline_core::time::Timestamp| When::clock(at.jiff(), zone);
    Ok(WatcherRow {
        name: watcher.name.clone(),
        href: is_member.then(|| format!("{members}/{}", watcher.id)),
        role: watcher.role,
        ways: watcher.ways.iter().map(words).collect(),
        since: watcher.since.map(clock),
        until: watcher.until.map(clock),
    })
}

fn words(way: &Way) -> WayWords {
    let (words, group) = match way {
        Way::Role => ("Their role", None),
        Way::AllNumbers => ("All Numbers", None),
        Way::ThisNumber => ("This number", None),
        Way::Group(Some(name)) => ("Group", Some(name.clone())),
        Way::Group(None) => ("A group that is gone", None),
    };
    WayWords { words, group }
}
