//! Settings → Qualified calls: adding a rule, and editing one. A rule is looked at before it is saved.

use std::collections::BTreeSet;

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::calls::qualification::{self, MAX_PREVIEWED, PREVIEW_DAYS, Preview};
use crewline_core::calls::{self, Call};
use crewline_core::qualified_rules::{self, ConditionsDraft, Draft, HoursDraft, Rule};
use crewline_core::{Error, Fields, tags};

use super::qualified_calls::done;
use super::qualified_rule_page::{Choice, Choices, PreviewPart, PreviewRow, QualifiedRuleForm};
use crate::calls::call_row::caller;
use crate::http::extract::Form;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::page::layout::{Browser, build_layout};
use crate::page::menus::group_choices;
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Nav, SelectOption, TextField, When, duration, grouped};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The form's input.
struct RuleInput {
    draft: Draft,
    /// As typed.
    talk_seconds: String,
    review_past: bool,
}

impl RuleInput {
    fn of(draft: Draft) -> Self {
        let talk_seconds = draft.conditions.min_talk_seconds.map(|least| least.to_string()).unwrap_or_default();
        Self { draft, talk_seconds, review_past: false }
    }

    fn from_form(form: &Form) -> Self {
        let values = |name: &'static str| form.values(name).map(str::to_owned).collect::<Vec<_>>();
        let (days, from, to) = (values("day"), form.get("hours_from").trim(), form.get("hours_to").trim());
        let has_hours = !days.is_empty() || !from.is_empty() || !to.is_empty();
        let hours = HoursDraft {
            days: days.iter().map(|day| day.parse().unwrap_or_default()).collect(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let talk_seconds = form.get("talk_seconds").trim();
        let conditions = ConditionsDraft {
            min_talk_seconds: talk_seconds.parse().ok(),
            first_time: form.has("first_time"),
            answered: form.has("answered"),
            sources: values("source"),
            group_ids: values("group_id"),
            hours: has_hours.then_some(hours),
            tags: values("tag"),
        };
        Self {
            draft: Draft {
                name: form.get("rule_name").to_owned(),
                matches: form.get("matches").to_owned(),
                conditions,
            },
            talk_seconds: talk_seconds.to_owned(),
            review_past: form.has("review_past"),
        }
    }

    /// Refuses a talk time that is no number.
    fn check(&self) -> Result<(), Error> {
        if self.talk_seconds.is_empty() || self.draft.conditions.min_talk_seconds.is_some() {
            return Ok(());
        }
        let sentence = "Use a whole number of seconds, such as 60.".to_owned();
        Err(Error::Fields(Fields(vec![("min_talk_seconds", sentence)])))
    }
}

/// Boxes for choices, those that the draft has ticked. One that the draft has and that is not offered comes last.
fn boxes(id: &'static str, name: &'static str, offered: Vec<SelectOption>, chosen: &[String]) -> Choices {
    let known: BTreeSet<&str> = offered.iter().map(|option| option.value.as_str()).collect();
    let others: Vec<_> = chosen.iter().filter(|value| !known.contains(value.as_str())).cloned().collect();
    let items = offered.into_iter().chain(others.into_iter().map(|value| SelectOption::new(value.clone(), value)));
    let choice = |option: SelectOption| Choice {
        is_chosen: chosen.contains(&option.value),
        value: option.value,
        label: option.label,
    };
    Choices { id, name, items: items.map(choice).collect(), error: None }
}

async fn filled_form(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    editing: Option<&Rule>,
    input: RuleInput,
    fields: &Fields,
) -> Result<QualifiedRuleForm, PageFailure> {
    let RuleInput { draft, talk_seconds, review_past } = input;
    let conditions = draft.conditions;
    let error = |name: &str| fields.get(name).map(str::to_owned);
    let named = |name: String| SelectOption::new(name.clone(), name);
    let sources = calls::sources(&app.db, &viewpoint.may()?).await?.into_iter().filter(|source| !source.is_empty());
    let tags = tags::list(&app.db, &viewpoint.may()?).await?.into_iter().map(|tag| named(tag.name));
    // A group that is not offered is not the business's: its id is not shown as a name.
    let groups = group_choices(app, &viewpoint.may()?).await?;
    let offered = |id: &String| groups.iter().any(|group| group.value == *id);
    let chosen_groups: Vec<_> = conditions.group_ids.iter().filter(|id| offered(id)).cloned().collect();
    let days = (1..).zip(DAYS).map(|(day, name): (i64, _)| SelectOption::new(day.to_string(), name)).collect();
    let hours = conditions.hours.unwrap_or_default();
    let chosen_days: Vec<_> = hours.days.iter().filter(|day| (1..=7).contains(*day)).map(ToString::to_string).collect();
    Ok(QualifiedRuleForm {
        layout: build_layout(app, viewpoint, browser, Nav::Settings).await?,
        id: editing.map(|rule| rule.id.to_string()),
        rule_name: TextField { name: "rule_name", value: draft.name, error: error("name") },
        matches: TextField { name: "matches", value: draft.matches, error: error("matches") },
        answered: conditions.answered,
        first_time: conditions.first_time,
        talk_seconds: TextField { name: "talk_seconds", value: talk_seconds, error: error("min_talk_seconds") },
        sources: Choices {
            error: error("sources"),
            ..boxes("sources", "source", sources.map(named).collect(), &conditions.sources)
        },
        groups: Choices { error: error("group_ids"), ..boxes("groups", "group_id", groups, &chosen_groups) },
        days: Choices { error: error("hours"), ..boxes("hours", "day", days, &chosen_days) },
        hours_from: TextField::with_value("hours_from", hours.from),
        hours_to: TextField::with_value("hours_to", hours.to),
        zone: format!("All times {}", viewpoint.business_time_zone().replace('_', " ")),
        tags: Choices { error: error("tags"), ..boxes("rule-tags", "tag", tags.collect(), &conditions.tags) },
        conditions_error: error("conditions"),
        error: None,
        preview: None,
        review_past,
    })
}

/// The preview as the form shows it.
fn preview_part(seen: Preview, viewpoint: &Viewpoint, browser: &Browser, now: jiff::Timestamp) -> PreviewPart {
    let zone = browser.zone(viewpoint);
    let row = |call: Call| PreviewRow {
        href: format!("/b/{}/calls/{}", viewpoint.slug(), call.id),
        caller: caller(&call, viewpoint.country()),
        at: When::moment(call.started_at.jiff(), &zone, now),
        about: [call.number_name.as_str(), call.source.as_str()].join(" · ").trim_end_matches(" · ").to_owned(),
        talk: duration(call.talk_seconds.and_then(|seconds| u64::try_from(seconds).ok())),
    };
    PreviewPart {
        effect: effect(&seen),
        sentence: seen.sentence,
        has_changed: false,
        rows: seen.samples.into_iter().map(row).collect(),
    }
}

/// "In the last 30 days it would have marked 48 of 312 calls as qualified. 6 more match it and stay as a person marked them."
fn effect(seen: &Preview) -> String {
    let number = |count: usize| grouped(i64::try_from(count).unwrap_or(i64::MAX));
    let among = match seen.is_partial {
        true => format!("Among the newest {} calls of the last {PREVIEW_DAYS} days", number(MAX_PREVIEWED)),
        false => format!("In the last {PREVIEW_DAYS} days"),
    };
    let (marked, calls) = (number(seen.marked), number(seen.calls));
    let noun = if seen.calls == 1 { "call" } else { "calls" };
    let marks = format!("{among} it would have marked {marked} of {calls} {noun} as qualified.");
    match seen.kept {
        0 => marks,
        1 => format!("{marks} 1 more matches it and stays as a person marked it."),
        kept => format!("{marks} {} more match it and stay as a person marked them.", number(kept)),
    }
}

/// Answers a form that was sent. `Ok(None)` means that the rule is to be saved: it is the one that was shown.
async fn look_at(
    app: &App,
    browser: &Browser,
    may: &May<actions::EditQualifiedRules>,
    editing: Option<&Rule>,
    form: &Form,
) -> Result<Option<axum::response::Response>, PageFailure> {
    let (viewpoint, input) = (may.viewpoint(), RuleInput::from_form(form));
    let saves = form.get("do") == "save";
    let seen = match input.check() {
        Ok(()) if saves => match input.draft.sentence(&app.db, may).await {
            Ok(sentence) if sentence == form.get("shown") => return Ok(None),
            Ok(_) => qualification::preview(&app.db, may, &input.draft).await,
            Err(error) => Err(error),
        },
        Ok(()) => qualification::preview(&app.db, may, &input.draft).await,
        Err(error) => Err(error),
    };
    match seen {
        Ok(seen) => {
            let part = preview_part(seen, viewpoint, browser, app.db.now().jiff());
            let form = filled_form(app, browser, viewpoint, editing, input, &Fields::none()).await?;
            let preview = Some(PreviewPart { has_changed: saves, ..part });
            page(&QualifiedRuleForm { preview, ..form }).map(Some)
        }
        Err(Error::Fields(fields)) => {
            refused(&filled_form(app, browser, viewpoint, editing, input, &fields).await?).map(Some)
        }
        Err(error) => Err(error.into()),
    }
}

/// The form of a new rule.
pub(crate) async fn new(
    Page(may): Page<May<actions::EditQualifiedRules>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let input = RuleInput::of(Draft { matches: "all".to_owned(), ..Draft::default() });
    page(&filled_form(&app, &browser, may.viewpoint(), None, input, &Fields::none()).await?)
}

/// Looks at a new rule, or adds it.
pub(crate) async fn create(
    Page(may): Page<May<actions::EditQualifiedRules>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    if let Some(answer) = look_at(&app, &browser, &may, None, &form).await? {
        return Ok(answer);
    }
    let input = RuleInput::from_form(&form);
    match qualified_rules::add(&app.db, &may, &input.draft, input.review_past).await {
        Ok(_) => done(&app, may.viewpoint(), "The rule is added."),
        Err(Error::Conflict { sentence, .. }) => {
            let form = filled_form(&app, &browser, may.viewpoint(), None, input, &Fields::none()).await?;
            refused(&QualifiedRuleForm { error: Some(sentence), ..form })
        }
        Err(error) => Err(error.into()),
    }
}

/// The form of a rule.
pub(crate) async fn edit(
    Page(held): Page<Held<Rule, actions::EditQualifiedRules>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = held.viewpoint();
    let names = qualified_rules::list(&app.db, &viewpoint.may()?).await?.names;
    let input = RuleInput::of(Draft::of(&held, &names));
    page(&filled_form(&app, &browser, viewpoint, Some(held.thing()), input, &Fields::none()).await?)
}

/// Looks at a changed rule, or saves it.
pub(crate) async fn update(
    Page(held): Page<Held<Rule, actions::EditQualifiedRules>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    if let Some(answer) = look_at(&app, &browser, held.may(), Some(held.thing()), &form).await? {
        return Ok(answer);
    }
    let input = RuleInput::from_form(&form);
    qualified_rules::edit(&app.db, &held, &input.draft, None, input.review_past).await?;
    done(&app, held.viewpoint(), "The rule is saved.")
}
