//! Letters from the real program to a mail server, also after a process was killed while it sent one.

use crewline_core::access::{Role, Thing, Viewpoint};
use crewline_core::accounts::sessions::Device;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::log_in_as;
use crewline_core::members::Member;
use crewline_core::testing::TestBusiness;
use reqwest::Method;
use serde_json::json;

use crate::instance::{Instance, Serving};
use crate::smtp_server::{LETTER_TIMEOUT, SmtpServer};

const OLGA: &str = "olga@northline.example";

async fn invite(process: &Serving, token: &str, name: &str) {
    let guest = json!({ "name": name, "email": format!("{name}@guest.example"), "role": "manager" });
    process.api(token, Method::POST, "/invitations", &guest).await;
}

/// Logs the Owner in as this member, months before any process of the test runs.
async fn log_in_as(business: &TestBusiness, person: &Viewpoint) {
    let held = Member::hold(business.db(), business.owner.may().unwrap(), person.member()).await.unwrap();
    log_in_as::start(business.db(), &held, "to see", &Device::default()).await.unwrap();
}

#[both_engines]
async fn an_email_claimed_by_a_killed_process_is_sent_once_by_the_next(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let instance = Instance::over(&business.database);
    let token = instance.token(OLGA).await;
    let mut hanging = SmtpServer::never_answering().await;
    let first = instance.serve(&[("CREWLINE_SMTP_URL", &hanging.url)]).await;
    invite(&first, &token, "vera").await;
    let unacknowledged = hanging.next_letter().await;
    first.kill().await;
    let mut smtp = SmtpServer::start().await;
    let next = instance.serve(&[("CREWLINE_SMTP_URL", &smtp.url)]).await;
    invite(&next, &token, "max").await;
    assert_eq!(smtp.next_letter().await.to, "max@guest.example", "the first is still claimed");
    let vera = business.database.number("select min(id) from jobs").await;
    assert_eq!(business.database.number(&format!("select attempts from jobs where id = {vera}")).await, 1);
    // The five minutes of a claim pass.
    business.database.run(&format!("update jobs set claimed_until = claimed_until - 300000 where id = {vera}")).await;
    invite(&next, &token, "nia").await;
    let mut both = [smtp.next_letter().await, smtp.next_letter().await];
    both.sort_by(|one, other| other.to.cmp(&one.to));
    let [again, other] = both;
    assert_eq!((again.to.as_str(), other.to.as_str()), ("vera@guest.example", "nia@guest.example"));
    assert!(unacknowledged.header("Message-ID").is_some());
    assert_eq!(
        again.header("Message-ID"),
        unacknowledged.header("Message-ID"),
        "a server that kept the first recognises the second"
    );
    invite(&next, &token, "ivo").await;
    assert_eq!(smtp.next_letter().await.to, "ivo@guest.example", "and not twice");
    let all_sent = async { while business.database.number("select count(*) from jobs").await > 0 {} };
    tokio::time::timeout(LETTER_TIMEOUT, all_sent).await.expect("no letter is left");
}

#[both_engines]
async fn only_daily_digests_offer_one_click_unsubscribe(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    log_in_as(&business, &business.person("Max Rivera", Role::Manager).await).await;
    let instance = Instance::over(&business.database);
    let token = instance.token(OLGA).await;
    let mut smtp = SmtpServer::start().await;
    let process = instance.serve(&[("CREWLINE_SMTP_URL", &smtp.url)]).await;
    let digest = smtp.next_letter().await;
    assert_eq!(digest.to, "max.rivera@northline.example");
    assert_eq!(digest.header("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    let link = digest.header("List-Unsubscribe").unwrap();
    let path = link.strip_prefix("<https://crewline.example").and_then(|rest| rest.strip_suffix('>'));
    let path = path.unwrap_or_else(|| panic!("{link}"));
    assert!(process.get(path).await.text().await.unwrap().contains("max.rivera@northline.example"));
    let answer = process.post(path, &[("List-Unsubscribe", "One-Click")]).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(business.database.number("select count(*) from members where not wants_digest").await, 1);
    invite(&process, &token, "vera").await;
    let invitation = smtp.next_letter().await;
    process.post("/password-reset", &[("email", OLGA)]).await;
    let reset = smtp.next_letter().await;
    assert_eq!((invitation.to.as_str(), reset.to.as_str()), ("vera@guest.example", OLGA));
    for letter in [invitation, reset] {
        let headers = ["List-Unsubscribe", "List-Unsubscribe-Post"].map(|name| letter.header(name));
        assert_eq!(headers, [None, None], "{letter:?}");
    }
}
