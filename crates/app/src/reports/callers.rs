//! Callers to call back: their rows on the dashboard, and the form that marks them.

use axum::extract::State;
use crewline_core::access::{Held, May, Thing, actions};
use crewline_core::calls::{Call, CallStatus};
use crewline_core::numbers::{Number, formatted};
use crewline_core::reports::call_back::{self, ToCallBack};
use crewline_core::reports::{Dashboard, Filter};
use jiff::tz::TimeZone;

use super::dashboard_page::CallBackRow;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::{go_to, own_path};
use crate::page::Answer;
use crate::state::App;
use crate::view::{Flash, SelectOption, When};

/// The most callers that are shown as called back.
const MAX_DONE: i64 = 3;
/// How long a mark is shown, so that it can be taken back.
const SHOWN_HOURS: i64 = 12;

/// Those who wait, and below them those who were marked just now. A role that may not mark does not see these.
pub(super) async fn to_call_back(
    app: &App,
    may: &May<actions::SeeDashboard>,
    filter: &Filter,
    dashboard: &Dashboard,
    names: &[SelectOption],
    zone: &TimeZone,
) -> Result<Vec<CallBackRow>, PageFailure> {
    let viewpoint = may.viewpoint();
    let now = app.db.now().jiff();
    let may_mark = viewpoint.allows(actions::AnnotateCalls);
    let done = match may_mark {
        true => call_back::list(&app.db, may, filter, true, MAX_DONE).await?,
        false => Vec::new(),
    };
    let is_recent = |caller: &ToCallBack| {
        caller.called_back.as_ref().is_some_and(|mark| now.duration_since(mark.at.jiff()).as_hours() < SHOWN_HOURS)
    };
    let mut rows = Vec::new();
    for caller in dashboard.to_call_back.iter().cloned().chain(done.into_iter().filter(is_recent)) {
        let id = caller.number.to_string();
        let number_name = match names.iter().find(|choice| choice.value == id) {
            Some(choice) => choice.label.clone(),
            None => <Number as Thing>::hold(&app.db, viewpoint.may::<actions::SeeNumbers>()?, caller.number)
                .await?
                .friendly_name
                .clone(),
        };
        rows.push(CallBackRow {
            call: caller.call.to_string(),
            caller_phone: formatted(&caller.caller, viewpoint.country()).to_string(),
            caller_name: caller.caller_name,
            dial: caller.caller,
            number_name,
            left_message: caller.status == CallStatus::Voicemail,
            times: caller.times,
            at: When::ago(caller.at.jiff(), zone, now),
            may_mark,
            done_by: caller.called_back.map(|mark| mark.by),
        });
    }
    Ok(rows)
}

/// Marks the caller of a call as called back, or takes the mark back.
pub(crate) async fn update(
    Page(held): Page<Held<Call, actions::AnnotateCalls>>,
    State(app): State<App>,
    form: Form,
) -> Answer {
    let is_done = form.get("done") != "false";
    if is_done {
        call_back::mark(&app.db, &held).await?;
    } else {
        call_back::unmark(&app.db, &held).await?;
    }
    let dashboard = format!("/b/{}/dashboard", held.viewpoint().slug());
    let back = own_path(form.get("return_to")).unwrap_or(&dashboard);
    let sentence = if is_done { "Marked as called back." } else { "The caller waits for a call again." };
    Ok(with_flash(&app, go_to(back), &Flash::good(sentence)))
}
