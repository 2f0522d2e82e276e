//! The steps of setting a business up.

use super::account_test::untestable;
use super::address::AddressProblem;
use super::mail_test::unsent;
use super::record::{ACCOUNT, DISMISSAL, MAIL, Record, records, save};
use crate::Error;
use crate::access::{BusinessSql, May, Operator, actions, business_sql};
use crate::audit::Event;
use crate::carrier::connection;
use crate::carrier::webhooks::{RefusedWebhooks, WebhookState, webhook_state};
use crate::db::{self, Db, from_row, words};

static FACTS: BusinessSql = business_sql!("facts.sql");

words! {
    /// A step of setting a business up.
    pub enum Step {
        /// People and the carrier reach the public address.
        PublicAddress = "public_address",
        /// Letters are delivered.
        Mail = "mail",
        /// The carrier's account is connected.
        Carrier = "carrier",
        /// The carrier reports calls.
        Webhooks = "webhooks",
        /// There is a number that puts calls through.
        FirstNumber = "first_number",
        /// A call came in.
        FirstCall = "first_call",
        /// Somebody else is in the team.
        Teammate = "teammate",
    }
}

/// Whether a step is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It was seen to work.
    Done,
    /// It is to be done or seen.
    ToDo,
    /// Something is wrong.
    Wrong,
}

/// A step, and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The step.
    pub step: Step,
    /// Whether it is done.
    pub state: StepState,
    /// The observation, or the next step, in a sentence or two.
    pub sentence: String,
}

/// The parts of the program's settings that the steps need.
#[derive(Clone, Copy, Debug)]
pub struct Installation<'i> {
    /// The base of links and of webhooks' signatures.
    pub public_url: &'i str,
    /// Whether a mail server is set.
    pub sends_mail: bool,
    /// The host and port that the person's browser has used, if one asks.
    pub used_host: Option<&'i str>,
}

/// The steps of a business.
#[derive(Clone, Debug)]
pub struct Checklist {
    /// Every step, in the order in which they are best done.
    pub findings: Vec<Finding>,
    /// The webhooks that were refused, the newest reason first.
    pub refused: Vec<RefusedWebhooks>,
    /// Whether somebody has dismissed the list, once all was done.
    pub is_dismissed: bool,
}

impl Checklist {
    /// Whether every step was seen to work.
    pub fn is_done(&self) -> bool {
        self.findings.iter().all(|finding| finding.state == StepState::Done)
    }
}

/// The contents of the business.
struct Facts {
    is_connected: bool,
    has_number: bool,
    has_target: bool,
    has_call: bool,
    members: i64,
    has_invitation: bool,
}

from_row!(Facts { is_connected, has_number, has_target, has_call, members, has_invitation });

/// The steps of the business, each with its state.
///
/// # Errors
/// When the database fails.
pub async fn checklist(
    db: &Db,
    may: &May<actions::EditBusiness>,
    installation: &Installation<'_>,
) -> Result<Checklist, Error> {
    let records = records(db, may).await?;
    let is_dismissed = records.iter().any(|record| record.tried == DISMISSAL);
    let facts = db.read::<Facts>(may, &FACTS, &[]).await?.into_iter().next();
    let facts =
        facts.ok_or_else(|| db::Error::Internal("a statement that always returns a row returned none".into()))?;
    let last = |tried: &str| records.iter().find(|record| record.tried == tried);
    let webhook_state = webhook_state(db, &may.viewpoint().may()?).await?;
    let has_webhook = webhook_state.last_good_at.is_some();
    let findings = vec![
        public_address(installation, has_webhook),
        mail(db, may, installation, last(MAIL)).await?,
        carrier(db, may, &facts, has_webhook, last(ACCOUNT)).await?,
        webhooks(&webhook_state),
        first_number(&facts),
        first_call(&facts),
        teammate(&facts),
    ];
    Ok(Checklist { findings, refused: webhook_state.refused, is_dismissed })
}

/// Whether somebody has dismissed the list.
///
/// # Errors
/// When the database fails.
pub async fn is_dismissed(db: &Db, may: &May<actions::EditBusiness>) -> Result<bool, db::Error> {
    Ok(records(db, may).await?.iter().any(|record| record.tried == DISMISSAL))
}

