//! One call.

use axum::extract::State;
use crewline_core::Fields;
use crewline_core::access::{Action, Held, Viewpoint, actions};
use crewline_core::calls::notes::{self, Note};
use crewline_core::calls::{self, Call, CallStatus, Detail, Outcome, QualifiedBy, qualification};
use crewline_core::numbers::formatted;
use crewline_core::recordings::Status;
use crewline_core::tags::Tag;
use crewline_core::{blocked_callers, tags};
use jiff::tz::TimeZone;

use super::annotations_page::{AnnotationForm, CallerBlock, NoteRow};
use super::call_page::{Call as CallPage, CallStep, Recording};
use super::call_row::caller;
use super::call_steps::{is_under_way, steps};
use super::length::{CallLength, seconds};
use super::note::link_text;
use crate::http::extract::Form;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Layout, Nav, TagBadge, TextField, When, amount, amount_field, duration};

/// The fields of a form of the page that was refused, as typed.
pub(super) enum Typed<'f> {
    /// Nothing.
    Nothing,
    /// The form of tags and rating, and what to change in it.
    Annotation(&'f Form, &'f Fields),
    /// The text of a note, and what to change in it.
    Note(&'f str, &'f str),
}

/// One call.
pub(crate) async fn show(
    Page(held): Page<Held<Call, actions::SeeCalls>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    page(&filled_page(&app, &browser, &held, Typed::Nothing).await?)
}

/// The page of a call, with what was typed in its forms.
pub(super) async fn filled_page<A: Action>(
    app: &App,
    browser: &Browser,
    held: &Held<Call, A>,
    typed: Typed<'_>,
) -> Result<CallPage, PageFailure> {
    let viewpoint = held.viewpoint();
    let layout = build_layout(app, viewpoint, browser, Nav::Calls).await?;
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let detail = calls::detail(&app.db, held).await?;
    let notes = notes::notes_of(&app.db, held).await?;
    let parts = WrittenParts {
        form: annotation_form(app, held, &typed).await?,
        steps: steps(app, held, &detail, &notes, &zone).await?,
        notes: notes.into_iter().map(|note| note_row(viewpoint, note, &zone, now)).collect(),
        block: caller_block(app, held).await?,
        rule_note: rule_note(app, held).await?,
        note_text: viewpoint.allows(actions::AnnotateCalls).then(|| match typed {
            Typed::Note(text, sentence) => TextField::with_value("note_text", text).refused(sentence),
            Typed::Nothing | Typed::Annotation(..) => TextField::new("note_text"),
        }),
    };
    Ok(call_page(layout, viewpoint, &detail, parts, &zone, now))
}

/// The parts of the page that people write.
struct WrittenParts {
    form: Option<AnnotationForm>,
    /// The timeline, which has them all.
    steps: Vec<CallStep>,
    notes: Vec<NoteRow>,
    note_text: Option<TextField>,
    block: Option<CallerBlock>,
    rule_note: Option<String>,
}

/// The form of tags and rating; `None` for those who only look.
async fn annotation_form<A: Action>(
    app: &App,
    held: &Held<Call, A>,
    typed: &Typed<'_>,
) -> Result<Option<AnnotationForm>, PageFailure> {
    let (viewpoint, call) = (held.viewpoint(), held.thing());
    if !viewpoint.allows(actions::AnnotateCalls) {
        return Ok(None);
    }
    let has = |tag: &Tag| call.tags.iter().any(|own| own.id == tag.id);
    let others = tags::list(&app.db, &viewpoint.may()?).await?.into_iter().filter(|tag| !has(tag));
    let form = AnnotationForm {
        tags: call.tags.iter().cloned().map(|tag| (TagBadge::from(tag), true)).collect(),
        add_tag: TextField::new("add_tag"),
        choices: others.map(|tag| tag.name).collect(),
        // A rule's word is no person's word, and does not become one when the form is sent.
        qualified: match call.qualified.filter(|_| call.qualified_by == Some(QualifiedBy::Person)) {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unsaid",
        }
        .to_owned(),
        value: TextField::with_value("value", call.value_cents.map(amount_field).unwrap_or_default()),
        currency: viewpoint.currency().to_owned(),
        spam: call.spam,
    };
    let Typed::Annotation(sent, fields) = typed else { return Ok(Some(form)) };
    let error = |name: &str| fields.get(name).map(str::to_owned);
    let kept: Vec<&str> = sent.values("tag").collect();
    Ok(Some(AnnotationForm {
        tags: form.tags.into_iter().map(|(tag, _)| (tag.clone(), kept.contains(&tag.name.as_str()))).collect(),
        add_tag: TextField { error: error("tags"), ..TextField::with_value("add_tag", sent.get("add_tag")) },
        qualified: sent.get("qualified").to_owned(),
        value: TextField { error: error("value_cents"), ..TextField::with_value("value", sent.get("value")) },
        spam: sent.get("spam") == "yes",
        ..form
    }))
}

