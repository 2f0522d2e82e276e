//! The end of an invitation's letter, by the real program, as the inviter and the operator see it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::testing::TestBusiness;
use reqwest::Method;
use serde_json::{Value, json};

use crate::instance::{Instance, Serving};
use crate::smtp_server::{Behaviour, LETTER_TIMEOUT, SmtpServer};

const OLGA: &str = "olga@northline.example";

pub(crate) async fn invite(process: &Serving, token: &str, email: &str) -> Value {
    let guest = json!({ "name": "Guest", "email": email, "role": "manager" });
    process.api(token, Method::POST, "/invitations", &guest).await["invitation"].clone()
}

/// The delivery of each open invitation, by its address.
async fn deliveries(process: &Serving, token: &str) -> BTreeMap<String, (String, String)> {
    let page = process.api(token, Method::GET, "/invitations", &Value::Null).await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let each = |it: &Value| (text(&it["email"]), (text(&it["delivery"]["status"]), text(&it["delivery"]["problem"])));
    page["invitations"].as_array().unwrap().iter().map(each).collect()
}

/// Waits until an invitation's delivery is this one, and returns its problem.
pub(crate) async fn delivery(process: &Serving, token: &str, email: &str, status: &str, problem: &str) -> String {
    let ends = Instant::now() + LETTER_TIMEOUT;
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    loop {
        looks.tick().await;
        let (now, why) = deliveries(process, token).await.remove(email).expect("an open invitation");
        if now == status && why.contains(problem) {
            return why;
        }
        assert!(Instant::now() < ends, "{email}: {now} {why:?}");
    }
}

#[both_engines]
async fn each_letter_has_its_own_end_and_holds_up_no_other(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let instance = Instance::over(&business.database);
    let token = instance.token(OLGA).await;
    let mut smtp = SmtpServer::that(Behaviour { answers_by_recipient: true, ..Behaviour::default() }).await;
    let url = format!("{}?timeout=3", smtp.url);
    let process = instance.serve_logging(&[("CREWLINE_SMTP_URL", &url)]).await;
    let begun = Instant::now();
    for local in ["hang", "nobody", "full", "grey", "hang2", "hang3"] {
        let invitation = invite(&process, &token, &format!("{local}@guest.example")).await;
        assert_eq!(invitation["delivery"], json!({ "status": "waiting", "problem": null }), "{invitation}");
    }
    invite(&process, &token, "vera@guest.example").await;
    assert_eq!(smtp.next_letter().await.to, "vera@guest.example");
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "the three that hang have places of their own: {:?}",
        begun.elapsed()
    );
    delivery(&process, &token, "vera@guest.example", "sent", "").await;
    let refused = delivery(&process, &token, "nobody@guest.example", "failed", "").await;
    assert_eq!(refused, "no such user (550 5.1.1)");
    delivery(&process, &token, "full@guest.example", "waiting", "mailbox is full (452 4.2.2)").await;
    delivery(&process, &token, "grey@guest.example", "waiting", "greylisted, try again later (450 4.2.0)").await;
    delivery(&process, &token, "hang@guest.example", "waiting", "the mail server did not answer within 3 seconds")
        .await;
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    // A minute passes.
    business.database.run("update jobs set due_at = due_at - 120000 where failed_at is null").await;
    invite(&process, &token, "max@guest.example").await;
    delivery(&process, &token, "grey@guest.example", "sent", "").await;
    let attempts = "select count(*) from jobs where failed_at is not null and attempts = 1";
    assert_eq!(business.database.number(attempts).await, 1, "a permanent refusal is not repeated");

    let log = instance.log();
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("a job failed for good")).collect();
    let [line] = lines[..] else { panic!("{lines:?}") };
    for word in ["WARN", "no such user (550 5.1.1)", "topic=\"invitation\"", "reference=", "job="] {
        assert!(line.contains(word), "{word}: {line}");
    }
    assert!(!log.contains("guest.example") && !log.contains("nobody"), "{log}");
}

