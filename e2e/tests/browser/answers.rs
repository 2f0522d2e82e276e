//! The pages that come of something done, and those that a letter leads to: good in every look, too.

use crewline_core::db::Db;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::log_in_as::{DIGESTS, Digest, WriteDigests};
use crewline_core::mail::{EmailComposer, Letter};
use crewline_core::secret::Seal;
use crewline_core::time::Clock;
use crewline_e2e::{Browser, Engine, Failure, Look, Outcome, Program, visit};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

use crate::agency::Agency;
use crate::exam::Exam;

/// So that the test can read what the program sealed.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const PASSWORD: &str = "seven grey herons at the weir";
/// Full when it is set, since more people than that are there by then.
const PLANS: &str =
    "[[plan]]\nkey = \"agency\"\nname = \"Agency\"\n\n[[plan]]\nkey = \"starter\"\nname = \"Starter\"\nseats = 3\n";

/// What the invited got, each by hand, since there is no mail here.
#[derive(Default)]
struct Links {
    /// Of somebody without an account.
    thu: String,
    /// Of somebody with an account in another business.
    nora: String,
    cancelled: String,
}

#[tokio::test]
async fn what_comes_of_something_done_is_good_in_every_look() -> Outcome {
    let plans = tempfile::NamedTempFile::new()?;
    std::fs::write(plans.path(), PLANS)?;
    let plans = plans.path().display().to_string();
    let environment =
        [("CREWLINE_SECRET_KEY", KEY), ("CREWLINE_PLANS", plans.as_str()), ("CREWLINE_TEAM_EXISTING_ACCOUNTS", "ask")];
    let program = Program::start_with(Engine::Sqlite, &environment).await?;
    let numbers = [("Google Ads, Oakland", "+14155550100"), ("Flyer, spring", "+14155550122")];
    let agency = Agency::found(program, &numbers).await?;
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
    signed_in("answers_owner", &agency, &agency.owner.email, &agency.owner.password, async |browser| {
        let mut exam = Exam { browser, who: "owner", faults: &mut faults };
        links = invites(&mut exam, &agency).await?;
        with_several(&mut exam, &agency).await?;
        with_one(&mut exam, &agency).await?;
        logs_in_as(&mut exam, &agency).await
    })
    .await?;
    signed_in("answers_max", &agency, "max@finch.example", PASSWORD, async |browser| {
        let mut exam = Exam { browser, who: "manager", faults: &mut faults };
        exam.open("ownership-answer", &agency.page("/ownership"), false).await?;
        exam.send("ownership-declined", &agency.page("/ownership/refusal"), &[]).await?;
        exam.open("ownership-gone", &agency.page("/ownership"), true).await
    })
    .await?;
    signed_in("answers_otto", &agency, "otto@finch.example", PASSWORD, async |browser| {
        let mut exam = Exam { browser, who: "viewer", faults: &mut faults };
        exam.open("leave", &agency.page("/leave"), false).await?;
        exam.send("left", &agency.page("/leave"), &[]).await
    })
    .await?;
    signed_in("answers_nora", &agency, "nora@second.example", PASSWORD, async |browser| {
        let mut exam = Exam { browser, who: "invited", faults: &mut faults };
        exam.open("other-account", &links.thu, false).await?;
        exam.open("one-button", &links.nora, false).await?;
        exam.open("waiting", &agency.program.page("/invitations"), false).await?;
        let refusal: String = browser.read("document.querySelector('main a[href$=\"/refusal\"]').href").await?;
        exam.open("waiting-decline", &refusal, false).await?;
        exam.send("waiting-declined", &refusal, &[]).await
    })
    .await?;
    visit("answers_letters", Look::DESK, async |browser| {
        let mut exam = Exam { browser, who: "nobody", faults: &mut faults };
        by_letter(&mut exam, &agency, &links).await
    })
    .await?;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    agency.close().await
}

async fn signed_in(
    name: &str,
    agency: &Agency,
    email: &str,
    password: &str,
    test: impl AsyncFnOnce(&Browser) -> Outcome,
) -> Outcome {
    visit(name, Look::DESK, async |browser| {
        browser.sign_in(&agency.program, email, password).await?;
        test(browser).await
    })
    .await
}

async fn invites(exam: &mut Exam<'_>, agency: &Agency) -> Outcome<Links> {
    let there = agency.page("/invitations");
    let shown = "document.getElementById('invitation-link').value";
    let mut links = Links::default();
    exam.send("invited-by-hand", &there, &invited("Thu Nguyen", "thu@finch.example")).await?;
    links.thu = exam.browser.read(shown).await?;
    exam.post(&there, &invited("Nora Lind", "nora@second.example")).await?;
    exam.browser.headed("Hand this link over").await?;
    links.nora = exam.browser.read(shown).await?;
    exam.post(&there, &invited("Ned Frost", "ned@finch.example")).await?;
    exam.browser.headed("Hand this link over").await?;
    links.cancelled = exam.browser.read(shown).await?;
    agency.program.command(&["plan", "set", "--business", &agency.owner.slug, "--plan", "starter"], "").await?;
    exam.open("seats-full", &agency.page("/invitations/new"), false).await?;
    agency.program.command(&["plan", "set", "--business", &agency.owner.slug, "--plan", "agency"], "").await?;
    Ok(links)
}

