//! The checklist, and its two tests.

use axum::extract::State;
use crewline_core::access::{May, actions};
use crewline_core::setup::{self, Step, StepState};
use crewline_core::{Error, access::Viewpoint};

use super::steps_page::Setup;
use crate::emails;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::setup_steps::{find_checklist, installation, setup_steps};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Flash, Nav, When, refusal_sentence};

/// The checklist.
pub(crate) async fn show(
    Page(may): Page<May<actions::EditBusiness>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    // This process's newest counts are shown, too.
    app.save_webhooks().await;
    let checklist = find_checklist(&app, &browser, &may).await?;
    let viewpoint = may.viewpoint();
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let refused = checklist.refused.iter();
    let refused =
        refused.map(|each| (each.count, When::ago(each.last_at.jiff(), &zone, now), refusal_sentence(each.reason)));
    let is_sending = |finding: &setup::Finding| finding.step == Step::Mail && finding.state != StepState::Done;
    let waits_for_mail =
        checklist.findings.iter().any(|finding| is_sending(finding) && finding.sentence.contains("on its way"));
    page(&Setup {
        layout: build_layout(&app, viewpoint, &browser, Nav::Settings).await?,
        steps: setup_steps(&app, viewpoint, &checklist),
        refused: refused.collect(),
        is_done: checklist.is_done(),
        waits_for_mail,
    })
}

fn back(app: &App, viewpoint: &Viewpoint, flash: &Flash) -> Answer {
    Ok(with_flash(app, go_to(&format!("/b/{}/setup", viewpoint.slug())), flash))
}

/// Sends a letter to the person themselves.
pub(crate) async fn test_mail(Page(may): Page<May<actions::EditBusiness>>, State(app): State<App>) -> Answer {
    let flash = match setup::send_test_letter(&app.db, &may, &app.composer(emails::setup_test)).await {
        Ok(()) => Flash::good(format!("A letter to {} is on its way.", may.viewpoint().email())),
        Err(error @ (Error::Conflict { .. } | Error::TooOften { .. })) => Flash::bad(error.to_string()),
        Err(error) => return Err(error.into()),
    };
    back(&app, may.viewpoint(), &flash)
}

/// Asks the carrier for the account.
pub(crate) async fn test_account(Page(may): Page<May<actions::ConnectCarrier>>, State(app): State<App>) -> Answer {
    let flash = match setup::test_account(&app.db, &app.seal, &app.outbound, &may).await {
        Ok(None) => Flash::good("The carrier knows the account and accepts its secret."),
        Ok(Some(problem)) => Flash::bad(problem),
        Err(error @ Error::Conflict { .. }) => Flash::bad(error.to_string()),
        Err(Error::Seal(_)) => {
            Flash::bad("The connection's secret can't be opened with this instance's key. Enter it again.")
        }
        Err(error) => return Err(error.into()),
    };
    back(&app, may.viewpoint(), &flash)
}

/// Puts the list away, once every step is done.
pub(crate) async fn dismiss(
    Page(may): Page<May<actions::EditBusiness>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    match setup::dismiss(&app.db, &may, &installation(&app, &browser)).await {
        Ok(()) => {
            let answer = go_to(&format!("/b/{}/dashboard", may.viewpoint().slug()));
            Ok(with_flash(&app, answer, &Flash::good("The set-up is done. Its list is put away.")))
        }
        Err(error @ Error::Conflict { .. }) => back(&app, may.viewpoint(), &Flash::bad(error.to_string())),
        Err(error) => Err(error.into()),
    }
}