fn finding(step: Step, state: StepState, sentence: impl Into<String>) -> Finding {
    Finding { step, state, sentence: sentence.into() }
}

fn public_address(installation: &Installation<'_>, has_webhook: bool) -> Finding {
    let address = installation.public_url;
    let (state, sentence) = match AddressProblem::of(address) {
        Some(problem) => (StepState::Wrong, format!("{address} is set. {problem}")),
        None if has_webhook || installation.used_host.is_some_and(|host| is_host_of(host, address)) => {
            (StepState::Done, format!("{address} is reached."))
        }
        None => (
            StepState::ToDo,
            format!(
                "{address} is set, but this page was opened at another address. Open it there to see that it works."
            ),
        ),
    };
    finding(Step::PublicAddress, state, sentence)
}

/// Whether a `Host` header is that of an address.
fn is_host_of(host: &str, address: &str) -> bool {
    let Ok(url) = url::Url::parse(address) else { return false };
    let Some(name) = url.host_str() else { return false };
    let with_port = format!("{name}:{}", url.port_or_known_default().unwrap_or_default());
    host.eq_ignore_ascii_case(name) && url.port().is_none() || host.eq_ignore_ascii_case(&with_port)
}

async fn mail(
    db: &Db,
    may: &May<actions::EditBusiness>,
    installation: &Installation<'_>,
    tested: Option<&Record>,
) -> Result<Finding, db::Error> {
    if !installation.sends_mail {
        let sentence = "No mail server is set: links are shown once, to be handed over, and nobody can choose a new password \
            alone. Set CREWLINE_SMTP_URL and CREWLINE_MAIL_FROM.";
        return Ok(finding(Step::Mail, StepState::ToDo, sentence));
    }
    if tested.is_none() {
        let sentence = "A mail server is set. Send a test letter to yourself to see that it delivers.";
        return Ok(finding(Step::Mail, StepState::ToDo, sentence));
    }
    let (state, sentence) = match unsent(db, may).await? {
        None => (StepState::Done, "The mail server took the test letter. Look whether it has arrived.".to_owned()),
        Some(letter) if letter.attempts == 0 => (StepState::ToDo, "The test letter is on its way.".to_owned()),
        Some(letter) => {
            let why = letter.failure.unwrap_or_else(|| "the mail server has not answered yet".to_owned());
            let then = if letter.has_failed { "It is not tried again." } else { "It is tried again soon." };
            (StepState::Wrong, format!("The test letter could not be delivered: {}. {then}", why.trim_end_matches('.')))
        }
    };
    Ok(finding(Step::Mail, state, sentence))
}

async fn carrier(
    db: &Db,
    may: &May<actions::EditBusiness>,
    facts: &Facts,
    has_webhook: bool,
    tested: Option<&Record>,
) -> Result<Finding, Error> {
    if !facts.is_connected {
        let sentence = "No carrier is connected, so no call comes in. Enter the account and its secret.";
        return Ok(finding(Step::Carrier, StepState::ToDo, sentence));
    }
    let shown = connection::show(db, &may.viewpoint().may()?).await?;
    let Some(shown) = shown else { return Ok(finding(Step::Carrier, StepState::ToDo, "No carrier is connected.")) };
    let name = shown.provider.name();
    let tested = tested.filter(|record| record.at >= shown.updated_at);
    let (state, sentence) = match (untestable(shown.provider, shown.api_base.as_deref()), tested) {
        _ if has_webhook => (StepState::Done, format!("{name} is connected, and its webhooks are verified.")),
        (Some(why), tested) if tested.is_none_or(|record| record.problem.is_some()) => {
            let problem = tested.and_then(|record| record.problem.as_deref());
            (StepState::ToDo, format!("{name} is connected. {}", problem.unwrap_or(why)))
        }
        (_, None) => {
            (StepState::ToDo, format!("{name} is connected. Test the account to see that its secret is right."))
        }
        (_, Some(Record { problem: Some(problem), .. })) => (StepState::Wrong, problem.clone()),
        (_, Some(_)) => (StepState::Done, format!("{name} knows the account and accepts its secret.")),
    };
    Ok(finding(Step::Carrier, state, sentence))
}

