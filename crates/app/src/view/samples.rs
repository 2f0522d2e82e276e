//! Data that the samples share: one invented agency, its people, and names that are long, right to left, or look like
//! HTML.

use crewline_core::access::Role;
use crewline_core::accounts::Theme;
use std::cell::Cell;

use jiff::{Timestamp, ToSpan, tz::TimeZone};

use super::{BusinessName, Flash, Layout, LogInAsBanner, Nav, Person, SelectOption, SetupSummary, When};

/// A name that is too long for every column.
pub(crate) const LONG: &str = "Bartholomew & Featherstonehaugh Plumbing, Heating, Drainage and Emergency Repair of the Greater San Francisco Bay Area";
/// A name written from right to left.
pub(crate) const RTL: &str = "شركة الخليج للسباكة والتدفئة";
/// A name that must never become markup.
pub(crate) const HTML: &str = "<script>alert(1)</script> & \"Sons\" <b>Ltd</b>";

/// The moment that every sample is rendered at.
pub(crate) fn now() -> Timestamp {
    "2026-11-24T14:05:00Z".parse().unwrap()
}

fn zone() -> TimeZone {
    TimeZone::get("America/Los_Angeles").unwrap()
}

/// A moment of a list.
pub(crate) fn moment(minutes_ago: i64) -> When {
    When::moment(now() - minutes_ago.minutes(), &zone(), now())
}

/// A moment of a timeline, counted from the start of the sample's call.
pub(crate) fn clock(seconds: i64) -> When {
    When::clock(now() + seconds.seconds(), &zone())
}

/// A moment in words.
pub(crate) fn ago(minutes_ago: i64) -> When {
    When::ago(now() - minutes_ago.minutes(), &zone(), now())
}

/// A day.
pub(crate) fn day(hours_ago: i64) -> When {
    When::day(now() - hours_ago.hours(), &zone())
}

fn business(name: &str, slug: &str) -> BusinessName {
    BusinessName::live(name.to_owned(), slug.to_owned())
}

thread_local! {
    static UNDER_LOG_IN_AS: Cell<bool> = const { Cell::new(false) };
}

/// Renders samples with every layout under Log in as.
pub(crate) fn under_log_in_as<T>(render: impl FnOnce() -> T) -> T {
    UNDER_LOG_IN_AS.set(true);
    let rendered = render();
    UNDER_LOG_IN_AS.set(false);
    rendered
}

/// A sample of the Log in as banner.
pub(crate) fn acting() -> LogInAsBanner {
    LogInAsBanner {
        period: "5e5b1f".to_owned(),
        actor: LONG.to_owned(),
        viewpoint: RTL.to_owned(),
        minutes_left: 42,
        changes_allowed: false,
        changes_href: "/b/northline/impersonation/changes".to_owned(),
        return_href: "/b/northline/impersonation/end".to_owned(),
    }
}

/// The layout as an Owner of two businesses sees it.
pub(crate) fn layout(current: Nav) -> Layout {
    Layout {
        theme: Theme::System,
        business: business("Northline", "northline"),
        businesses: vec![business("Northline", "northline"), business("Harbor & Main", "harbor-main")],
        nav: vec![Nav::Dashboard, Nav::Calls, Nav::Analytics, Nav::Numbers, Nav::Users, Nav::AuditLog, Nav::Settings],
        current: Some(current),
        person: Person {
            id: "mem_1".to_owned(),
            name: "Olga Marsh".to_owned(),
            email: "olga@northline.example".to_owned(),
            role: Role::Owner,
        },
        address: format!("/b/northline{}", current.path()),
        flash: None,
        acting: UNDER_LOG_IN_AS.get().then(acting),
        setup: None,
    }
}

/// The layout as a Viewer sees it.
pub(crate) fn viewer_layout(current: Nav) -> Layout {
    let person = Person {
        id: "mem_2".to_owned(),
        name: "Vera Kim".to_owned(),
        email: "vera@bayplumbing.example".to_owned(),
        role: Role::Viewer,
    };
    let businesses = vec![business("Northline", "northline")];
    let nav = vec![Nav::Dashboard, Nav::Calls, Nav::Analytics, Nav::Numbers, Nav::Settings];
    Layout { person, businesses, nav, ..layout(current) }
}

/// The layout with difficult content: long names, a toast, and Log in as.
pub(crate) fn crowded_layout(current: Nav) -> Layout {
    let mut businesses = vec![business(LONG, "northline"), business(HTML, "sons"), business(RTL, "gulf")];
    businesses.push(BusinessName { is_deleted: true, ..business("Gone & Sons", "gone") });
    businesses.extend((1..30).map(|at| business(&format!("Client {at}"), &format!("client-{at}"))));
    Layout {
        business: business(LONG, "northline"),
        businesses,
        nav: Nav::ALL.to_vec(),
        person: Person {
            id: "mem_3".to_owned(),
            name: HTML.to_owned(),
            email: format!("{}@example.com", "long".repeat(14)),
            role: Role::Admin,
        },
        flash: Some(Flash::bad(format!("{LONG} could not be saved: someone else changed it meanwhile."))),
        acting: Some(acting()),
        setup: Some(SetupSummary::sample()),
        ..layout(current)
    }
}

/// Options of a filter. A long list also has names that are long, right to left, or look like HTML.
pub(crate) fn options(word: &str, count: usize) -> Vec<SelectOption> {
    let odd = [LONG, RTL, HTML].into_iter().map(|name| SelectOption::new(name, name));
    let plain = (1..=count).map(|at| SelectOption::new(format!("{word}_{at}"), format!("{word} {at}")));
    plain.chain(odd.filter(|_| count > 12)).collect()
}
