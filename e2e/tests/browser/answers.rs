//! The pages that show the result of an action, and those that a letter links to, in every appearance.

use crewline_core::db::Db;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::log_in_as::{DIGESTS, Digest, WriteDigests};
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::secret::Seal;
use crewline_core::time::Clock;
use crewline_e2e::{Appearance, Browser, Engine, Failure, KEY, Outcome, Program, visit};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

use crate::agency::Agency;
use crate::page_audit::PageAudit;

const PASSWORD: &str = "seven grey herons at the weir";
/// The starter plan is full as soon as it is set: the business has more members than seats by then.
const PLANS: &str =
    "[[plan]]\nkey = \"agency\"\nname = \"Agency\"\n\n[[plan]]\nkey = \"starter\"\nname = \"Starter\"\nseats = 3\n";

/// The links of the invited people, shown in the page since there is no mail here.
#[derive(Default)]
struct Links {
    /// For a person without an account.
    thu: String,
    /// For a person with an account in another business.
    nora: String,
    cancelled: String,
}

#[tokio::test]
async fn result_pages_are_accessible_in_every_appearance() -> Outcome {
    let plans = tempfile::NamedTempFile::new()?;
    std::fs::write(plans.path(), PLANS)?;
    let plans = plans.path().display().to_string();
    let environment =
        [("CREWLINE_SECRET_KEY", KEY), ("CREWLINE_PLANS", plans.as_str()), ("CREWLINE_TEAM_EXISTING_ACCOUNTS", "ask")];
    let program = Program::start_with(Engine::Sqlite, &environment).await?;
    let numbers = [("Google Ads, Oakland", "+14155550100"), ("Flyer, spring", "+14155550122")];
    let agency = Agency::create_in(program, &numbers).await?;
    let elsewhere = ["setup", "--business", "Second Harbour", "--name", "Nora Lind", "--email", "nora@second.example"];
    agency.program.command(&elsewhere, &format!("{PASSWORD}\n")).await?;
    for (name, email) in [
        ("Vera Bartholomew-Featherstonehaugh", "vera@finch.example"),
        ("Max Moor", "max@finch.example"),
        ("Nia Lund", "nia@finch.example"),
        ("Otto Frei", "otto@finch.example"),
    ] {
        agency.viewer(name, email, &[&agency.numbers[0]]).await?;
    }
    let mut faults = Vec::new();
    let mut links = Links::default();
    visit_signed_in("answers_owner", &agency, &agency.owner.email, &agency.owner.password, async |browser| {
        let mut audit = PageAudit { browser, who: "owner", faults: &mut faults };
        links = audit_invitations(&mut audit, &agency).await?;
        audit_selection(&mut audit, &agency).await?;
        audit_one_member(&mut audit, &agency).await?;
        audit_log_in_as(&mut audit, &agency).await
    })
    .await?;
    visit_signed_in("answers_max", &agency, "max@finch.example", PASSWORD, async |browser| {
        let mut audit = PageAudit { browser, who: "manager", faults: &mut faults };
        audit.open("ownership-answer", &agency.page("/ownership"), false).await?;
        audit.send("ownership-declined", &agency.page("/ownership/refusal"), &[]).await?;
        audit.open("ownership-gone", &agency.page("/ownership"), true).await
    })
    .await?;
    visit_signed_in("answers_otto", &agency, "otto@finch.example", PASSWORD, async |browser| {
        let mut audit = PageAudit { browser, who: "viewer", faults: &mut faults };
        audit.open("leave", &agency.page("/leave"), false).await?;
        audit.send("left", &agency.page("/leave"), &[]).await
    })
    .await?;
    visit_signed_in("answers_nora", &agency, "nora@second.example", PASSWORD, async |browser| {
        let mut audit = PageAudit { browser, who: "invited", faults: &mut faults };
        audit.open("other-account", &links.thu, false).await?;
        audit.open("one-button", &links.nora, false).await?;
        audit.open("waiting", &agency.program.page("/invitations"), false).await?;
        let refusal: String = browser.read("document.querySelector('main a[href$=\"/refusal\"]').href").await?;
        audit.open("waiting-decline", &refusal, false).await?;
        audit.send("waiting-declined", &refusal, &[]).await
    })
    .await?;
    visit("answers_letters", Appearance::LAPTOP, async |browser| {
        let mut audit = PageAudit { browser, who: "nobody", faults: &mut faults };
        audit_letter_links(&mut audit, &agency, &links).await
    })
    .await?;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    agency.close().await
}

async fn visit_signed_in(
    name: &str,
    agency: &Agency,
    email: &str,
    password: &str,
    test: impl AsyncFnOnce(&Browser) -> Outcome,
) -> Outcome {
    visit(name, Appearance::LAPTOP, async |browser| {
        browser.sign_in(&agency.program, email, password).await?;
        test(browser).await
    })
    .await
}

async fn audit_invitations(audit: &mut PageAudit<'_>, agency: &Agency) -> Outcome<Links> {
    let address = agency.page("/invitations");
    let link = "document.getElementById('invitation-link').value";
    let mut links = Links::default();
    audit.send("invited-by-hand", &address, &invitation_form("Thu Nguyen", "thu@finch.example")).await?;
    links.thu = audit.browser.read(link).await?;
    audit.post(&address, &invitation_form("Nora Lind", "nora@second.example")).await?;
    audit.browser.wait_for_heading("Hand this link over").await?;
    links.nora = audit.browser.read(link).await?;
    audit.post(&address, &invitation_form("Ned Frost", "ned@finch.example")).await?;
    audit.browser.wait_for_heading("Hand this link over").await?;
    links.cancelled = audit.browser.read(link).await?;
    agency.program.command(&["plan", "set", "--business", &agency.owner.slug, "--plan", "starter"], "").await?;
    audit.open("seats-full", &agency.page("/invitations/new"), false).await?;
    agency.program.command(&["plan", "set", "--business", &agency.owner.slug, "--plan", "agency"], "").await?;
    Ok(links)
}