#[both_engines]
async fn a_silent_server_holds_up_neither_the_program_nor_its_stop(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let instance = Instance::over(&business.database);
    let token = instance.token(OLGA).await;
    let silent = SmtpServer::that(Behaviour { is_silent: true, ..Behaviour::default() }).await;
    let process = instance.serve(&[("CREWLINE_SMTP_URL", &format!("{}?timeout=2", silent.url))]).await;
    invite(&process, &token, "vera@guest.example").await;
    delivery(&process, &token, "vera@guest.example", "waiting", "did not answer within 2 seconds").await;
    process.kill().await;

    business.database.run("update jobs set due_at = due_at - 600000, attempts = 0").await;
    let process = instance.serve(&[("CREWLINE_SMTP_URL", &silent.url)]).await;
    let claimed =
        async { while business.database.number("select count(*) from jobs where claimed_until > 0").await == 0 {} };
    tokio::time::timeout(LETTER_TIMEOUT, claimed).await.expect("a letter that hangs");
    let stopping = Instant::now();
    assert_eq!(process.stop().await, Some(0));
    assert!(stopping.elapsed() < Duration::from_secs(3), "{:?}", stopping.elapsed());
    let row = &business.database.rows("select attempts, claimed_until from jobs").await[0];
    assert_eq!(row, &[Some("0".to_owned()), None], "it was released, and the attempt does not count");

    let mut smtp = SmtpServer::start().await;
    let process = instance.serve(&[("CREWLINE_SMTP_URL", &smtp.url)]).await;
    assert_eq!(smtp.next_letter().await.to, "vera@guest.example", "it is taken up at the next start");
    delivery(&process, &token, "vera@guest.example", "sent", "").await;
}

#[both_engines]
async fn a_letter_that_a_server_takes_without_saying_so_comes_twice_with_one_id(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let instance = Instance::over(&business.database);
    let token = instance.token(OLGA).await;
    let mut smtp = SmtpServer::that(Behaviour { cuts_first: true, ..Behaviour::default() }).await;
    let process = instance.serve(&[("CREWLINE_SMTP_URL", &smtp.url)]).await;
    invite(&process, &token, "vera@guest.example").await;
    let first = smtp.next_letter().await;
    delivery(&process, &token, "vera@guest.example", "waiting", "it may come twice").await;
    business.database.run("update jobs set due_at = due_at - 120000").await;
    invite(&process, &token, "max@guest.example").await;
    let both = [smtp.next_letter().await, smtp.next_letter().await];
    let second = both.iter().find(|letter| letter.to == "vera@guest.example").expect("the letter again");
    assert_eq!(first.header("Message-ID"), second.header("Message-ID"));
    delivery(&process, &token, "vera@guest.example", "sent", "").await;
}

#[both_engines]
async fn a_corrected_address_gets_a_new_link_and_keeps_the_seat(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let instance = Instance::over(&business.database);
    let token = instance.token(OLGA).await;
    let mut smtp = SmtpServer::that(Behaviour { answers_by_recipient: true, ..Behaviour::default() }).await;
    let process = instance.serve(&[("CREWLINE_SMTP_URL", &smtp.url)]).await;
    let invitation = invite(&process, &token, "novera@guest.example").await;
    delivery(&process, &token, "novera@guest.example", "failed", "no such user").await;
    let path = format!("/invitations/{}", invitation["id"].as_str().unwrap());
    let corrected = process.api(&token, Method::PATCH, &path, &json!({ "email": "vera@guest.example" })).await;
    let corrected = &corrected["invitation"];
    assert_eq!((&corrected["id"], &corrected["email"]), (&invitation["id"], &json!("vera@guest.example")));
    assert_eq!(corrected["delivery"], json!({ "status": "waiting", "problem": null }));
    let letter = smtp.next_letter().await;
    assert_eq!(letter.to, "vera@guest.example");
    assert!(letter.header("Reply-To").is_some_and(|header| header.contains(OLGA)), "{letter:?}");
    delivery(&process, &token, "vera@guest.example", "sent", "").await;
    assert_eq!(business.database.number("select count(*) from invitations").await, 1);
    assert_eq!(business.database.number("select count(*) from jobs").await, 0, "the letter that failed is gone");
}

#[tokio::test]
async fn without_a_mail_server_a_link_is_handed_over() {
    let business = TestBusiness::new(Kind::Sqlite).await;
    let instance = Instance::over(&business.database);
    let token = instance.token(OLGA).await;
    let process = instance.serve(&[]).await;
    let invitation = invite(&process, &token, "vera@guest.example").await;
    assert_eq!(invitation["delivery"], json!({ "status": "by_hand", "problem": null }));
    delivery(&process, &token, "vera@guest.example", "by_hand", "").await;
}