fn webhooks(state: &WebhookState) -> Finding {
    let newest_refusal = state.refused.iter().map(|refused| refused.last_at).max();
    let (step_state, sentence) = match (state.last_good_at, newest_refusal, state.is_connected) {
        (good, Some(refusal), true) if good.is_none_or(|good| good < refusal) => (
            StepState::Wrong,
            "The newest webhook was refused. See below why, and correct the addresses or the secret.",
        ),
        (Some(_), ..) => (StepState::Done, "The carrier's webhooks come in and are verified."),
        (None, _, true) => (
            StepState::ToDo,
            "No webhook has come since the connection was set. Set the addresses that Settings → Carrier shows on each number at \
             the carrier.",
        ),
        (None, _, false) => (StepState::ToDo, "They follow once the carrier is connected."),
    };
    finding(Step::Webhooks, step_state, sentence)
}

fn first_number(facts: &Facts) -> Finding {
    let (state, sentence) = match (facts.has_number, facts.has_target) {
        (true, true) => (StepState::Done, "There is a number that puts calls through."),
        (true, false) => (
            StepState::Wrong,
            "No number has a target, so callers hear that nobody can be reached. Enter whom to forward to.",
        ),
        (false, _) => (StepState::ToDo, "Add a number that you have at the carrier, and say whom its calls go to."),
    };
    finding(Step::FirstNumber, state, sentence)
}

fn first_call(facts: &Facts) -> Finding {
    let (state, sentence) = match (facts.has_call, facts.has_number) {
        (true, _) => (StepState::Done, "A call came in."),
        (false, true) => (StepState::ToDo, "Ring your number: the call shows under Calls while it rings."),
        (false, false) => (StepState::ToDo, "It follows once there is a number."),
    };
    finding(Step::FirstCall, state, sentence)
}

fn teammate(facts: &Facts) -> Finding {
    let (state, sentence) = match (facts.members > 1, facts.has_invitation) {
        (true, _) => (StepState::Done, "You are not alone in the team."),
        (false, true) => (StepState::ToDo, "An invitation waits to be accepted."),
        (false, false) => (StepState::ToDo, "Invite somebody: a teammate, or a client who sees their own numbers."),
    };
    finding(Step::Teammate, state, sentence)
}

/// Dismisses the list for everybody in the business.
///
/// # Errors
/// Returns the conflict `not_done` while a step is not done, or a database error.
pub async fn dismiss(db: &Db, may: &May<actions::EditBusiness>, installation: &Installation<'_>) -> Result<(), Error> {
    if !checklist(db, may, installation).await?.is_done() {
        let sentence = "A step is still to be done. The list goes once all of them are.".to_owned();
        return Err(Error::Conflict { code: "not_done", sentence });
    }
    let (business, name) = (may.viewpoint().business(), may.viewpoint().business_name().to_owned());
    db.change(may, move |tx| {
        Box::pin(async move {
            save(tx, DISMISSAL, None).await?;
            Ok(((), Event::of("setup.dismissed", "business", business, name)))
        })
    })
    .await
}

/// Dismisses the list of a business that is set up otherwise, such as a demo's.
///
/// # Errors
/// When the database fails.
pub async fn dismiss_by_operator(db: &Db, operator: &Operator) -> Result<(), Error> {
    let (business, name) = (operator.business(), operator.business_name().to_owned());
    db.change(operator, move |tx| {
        Box::pin(async move {
            save(tx, DISMISSAL, None).await?;
            Ok(((), Event::of("setup.dismissed", "business", business, name)))
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_a_request_is_compared_with_the_address() {
        for (host, address, is_same) in [
            ("calls.northline.com", "https://calls.northline.com", true),
            ("CALLS.northline.com", "https://calls.northline.com", true),
            ("calls.northline.com:443", "https://calls.northline.com", true),
            ("calls.northline.com:8443", "https://calls.northline.com:8443", true),
            ("calls.northline.com", "https://calls.northline.com:8443", false),
            ("10.0.0.5:8080", "https://calls.northline.com", false),
            ("[2001:db8::5]:8443", "https://[2001:db8::5]:8443", true),
        ] {
            assert_eq!(is_host_of(host, address), is_same, "{host} {address}");
        }
    }
}