fn invitation_form<'a>(name: &'a str, email: &'a str) -> [(&'a str, &'a str); 3] {
    [("name", name), ("email", email), ("role", "manager")]
}

/// Actions on several people at once: the confirmations and the results.
async fn audit_selection(audit: &mut PageAudit<'_>, agency: &Agency) -> Outcome {
    let address = agency.page("/users/selected");
    let ned = id(agency, "/invitations?q=ned", "invitations").await?;
    let (vera, nia) = (member(agency, "vera").await?, member(agency, "nia").await?);
    audit.open("audit-filtered", &agency.page("/audit?action=invitation.sent&from=2020-01-01"), false).await?;
    audit.send("selected-resent", &address, &[("do", "resend"), ("who", &ned)]).await?;
    let cancel = [("do", "cancel"), ("who", ned.as_str())];
    audit.send("selected-cancel", &address, &cancel).await?;
    audit.send("selected-cancelled", &address, &[&cancel[..], &[("sure", "yes")]].concat()).await?;
    let access = [("do", "access"), ("who", vera.as_str()), ("who", nia.as_str())];
    audit.send("selected-access", &address, &access).await?;
    audit
        .send("selected-access-done", &address, &[&access[..], &[("access", "all"), ("save", "yes")]].concat())
        .await?;
    let remove = [("do", "remove"), ("who", nia.as_str()), ("who", vera.as_str())];
    audit.send("selected-remove", &address, &remove).await?;
    audit.send("selected-removed", &address, &[&remove[..2], &[("sure", "yes")]].concat()).await
}

/// Actions on one person: a removal, and an offer of the ownership.
async fn audit_one_member(audit: &mut PageAudit<'_>, agency: &Agency) -> Outcome {
    agency.viewer("Ivo Brandt", "ivo@finch.example", &[&agency.numbers[1]]).await?;
    let ivo = agency.page(&format!("/members/{}", member(agency, "ivo").await?));
    audit.open("what-they-see", &ivo, false).await?;
    audit.send("removed", &format!("{ivo}/remove"), &[]).await?;
    let max = member(agency, "max").await?;
    agency.api(Method::PATCH, &format!("/members/{max}"), &json!({ "role": "manager" })).await?;
    audit.send("ownership-offered", &agency.page(&format!("/members/{max}/ownership")), &[]).await
}

async fn audit_log_in_as(audit: &mut PageAudit<'_>, agency: &Agency) -> Outcome {
    let max = agency.page(&format!("/members/{}/log-in-as", member(agency, "max").await?));
    audit.send("as-manager", &max, &[("reason", "A call that is missing")]).await?;
    audit.open("as-manager-refused", &agency.page("/numbers/new"), true).await?;
    audit.open("as-manager-never", &agency.page("/settings/profile"), true).await?;
    audit.open("allow-changes", &agency.page("/impersonation/changes"), false).await?;
    audit.send("as-manager-changes", &agency.page("/impersonation/changes"), &[]).await?;
    audit.post(&agency.page("/impersonation/end"), &[]).await
}

/// The pages that letters link to, for a browser that is not signed in.
async fn audit_letter_links(audit: &mut PageAudit<'_>, agency: &Agency, links: &Links) -> Outcome {
    audit.open("invitation", &links.thu, false).await?;
    audit.open("invitation-declined", &links.nora, true).await?;
    audit.open("invitation-cancelled", &links.cancelled, true).await?;
    audit.open("password-reset-dead", &agency.program.page("/password-reset/none"), true).await?;
    let unsubscribe = agency.program.page(&format!("/unsubscribe/{}", unsubscribe_token(agency).await?));
    audit.open("unsubscribe", &unsubscribe, false).await?;
    audit.send("unsubscribed", &unsubscribe, &[]).await
}

/// The token of the unsubscribe link in the next day's letter about Log in as.
async fn unsubscribe_token(agency: &Agency) -> Outcome<String> {
    let tomorrow = Clock::at(Clock::System.now().plus_seconds(86_400));
    let db = Db::open(&agency.program.database().parse()?, tomorrow).await?;
    let token = Arc::new(Mutex::new(String::new()));
    let composed = Arc::clone(&token);
    let seal = Seal::from_text(&KEY.into())?;
    let composer = EmailComposer::new(&seal, move |digest: &Digest| {
        composed.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&digest.unsubscribe);
        Ok(OutgoingEmail::default())
    });
    let digests = Registry::new().kind(DIGESTS, WriteDigests { db: db.clone(), seal, composer });
    Worker::new(&db, digests, || 0).run_due().await?;
    let token = token.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if token.is_empty() { Err(Failure::new("no letter is due")) } else { Ok(token) }
}

async fn member(agency: &Agency, name: &str) -> Outcome<String> {
    id(agency, &format!("/members?q={name}"), "members").await
}

/// The id of the first item of a list.
async fn id(agency: &Agency, path: &str, list: &str) -> Outcome<String> {
    let answer = agency.api(Method::GET, path, &Value::Null).await?;
    let id = answer[list][0]["id"].as_str().ok_or_else(|| Failure::new(format!("{path} is empty")))?;
    Ok(id.to_owned())
}