fn invited<'a>(name: &'a str, email: &'a str) -> [(&'a str, &'a str); 3] {
    [("name", name), ("email", email), ("role", "manager")]
}

/// Several people at once: the questions, and what came of each.
async fn with_several(exam: &mut Exam<'_>, agency: &Agency) -> Outcome {
    let there = agency.page("/users/selected");
    let ned = id(agency, "/invitations?q=ned", "invitations").await?;
    let (vera, nia) = (member(agency, "vera").await?, member(agency, "nia").await?);
    exam.open("audit-filtered", &agency.page("/audit?action=invitation.sent&from=2020-01-01"), false).await?;
    exam.send("selected-resent", &there, &[("do", "resend"), ("who", &ned)]).await?;
    let cancel = [("do", "cancel"), ("who", ned.as_str())];
    exam.send("selected-cancel", &there, &cancel).await?;
    exam.send("selected-cancelled", &there, &[&cancel[..], &[("sure", "yes")]].concat()).await?;
    let access = [("do", "access"), ("who", vera.as_str()), ("who", nia.as_str())];
    exam.send("selected-access", &there, &access).await?;
    exam.send("selected-access-done", &there, &[&access[..], &[("access", "all"), ("save", "yes")]].concat()).await?;
    let remove = [("do", "remove"), ("who", nia.as_str()), ("who", vera.as_str())];
    exam.send("selected-remove", &there, &remove).await?;
    exam.send("selected-removed", &there, &[&remove[..2], &[("sure", "yes")]].concat()).await
}

/// One person: removed with a receipt, and offered the ownership.
async fn with_one(exam: &mut Exam<'_>, agency: &Agency) -> Outcome {
    agency.viewer("Ivo Brandt", "ivo@finch.example", &[&agency.numbers[1]]).await?;
    let ivo = agency.page(&format!("/members/{}", member(agency, "ivo").await?));
    exam.open("what-they-see", &ivo, false).await?;
    exam.send("removed", &format!("{ivo}/remove"), &[]).await?;
    let max = member(agency, "max").await?;
    agency.api(Method::PATCH, &format!("/members/{max}"), &json!({ "role": "manager" })).await?;
    exam.send("ownership-offered", &agency.page(&format!("/members/{max}/ownership")), &[]).await
}

async fn logs_in_as(exam: &mut Exam<'_>, agency: &Agency) -> Outcome {
    let max = agency.page(&format!("/members/{}/log-in-as", member(agency, "max").await?));
    exam.send("as-manager", &max, &[("reason", "A call that is missing")]).await?;
    exam.open("as-manager-refused", &agency.page("/numbers/new"), true).await?;
    exam.open("as-manager-never", &agency.page("/settings/profile"), true).await?;
    exam.open("allow-changes", &agency.page("/impersonation/changes"), false).await?;
    exam.send("as-manager-changes", &agency.page("/impersonation/changes"), &[]).await?;
    exam.post(&agency.page("/impersonation/end"), &[]).await
}

/// What letters lead to, for somebody who is signed in nowhere.
async fn by_letter(exam: &mut Exam<'_>, agency: &Agency, links: &Links) -> Outcome {
    exam.open("invitation", &links.thu, false).await?;
    exam.open("invitation-declined", &links.nora, true).await?;
    exam.open("invitation-cancelled", &links.cancelled, true).await?;
    exam.open("password-reset-dead", &agency.program.page("/password-reset/none"), true).await?;
    let unsubscribe = agency.program.page(&format!("/unsubscribe/{}", reader(agency).await?));
    exam.open("unsubscribe", &unsubscribe, false).await?;
    exam.send("unsubscribed", &unsubscribe, &[]).await
}

/// Who reads the letter of the day after, that somebody was logged in as them, as its link names them.
async fn reader(agency: &Agency) -> Outcome<String> {
    let tomorrow = Clock::at(Clock::Machine.now().plus_seconds(86_400));
    let db = Db::open(&agency.program.database().parse()?, tomorrow).await?;
    let named = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&named);
    let seal = Seal::from_text(&KEY.into())?;
    let composer = EmailComposer::new(&seal, move |digest: &Digest| {
        kept.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&digest.unsubscribe);
        Ok(Letter { subject: String::new(), text: String::new(), html: String::new(), unsubscribe: None })
    });
    let digests = Registry::new().kind(DIGESTS, WriteDigests { db: db.clone(), seal, composer });
    Worker::new(&db, digests, || 0).run_due().await?;
    let reader = named.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if reader.is_empty() { Err(Failure::new("no letter is due")) } else { Ok(reader) }
}

async fn member(agency: &Agency, name: &str) -> Outcome<String> {
    id(agency, &format!("/members?q={name}"), "members").await
}

/// The id of the first of a list.
async fn id(agency: &Agency, path: &str, list: &str) -> Outcome<String> {
    let found = agency.api(Method::GET, path, &Value::Null).await?;
    let id = found[list][0]["id"].as_str().ok_or_else(|| Failure::new(format!("{path} is empty")))?;
    Ok(id.to_owned())
}
