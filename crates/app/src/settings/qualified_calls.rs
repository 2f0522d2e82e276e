//! Settings → Qualified calls: the rules, their order, and the going over past calls.

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::qualified_rules::{self, MAX_RULES, Names, Review, Rule, RuleList};
use jiff::tz::TimeZone;

use super::qualified_calls_page::{ReviewPart, RuleRow, SettingsQualifiedCalls};
use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Flash, Nav, counted};

/// The address of the tab below the business's.
const PATH: &str = "/settings/qualified-calls";

/// The rules.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeQualifiedRules>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = may.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Settings).await?;
    let RuleList { rules, names } = qualified_rules::list(&app.db, &may).await?;
    let review = qualified_rules::find_review(&app.db, &may).await?;
    page(&SettingsQualifiedCalls {
        tabs: tabs_of(viewpoint, &layout, SettingsTab::QualifiedCalls),
        layout,
        may_edit: viewpoint.allows(actions::EditQualifiedRules),
        may_add: i64::try_from(rules.len()).is_ok_and(|count| count < MAX_RULES),
        rows: rules.iter().zip(1..).map(|(rule, place)| row(rule, place, &names)).collect(),
        review: review.map(|review| review_part(&review, &browser.zone(viewpoint))),
    })
}

fn row(rule: &Rule, place: usize, names: &Names) -> RuleRow {
    RuleRow {
        id: rule.id.to_string(),
        label: if rule.name.is_empty() { format!("Rule {place}") } else { rule.name.clone() },
        sentence: names.sentence(rule),
        is_missing_one: names.is_missing_one(&rule.conditions),
    }
}

/// How far past calls are gone over, in a sentence.
fn review_part(review: &Review, zone: &TimeZone) -> ReviewPart {
    let Review { requested_at, reached, calls, marked, unmarked, finished_at } = review;
    let day = |at: jiff::Timestamp| zone.to_datetime(at).strftime("%-d %b %Y").to_string();
    let calls = counted(*calls, "call", "calls");
    let done = format!(
        "{} qualified by it, and {} not any more",
        counted(*marked, "is", "are"),
        counted(*unmarked, "is", "are")
    );
    let sentence = match (finished_at, reached) {
        (Some(at), _) => format!("Past calls were gone over on {}: {calls}; {done}.", day(at.jiff())),
        (None, Some(reached)) => format!("{calls} so far, back to {}; {done}.", day(reached.jiff())),
        (None, None) => format!("Asked for on {}. It begins in a moment.", day(requested_at.jiff())),
    };
    ReviewPart { sentence, is_running: finished_at.is_none() }
}

pub(super) fn done(app: &App, viewpoint: &Viewpoint, sentence: impl Into<String>) -> Answer {
    let answer = go_to(&format!("/b/{}{PATH}", viewpoint.slug()));
    Ok(with_flash(app, answer, &Flash::good(sentence)))
}

/// Moves a rule to another place in the order.
pub(crate) async fn change_place(
    Page(held): Page<Held<Rule, actions::EditQualifiedRules>>,
    State(app): State<App>,
    form: Form,
) -> Answer {
    let place = form.get("place").parse().unwrap_or(1);
    qualified_rules::change_place(&app.db, &held, place).await?;
    done(&app, held.viewpoint(), "The rule is moved.")
}

/// Removes a rule.
pub(crate) async fn delete(
    Page(held): Page<Held<Rule, actions::EditQualifiedRules>>,
    State(app): State<App>,
    form: Form,
) -> Answer {
    qualified_rules::remove(&app.db, &held, form.has("review_past")).await?;
    done(&app, held.viewpoint(), "The rule is removed.")
}

/// Has past calls gone over by the rules as they are.
pub(crate) async fn review(Page(may): Page<May<actions::EditQualifiedRules>>, State(app): State<App>) -> Answer {
    qualified_rules::review_past(&app.db, &may).await?;
    done(&app, may.viewpoint(), "Past calls are gone over in the background.")
}