fn note_row(viewpoint: &Viewpoint, note: Note, zone: &TimeZone, now: jiff::Timestamp) -> NoteRow {
    NoteRow {
        edit: link_text(viewpoint, &note).map(|text| (format!("/b/{}/notes/{}/edit", viewpoint.slug(), note.id), text)),
        author: note.author_name,
        text: note.text,
        at: When::moment(note.created_at.jiff(), zone, now),
        edited: note.edited_at.map(|at| When::moment(at.jiff(), zone, now)),
    }
}

/// The rule by which the call is qualified. To who may not see rules it has no name, since a name may tell of other numbers.
async fn rule_note<A: Action>(app: &App, held: &Held<Call, A>) -> Result<Option<String>, PageFailure> {
    if held.qualified_by != Some(QualifiedBy::Rule) {
        return Ok(None);
    }
    let named = match held.viewpoint().may() {
        Ok(may) => qualification::naming_rule(&app.db, held, &may).await?,
        Err(_) => None,
    };
    Ok(Some(named.map_or_else(
        || "Qualified by a rule.".to_owned(),
        |name| format!("Qualified by the rule “{}”.", name.trim_end_matches('.')),
    )))
}

/// Whether the caller is blocked, for those who may know; `None` also for a caller that can't be blocked.
async fn caller_block<A: Action>(app: &App, held: &Held<Call, A>) -> Result<Option<CallerBlock>, PageFailure> {
    let (viewpoint, call) = (held.viewpoint(), held.thing());
    let (Some(caller), Ok(may)) = (&call.caller, viewpoint.may::<actions::SeeBlockedCallers>()) else {
        return Ok(None);
    };
    let may_block = viewpoint.allows(actions::BlockCallers);
    let base = format!("/b/{}", viewpoint.slug());
    Ok(match blocked_callers::find(&app.db, &may, caller).await? {
        Some(block) => {
            let href = format!("{base}/settings/blocked-callers/{}/removal", block.id);
            Some(CallerBlock::Blocked(may_block.then_some(href)))
        }
        None => may_block.then(|| CallerBlock::Possible(format!("{base}/calls/{}/block", call.id))),
    })
}

fn call_page(
    layout: Layout,
    viewpoint: &Viewpoint,
    detail: &Detail,
    parts: WrittenParts,
    zone: &TimeZone,
    now: jiff::Timestamp,
) -> CallPage {
    let (call, country) = (&detail.call, viewpoint.country());
    let reached = detail.legs.iter().rev().find_map(|leg| leg.target.as_deref());
    let recording = recording(&layout, detail);
    CallPage {
        caller_phone: caller(call, country),
        caller_name: call.caller_name.clone(),
        at: When::moment(call.started_at.jiff(), zone, now),
        status: call.status,
        outcome: outcome(call.status, call.outcome).to_owned(),
        number_id: call.number_id.to_string(),
        number_name: call.number_name.clone(),
        number_phone: formatted(&call.destination, country).to_string(),
        nth: detail.nth,
        source: Some(call.source.clone()).filter(|source| !source.is_empty()),
        group: None,
        destination: reached.map(|target| formatted(target, country).to_string()),
        duration: CallLength::of(call, now),
        talk: duration(seconds(call.talk_seconds)),
        place: None,
        carrier_id: None,
        steps: parts.steps,
        recording,
        id: call.id.to_string(),
        blocked: call.outcome == Some(Outcome::Blocked),
        tags: call.tags.iter().cloned().map(TagBadge::from).collect(),
        qualified: call.qualified,
        rule_note: parts.rule_note,
        value: call.value_cents.map(|cents| amount(cents, viewpoint.currency())),
        spam: call.spam,
        form: parts.form,
        notes: parts.notes,
        note_text: parts.note_text,
        block: parts.block,
        layout,
    }
}

/// The outcome of a call in a sentence.
fn outcome(status: CallStatus, outcome: Option<Outcome>) -> &'static str {
    match (outcome, status) {
        (Some(Outcome::Connected), _) => "The caller and the team talked.",
        (Some(Outcome::Voicemail), _) => "The caller left a message.",
        (Some(Outcome::Abandoned), _) => "The caller hung up while it rang.",
        (Some(Outcome::NoAnswer), _) => "Nobody answered.",
        (Some(Outcome::Busy), _) => "The line was busy.",
        (Some(Outcome::Failed), _) => "The call could not be put through.",
        (Some(Outcome::Blocked), _) => "The caller is blocked, so the call was rejected.",
        (Some(Outcome::Unavailable), _) => "The number had nobody to ring.",
        (Some(Outcome::Unreported), _) => "The carrier never reported how it ended.",
        (None, CallStatus::Ringing) => "The phone is ringing.",
        (None, CallStatus::InProgress) => "The call is in progress.",
        (None, _) => "The carrier did not say how it ended.",
    }
}

fn recording(layout: &Layout, detail: &Detail) -> Recording {
    let Some(newest) = detail.recordings.last() else { return Recording::Absent };
    match newest.status {
        Status::Stored => Recording::Ready {
            href: layout.href(&format!("/calls/{}/recording", detail.call.id)),
            length: duration(seconds(newest.duration_seconds)),
        },
        Status::Waiting if is_under_way(detail.call.status) => Recording::Running,
        Status::Waiting => Recording::Pending,
        Status::Absent | Status::Failed => Recording::Lost,
    }
}
