//! The program is killed again and again while letters wait: none is lost, and none comes twice from one life of the program.

use std::collections::BTreeMap;
use std::time::Duration;

use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::testing::TestBusiness;
use rand::RngExt;

use crate::delivery::invite;
use crate::instance::Instance;
use crate::smtp_server::{LETTER_TIMEOUT, SmtpServer};

const OLGA: &str = "olga@northline.example";
/// `CREWLINE_TEST_KILLS` sets another number.
const KILLS: usize = 12;
const LETTERS_EACH: usize = 3;
/// More invitations an hour are refused.
const MAX_LETTERS: usize = 600;

#[both_engines]
async fn no_letter_is_lost_when_the_program_is_killed(kind: Kind) {
    let kills = std::env::var("CREWLINE_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let letters_each = (MAX_LETTERS / kills).min(LETTERS_EACH);
    let business = TestBusiness::new(kind).await;
    let instance = Instance::over(&business.database);
    let token = instance.token(OLGA).await;
    let mut smtp = SmtpServer::start().await;
    let (mut invited, mut received) = (Vec::new(), Vec::new());
    for life in 0..kills {
        smtp.number_sender(life);
        let process = instance.serve(&[("CREWLINE_SMTP_URL", &smtp.url)]).await;
        for letter in 0..letters_each {
            let email = format!("g{life}.{letter}@guest.example");
            invite(&process, &token, &email).await;
            invited.push(email);
        }
        // The moment is what is random here; nothing waits for anything.
        let pause = rand::rng().random_range(0..60);
        let _passed = tokio::time::timeout(Duration::from_millis(pause), std::future::pending::<()>()).await;
        process.kill().await;
        while let Some(letter) = smtp.letter_at_once() {
            received.push(letter);
        }
        // The five minutes of a claim pass.
        business.database.run("update jobs set claimed_until = claimed_until - 300000").await;
    }
    let waiting = business.database.number("select count(*) from jobs").await;
    smtp.number_sender(kills);
    let _last = instance.serve(&[("CREWLINE_SMTP_URL", &smtp.url)]).await;
    let all_sent = async { while business.database.number("select count(*) from jobs").await > 0 {} };
    tokio::time::timeout(LETTER_TIMEOUT * 3, all_sent).await.expect("no letter is left");
    while let Some(letter) = smtp.letter_at_once() {
        received.push(letter);
    }
    let mut ids: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for letter in &received {
        ids.entry(&letter.to).or_default().push((letter.sender, letter.header("Message-ID").unwrap()));
    }
    assert_eq!(invited.iter().filter(|email| !ids.contains_key(email.as_str())).count(), 0, "letters that are lost");
    let mut twice = 0;
    for copies in ids.values_mut() {
        copies.sort_unstable();
        twice += copies.len() - 1;
        for pair in copies.windows(2) {
            assert!(pair[0].0 < pair[1].0, "twice in one life: {copies:?}");
            assert_eq!(pair[0].1, pair[1].1, "a mail program recognises the second");
        }
    }
    println!(
        "{kind:?}: {kills} kills, {} letters, {waiting} waiting after the last kill, {twice} twice",
        invited.len()
    );
    // A kill between the server's yes and its record sends again. Those that were under way at once are as many at most.
    assert!(twice <= kills * letters_each, "{twice} letters came again from {kills} kills");
}
