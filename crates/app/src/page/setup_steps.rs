//! The steps of setting a business up, as pages show them: the whole list, and the part on the first pages.

use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::setup::{self, Checklist, Finding, Installation, Step, StepState};

use super::browser::Browser;
use crate::http::page_failure::PageFailure;
use crate::state::App;
use crate::view::{SetupAction, SetupStep, SetupSummary, Tone};

/// The parts of the settings that the steps need.
pub(crate) fn installation<'i>(app: &'i App, browser: &'i Browser) -> Installation<'i> {
    Installation {
        public_url: app.config.public_url.as_str(),
        sends_mail: app.mailer.is_some(),
        used_host: browser.host(),
    }
}

/// The checklist of the business.
pub(crate) async fn find_checklist(
    app: &App,
    browser: &Browser,
    may: &May<actions::EditBusiness>,
) -> Result<Checklist, PageFailure> {
    Ok(setup::checklist(&app.db, may, &installation(app, browser)).await?)
}

/// The summary for the first pages. `None` for people who can't set anything up, and once the list is put away.
pub(crate) async fn setup_summary(
    app: &App,
    viewpoint: &Viewpoint,
    browser: &Browser,
) -> Result<Option<SetupSummary>, PageFailure> {
    let page = browser.path().strip_prefix("/b/").and_then(|path| path.split_once('/')).map_or("", |(_, page)| page);
    let is_first_page = ["calls", "dashboard", "numbers", "users"].contains(&page);
    let Some(may) = viewpoint.may::<actions::EditBusiness>().ok().filter(|_| is_first_page) else { return Ok(None) };
    if setup::is_dismissed(&app.db, &may).await? {
        return Ok(None);
    }
    let checklist = find_checklist(app, browser, &may).await?;
    let steps = setup_steps(app, viewpoint, &checklist);
    let wrong_first = steps.iter().find(|step| step.tone == Tone::Bad);
    let next = wrong_first.or_else(|| steps.iter().find(|step| !step.is_done()));
    Ok(Some(SetupSummary {
        href: format!("/b/{}/setup", viewpoint.slug()),
        done: steps.iter().filter(|step| step.is_done()).count(),
        all: steps.len(),
        next: next.map(|step| (step.title, step.sentence.clone())),
    }))
}

/// The steps in words, with the ways to mend them.
pub(crate) fn setup_steps(app: &App, viewpoint: &Viewpoint, checklist: &Checklist) -> Vec<SetupStep> {
    let href = |path: &str| format!("/b/{}{path}", viewpoint.slug());
    let link = |path: &str, label| SetupAction { href: href(path), label, posts: false };
    let post = |path: &str, label| SetupAction { href: href(path), label, posts: true };
    let step = |finding: &Finding| {
        let is_done = finding.state == StepState::Done;
        let actions = match finding.step {
            Step::Mail if app.mailer.is_some() => vec![post("/setup/mail", "Send me a letter")],
            Step::PublicAddress | Step::Mail => Vec::new(),
            Step::Carrier => vec![link("/settings/carrier", "Carrier"), post("/setup/carrier", "Test the account")],
            Step::Webhooks if !is_done => vec![link("/settings/carrier#webhooks-title", "See the addresses")],
            Step::FirstNumber if !is_done => vec![link("/numbers/new", "Add number")],
            Step::FirstCall if !is_done => vec![link("/numbers", "Your numbers")],
            Step::Teammate if !is_done => vec![link("/invitations/new", "Invite User")],
            _ => Vec::new(),
        };
        SetupStep {
            title: title(finding.step),
            sentence: finding.sentence.clone(),
            tone: match finding.state {
                StepState::Done => Tone::Good,
                StepState::ToDo => Tone::Plain,
                StepState::Wrong => Tone::Bad,
            },
            actions,
        }
    };
    checklist.findings.iter().map(step).collect()
}

fn title(step: Step) -> &'static str {
    match step {
        Step::PublicAddress => "Public address",
        Step::Mail => "Mail",
        Step::Carrier => "Carrier",
        Step::Webhooks => "Webhooks",
        Step::FirstNumber => "First number",
        Step::FirstCall => "First call",
        Step::Teammate => "First teammate",
    }
}
