//! One call.

use axum::extract::State;
use crewline_core::access::{Held, Viewpoint, actions};
use crewline_core::calls::{self, Call, CallStatus, Detail, Leg, Outcome};
use crewline_core::carrier::status::CarrierStatus;
use crewline_core::numbers::formatted;
use crewline_core::recordings::Status;
use jiff::tz::TimeZone;

use super::call_page::{Call as CallPage, CallStep, Recording};
use super::call_row::{caller, seconds};
use crate::http::guard::Page;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Layout, Nav, Tone, When, duration};

/// One call.
pub(crate) async fn show(
    Page(held): Page<Held<Call, actions::SeeCalls>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = held.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Calls).await?;
    let detail = calls::detail(&app.db, &held).await?;
    page(&call_page(layout, viewpoint, &detail, &browser.zone(viewpoint), app.db.now().jiff()))
}

fn call_page(
    layout: Layout,
    viewpoint: &Viewpoint,
    detail: &Detail,
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
        source: Some(call.source.clone()).filter(|source| !source.is_empty()),
        group: None,
        destination: reached.map(|target| formatted(target, country).to_string()),
        duration: duration(seconds(call.duration_seconds)),
        talk: duration(seconds(call.talk_seconds)),
        place: None,
        carrier_id: None,
        steps: steps(detail, country, zone),
        recording,
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
        (Some(Outcome::Unavailable), _) => "The number had nobody to ring.",
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
        Status::Waiting => Recording::Pending,
        Status::Absent | Status::Failed => Recording::Lost,
    }
}

/// The timeline, in order.
fn steps(detail: &Detail, country: &str, zone: &TimeZone) -> Vec<CallStep> {
    let call = &detail.call;
    let mut steps = vec![(call.started_at, "The call came in".to_owned(), None, Tone::Plain)];
    for leg in &detail.legs {
        let target = leg.target.as_deref().map(|target| formatted(target, country).to_string());
        steps.push((
            leg.created_at,
            format!("Rang {}", target.as_deref().unwrap_or("the target")),
            unreached(leg),
            tone(leg),
        ));
        if let Some(at) = leg.answered_at {
            let talked = leg.is_connected().then(|| "The two sides were connected".to_owned());
            steps.push((at, "Answered".to_owned(), talked, Tone::Good));
        }
        if let (Some(at), Some(_)) = (leg.ended_at, leg.answered_at) {
            let after = leg.duration_seconds.map(|total| format!("after {}", duration(seconds(Some(total)))));
            steps.push((at, "Hung up".to_owned(), after, Tone::Plain));
        }
    }
    for recording in &detail.recordings {
        let what = match recording.status {
            Status::Stored => "The recording came in",
            Status::Waiting => "The recording is on its way",
            Status::Absent => "There was nothing to record",
            Status::Failed => "The recording could not be fetched",
        };
        steps.push((recording.created_at, what.to_owned(), None, Tone::Note));
    }
    if let Some(total) = call.duration_seconds {
        // The carrier's callbacks arrive late, so a leg may seem to end after its call.
        let last_leg = detail.legs.iter().filter_map(|leg| leg.ended_at).max();
        let end = call.started_at.plus_seconds(total).max(last_leg.unwrap_or(call.started_at));
        steps.push((
            end,
            "The call ended".to_owned(),
            Some(format!("after {}", duration(seconds(Some(total))))),
            Tone::Plain,
        ));
    }
    steps.sort_by_key(|(at, ..)| *at);
    steps
        .into_iter()
        .map(|(at, what, detail, tone)| CallStep { at: When::clock(at.jiff(), zone), what, detail, tone })
        .collect()
}

fn unreached(leg: &Leg) -> Option<String> {
    if leg.answered_at.is_some() {
        return None;
    }
    let words = match leg.dial_status.or(leg.status)? {
        CarrierStatus::Busy => "It was busy",
        CarrierStatus::NoAnswer => "Nobody answered",
        CarrierStatus::Failed => "It could not be reached",
        CarrierStatus::Canceled => "The caller hung up first",
        _ => return None,
    };
    Some(words.to_owned())
}

fn tone(leg: &Leg) -> Tone {
    match leg.dial_status.or(leg.status) {
        Some(CarrierStatus::Busy | CarrierStatus::NoAnswer) => Tone::Warn,
        Some(CarrierStatus::Failed) => Tone::Bad,
        _ => Tone::Accent,
    }
}
