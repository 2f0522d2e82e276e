//! Settings → Security.

use axum::extract::State;
use crewline_core::access::{Credential, Held, May, Viewpoint, actions};
use crewline_core::accounts::change_password;
use crewline_core::accounts::sessions::{self, Session};
use crewline_core::log_in_as::{self, LogInAsPeriod};
use crewline_core::time::Timestamp;
use crewline_core::{Error, Fields};

use super::security_page::{PeriodRow, SessionRow, SettingsSecurity};
use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use crate::emails;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, TextField, When, device};

async fn filled_form(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    fields: &Fields,
) -> Result<SettingsSecurity, PageFailure> {
    let layout = build_layout(app, viewpoint, browser, Nav::Settings).await?;
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let error = |field: &str| fields.get(field).map(str::to_owned);
    let mut rows: Vec<_> = sessions::list(&app.db, &viewpoint.may()?)
        .await?
        .into_iter()
        .map(|session| SessionRow {
            id: session.id.to_string(),
            device: device(&session.device),
            this: viewpoint.credential() == Credential::Session(session.id),
            last_seen: When::ago(session.last_seen_at.jiff(), &zone, now),
            address: session.address,
        })
        .collect();
    rows.sort_by_key(|row| !row.this);
    let may = viewpoint.may()?;
    let periods = log_in_as::list_periods(&app.db, &may).await?;
    let periods = periods.into_iter().map(|each| PeriodRow {
        about: period_words(&each, app.db.now()),
        started: When::ago(each.started_at.jiff(), &zone, now),
        by: each.by,
        reason: each.reason,
    });
    Ok(SettingsSecurity {
        tabs: tabs_of(viewpoint, &layout, SettingsTab::Security),
        layout,
        current_password: TextField {
            name: "current_password",
            value: String::new(),
            error: error("current_password"),
        },
        new_password: TextField { name: "new_password", value: String::new(), error: error("password") },
        sessions: rows,
        periods: periods.collect(),
        letters: log_in_as::wants_digests(&app.db, &may).await?,
    })
}

/// A period of Log in as in words: how long it was or that it is still open, and whether it allowed changes.
fn period_words(each: &LogInAsPeriod, now: Timestamp) -> String {
    let mode = if each.with_changes { "changes allowed" } else { "read-only" };
    match each.ended_at.unwrap_or(each.expires_at) {
        end if end > now => format!("now, {mode}"),
        end => format!("{} min, {mode}", (end.seconds_since(each.started_at) + 59) / 60),
    }
}

/// Turns the daily e-mail about Log in as on or off.
pub(crate) async fn update_letters(
    Page(may): Page<May<actions::ManageSessions>>,
    State(app): State<App>,
    form: Form,
) -> Answer {
    let wants = form.get("letters") == "yes";
    log_in_as::set_wants_digests(&app.db, &may, wants).await?;
    let on = "You get an e-mail, at most once a day, when somebody has logged in as you.";
    let off = "You no longer get this e-mail. This page still shows who logged in as you.";
    back_with_sentence(&app, may.viewpoint(), if wants { on } else { off })
}

fn back_with_sentence(app: &App, viewpoint: &Viewpoint, sentence: &str) -> Answer {
    Ok(with_flash(app, go_to(&format!("/b/{}/settings/security", viewpoint.slug())), &Flash::good(sentence)))
}

/// The password form, the account's sessions, and the periods of Log in as.
pub(crate) async fn show(
    Page(may): Page<May<actions::ManageSessions>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    page(&filled_form(&app, &browser, may.viewpoint(), &Fields::none()).await?)
}

/// Changes the password. The account's other sessions end.
pub(crate) async fn update_password(
    Page(may): Page<May<actions::ChangePassword>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    // A borrowed session can't be used to guess the password, and nobody else's guesses hold this one up.
    let session = format!("{:?}", may.viewpoint().credential());
    let guess = app.limits.guess_in_session(&session).await.map_err(PageFailure::TooMany)?;
    let (current, new) = (form.get("current_password").into(), form.get("new_password").into());
    let composer = app.composer(emails::security);
    let changed = change_password(&app.db, &app.passwords, &may, current, new, &composer).await;
    match &changed {
        Ok(_) => guess.passed(),
        Err(Error::Fields(fields)) if fields.get("current_password").is_some() => guess.failed(),
        Err(_) => {}
    }
    match changed {
        Ok(_) => back_with_sentence(&app, may.viewpoint(), "Your password is changed. Your other sessions are ended."),
        Err(Error::Fields(fields)) => refused(&filled_form(&app, &browser, may.viewpoint(), &fields).await?),
        Err(error) => Err(error.into()),
    }
}

/// Ends a session of the account.
pub(crate) async fn delete(Page(held): Page<Held<Session, actions::ManageSessions>>, State(app): State<App>) -> Answer {
    sessions::end(&app.db, &held).await?;
    back_with_sentence(&app, held.viewpoint(), "The session is ended.")
}

/// Ends all sessions of the account but this one.
pub(crate) async fn delete_others(Page(may): Page<May<actions::ManageSessions>>, State(app): State<App>) -> Answer {
    let sentence = match sessions::end_others(&app.db, &may).await? {
        0 => "There was no other session.".to_owned(),
        1 => "1 other session is ended.".to_owned(),
        count => format!("{count} other sessions are ended."),
    };
    back_with_sentence(&app, may.viewpoint(), &sentence)
}
