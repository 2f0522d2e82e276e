//! Settings → Billing.

use axum::extract::State;
use crewline_core::access::{May, Role, Viewpoint, actions};
use crewline_core::members::count_by_role;
use crewline_core::seats::{Holder, Plan, PlanTold, holders, plan_changes, usage};
use crewline_core::{calls, numbers};
use jiff::tz::TimeZone;

use super::billing_page::{PlanChangeRow, PlanRow, SeatRow, SettingsBilling, UsageRow};
use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Nav, Seats, When, grouped};

/// Members, and invitations, that are listed.
const LISTED: i64 = 100;
/// Changes of plan that are listed.
const CHANGES: i64 = 50;
/// Calls are counted no further.
const MOST: i64 = 100_000;

/// The plan, its seats, and what was used.
pub(crate) async fn show(
    Page(may): Page<May<actions::SeeBilling>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = may.viewpoint();
    let shell = shell(&app, viewpoint, &browser, Nav::Settings).await?;
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let (see_users, plans) = (viewpoint.may()?, &app.config.terms.plans);
    let used = usage(&app.db, &see_users, plans).await?;
    let held = holders(&app.db, &see_users, LISTED).await?;
    let changes = plan_changes(&app.db, &may, CHANGES).await?;
    let rows = UsageRows { app: &app, viewpoint, plan: &used.plan };
    page(&SettingsBilling {
        tabs: tabs_of(viewpoint, &shell, SettingsTab::Billing),
        shell,
        seats: Seats::of(used.seats),
        is_limited: used.seats.limit.is_some(),
        of_members: used.members,
        of_invitations: used.invitations,
        larger: plans.larger_than(&used.plan).map(larger).collect(),
        upgrade: plans.upgrade_url(&used.plan).map(str::to_owned),
        usage: rows.count().await?,
        members: held.members.into_iter().map(|each| seat(each, false, &zone, now)).collect(),
        invitations: held
            .invitations
            .into_iter()
            .map(|each| {
                let may_cancel = held.may_cancel.contains(&each.id);
                seat(each, may_cancel, &zone, now)
            })
            .collect(),
        history: changes
            .into_iter()
            .map(|change| PlanChangeRow {
                at: When::moment(change.at.jiff(), &zone, now),
                by: change.by,
                from: told(&change.from),
                to: told(&change.to),
            })
            .collect(),
        plan: used.plan.name,
    })
}

fn seat<Id: std::fmt::Display>(holder: Holder<Id>, may_cancel: bool, zone: &TimeZone, now: jiff::Timestamp) -> SeatRow {
    SeatRow {
        id: holder.id.to_string(),
        name: holder.name,
        email: holder.email,
        role: holder.role,
        since: holder.since.map(|at| When::ago(at.jiff(), zone, now)),
        may_cancel,
    }
}

/// `25 seats`, `1 seat`, `unlimited seats`.
fn counted(count: Option<i64>, word: &str) -> String {
    match count {
        None => format!("unlimited {word}s"),
        Some(1) => format!("1 {word}"),
        Some(count) => format!("{} {word}s", grouped(count)),
    }
}

/// A plan with what it allows, in words.
pub(crate) fn larger(plan: &Plan) -> PlanRow {
    let about = format!("{}, {}", counted(plan.limit(), "seat"), counted(plan.numbers.map(i64::from), "number"));
    PlanRow { name: plan.name.clone(), about }
}

fn told(plan: &PlanTold) -> String {
    format!("{} ({})", plan.name, counted(plan.seats, "seat"))
}

/// The members of a role, in words.
fn of_several(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owners",
        Role::Admin => "Admins",
        Role::Manager => "Managers",
        Role::Viewer => "Viewers",
    }
}

/// What was used.
struct UsageRows<'a> {
    app: &'a App,
    viewpoint: &'a Viewpoint,
    plan: &'a Plan,
}

impl UsageRows<'_> {
    async fn count(self) -> Result<Vec<UsageRow>, PageFailure> {
        let db = &self.app.db;
        let roles = count_by_role(db, &self.viewpoint.may()?).await?;
        let mut rows: Vec<UsageRow> =
            roles.into_iter().map(|(of, count)| UsageRow { label: of_several(of), count: grouped(count) }).collect();
        let active = grouped(numbers::count(db, &self.viewpoint.may()?).await?.active);
        let numbers = match self.plan.numbers {
            Some(limit) => format!("{active} of {}", grouped(limit.into())),
            None => active,
        };
        rows.push(UsageRow { label: "Active numbers", count: numbers });
        let since = db.now().plus_seconds(-30 * 86_400);
        let counted = calls::count_since(db, &self.viewpoint.may()?, since, MOST).await?;
        let calls = if counted < MOST { grouped(counted) } else { format!("{} or more", grouped(counted)) };
        rows.push(UsageRow { label: "Calls in the last 30 days", count: calls });
        Ok(rows)
    }
}
