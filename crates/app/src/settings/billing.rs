//! Settings → Billing.

use axum::extract::State;
use crewline_core::access::{May, Role, Viewpoint, actions};
use crewline_core::members::count_by_role;
use crewline_core::seats::{self, Holder, Plan, RecordedPlan, holders, plan_changes};
use crewline_core::{calls, numbers};
use jiff::tz::TimeZone;

use super::billing_page::{PlanChangeRow, PlanRow, SeatRow, SettingsBilling, UsageRow};
use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Nav, Seats, When, grouped};

/// The most members, and the most invitations, that are listed.
const MAX_LISTED: i64 = 100;
/// The most changes of plan that are listed.
const MAX_CHANGES: i64 = 50;
/// Calls are counted up to this number.
const MAX_COUNTED: i64 = 100_000;

/// The plan, its seats, and the usage.
pub(crate) async fn show(
    Page(may): Page<May<actions::SeeBilling>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = may.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Settings).await?;
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let (see_users, plans) = (viewpoint.may()?, &app.config.terms.plans);
    let seat_usage = seats::usage(&app.db, &see_users, plans).await?;
    let holders = holders(&app.db, &see_users, MAX_LISTED).await?;
    let changes = plan_changes(&app.db, &may, MAX_CHANGES).await?;
    let rows = UsageRows { app: &app, viewpoint, plan: &seat_usage.plan };
    page(&SettingsBilling {
        tabs: tabs_of(viewpoint, &layout, SettingsTab::Billing),
        layout,
        seats: Seats::of(seat_usage.seats),
        is_limited: seat_usage.seats.limit.is_some(),
        of_members: seat_usage.members,
        of_invitations: seat_usage.invitations,
        larger: plans.larger_than(&seat_usage.plan).map(plan_row).collect(),
        upgrade: plans.upgrade_url(&seat_usage.plan).map(str::to_owned),
        usage: rows.count().await?,
        members: holders.members.into_iter().map(|each| seat(each, false, &zone, now)).collect(),
        invitations: holders
            .invitations
            .into_iter()
            .map(|each| {
                let may_cancel = holders.may_cancel.contains(&each.id);
                seat(each, may_cancel, &zone, now)
            })
            .collect(),
        history: changes
            .into_iter()
            .map(|change| PlanChangeRow {
                at: When::moment(change.at.jiff(), &zone, now),
                by: change.by,
                from: plan_words(&change.from),
                to: plan_words(&change.to),
            })
            .collect(),
        plan: seat_usage.plan.name,
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
fn seats_words(count: Option<i64>, word: &str) -> String {
    match count {
        None => format!("unlimited {word}s"),
        Some(1) => format!("1 {word}"),
        Some(count) => format!("{} {word}s", grouped(count)),
    }
}

/// A plan with what it allows, in words.
pub(crate) fn plan_row(plan: &Plan) -> PlanRow {
    let about =
        format!("{}, {}", seats_words(plan.limit(), "seat"), seats_words(plan.numbers.map(i64::from), "number"));
    PlanRow { name: plan.name.clone(), about }
}

fn plan_words(plan: &RecordedPlan) -> String {
    format!("{} ({})", plan.name, seats_words(plan.seats, "seat"))
}

/// The plural of a role's title.
fn role_plural(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owners",
        Role::Admin => "Admins",
        Role::Manager => "Managers",
        Role::Viewer => "Viewers",
    }
}

/// Counts the usage of a business.
struct UsageRows<'a> {
    app: &'a App,
    viewpoint: &'a Viewpoint,
    plan: &'a Plan,
}

impl UsageRows<'_> {
    async fn count(self) -> Result<Vec<UsageRow>, PageFailure> {
        let db = &self.app.db;
        let roles = count_by_role(db, &self.viewpoint.may()?).await?;
        let mut rows: Vec<UsageRow> = roles
            .into_iter()
            .map(|(role, count)| UsageRow { label: role_plural(role), count: grouped(count) })
            .collect();
        let active = grouped(numbers::count(db, &self.viewpoint.may()?).await?.active);
        let numbers = match self.plan.numbers {
            Some(limit) => format!("{active} of {}", grouped(limit.into())),
            None => active,
        };
        rows.push(UsageRow { label: "Active numbers", count: numbers });
        let since = db.now().plus_seconds(-30 * 86_400);
        let call_count = calls::count_since(db, &self.viewpoint.may()?, since, MAX_COUNTED).await?;
        let calls =
            if call_count < MAX_COUNTED { grouped(call_count) } else { format!("{} or more", grouped(call_count)) };
        rows.push(UsageRow { label: "Calls in the last 30 days", count: calls });
        Ok(rows)
    }
}
