//! The program is killed again and again while letters wait: none is lost, and none comes twice from one life of the program.

use std::collections::BTreeMap;
use std::time::Duration;

use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::testing::TestBusiness;
use rand::RngExt;
use reqwest::Method;
use serde_json::json;

use crate::delivery::invite;
use crate::instance::{Instance, Serving};
use crate::smtp_server::{LETTER_TIMEOUT, Letter, SmtpServer};

const OLGA: &str = "olga@northline.example";
/// `CREWLINE_TEST_KILLS` sets another number.
const KILLS: usize = 12;
const LETTERS_EACH: usize = 3;
/// More invitations an hour are refused.
const MAX_LETTERS: usize = 600;
const DAY: i64 = 86_400_000;

fn kills() -> usize {
    std::env::var("CREWLINE_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS)
}

/// The lives of a program over one database, and the letters that they have sent.
struct Lives {
    business: TestBusiness,
    instance: Instance,
    smtp: SmtpServer,
    begun: usize,
    received: Vec<Letter>,
}

impl Lives {
    async fn new(kind: Kind) -> Self {
        let business = TestBusiness::new(kind).await;
        let instance = Instance::over(&business.database);
        Self { business, instance, smtp: SmtpServer::start().await, begun: 0, received: Vec::new() }
    }

    async fn begin(&mut self) -> Serving {
        self.smtp.number_sender(self.begun);
        self.begun += 1;
        self.instance.serve(&[("CREWLINE_SMTP_URL", &self.smtp.url)]).await
    }

    /// Kills the program at a random moment.
    async fn kill(&mut self, process: Serving) {
        // The moment is what is random here; nothing waits for anything.
        let pause = rand::rng().random_range(0..60);
        let _passed = tokio::time::timeout(Duration::from_millis(pause), std::future::pending::<()>()).await;
        process.kill().await;
        self.receive();
        // The five minutes of a claim pass.
        self.business.database.run("update jobs set claimed_until = claimed_until - 300000").await;
    }

    fn receive(&mut self) {
        while let Some(letter) = self.smtp.letter_at_once() {
            self.received.push(letter);
        }
    }

    /// Lets the program live until no job of these is left. Returns how many waited before.
    async fn send_all(&mut self, jobs: &str) -> i64 {
        let count = format!("select count(*) from jobs where {jobs}");
        let waiting = self.business.database.number(&count).await;
        let _last = self.begin().await;
        let all_sent = async { while self.business.database.number(&count).await > 0 {} };
        tokio::time::timeout(LETTER_TIMEOUT * 3, all_sent).await.expect("no letter is left");
        self.receive();
        waiting
    }

    /// How many letters each address got, and how many came again. A letter that comes again has its own `Message-ID`, by which a
    /// mail program recognises it, and is from another life.
    fn letters(&self) -> (BTreeMap<&str, usize>, usize) {
        let mut copies: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for letter in &self.received {
            let id = letter.header("Message-ID").expect("an id");
            copies.entry((letter.to.as_str(), id)).or_default().push(letter.sender);
        }
        let (mut letters, mut again) = (BTreeMap::new(), 0);
        for ((to, id), mut senders) in copies {
            senders.sort_unstable();
            assert!(senders.is_sorted_by(|one, next| one < next), "twice in one life: {to} {id} {senders:?}");
            *letters.entry(to).or_insert(0) += 1;
            again += senders.len() - 1;
        }
        (letters, again)
    }
}

#[both_engines]
async fn no_letter_is_lost_when_the_program_is_killed(kind: Kind) {
    let mut lives = Lives::new(kind).await;
    let token = lives.instance.token(OLGA).await;
    let letters_each = (MAX_LETTERS / kills()).min(LETTERS_EACH);
    let mut invited = Vec::new();
    for life in 0..kills() {
        let process = lives.begin().await;
        for letter in 0..letters_each {
            let email = format!("g{life}.{letter}@guest.example");
            invite(&process, &token, &email).await;
            invited.push(email);
        }
        lives.kill(process).await;
    }
    let waiting = lives.send_all("true").await;
    let (letters, again) = lives.letters();
    assert_eq!(letters, invited.iter().map(|email| (email.as_str(), 1)).collect(), "each has one letter");
    println!("{kind:?}: {} letters, {waiting} waiting after the last kill, {again} twice", invited.len());
    // A kill between the server's yes and its record sends again. Those that were under way at once are as many at most.
    assert!(again <= kills() * letters_each, "{again} letters came again from {} kills", kills());
}

#[both_engines]
async fn each_run_of_a_schedule_is_mailed_once_when_the_program_is_killed(kind: Kind) {
    let mut lives = Lives::new(kind).await;
    let number = lives.business.number("Meadow", "+12125550101").await;
    let people = [
        lives.business.owner.clone(),
        lives.business.viewer("Vera Lund", &[number], &[]).await,
        lives.business.viewer("Sam Other", &[number], &[]).await,
    ];
    let ids: Vec<String> = people.iter().map(|person| person.member().to_string()).collect();
    let token = lives.instance.token(OLGA).await;
    let process = lives.instance.serve(&[]).await;
    let schedule = json!({ "every": "day", "at": "08:00", "member_ids": ids });
    let report = json!({ "name": "Daily", "question": {}, "shared": true, "schedule": schedule });
    process.api(&token, Method::POST, "/reports", &report).await;
    process.kill().await;
    let next_run = "select next_run_at from reports";
    let first = lives.business.database.number(next_run).await;
    for _ in 0..kills() {
        // The hour of the next run has come.
        lives.business.database.run("update jobs set due_at = 0 where kind = 'report_run'").await;
        let process = lives.begin().await;
        // Letters of this run wait, or those of an earlier one as well.
        for _ in 0..rand::rng().random_range(0..=people.len()) {
            let letter = lives.smtp.next_letter().await;
            lives.received.push(letter);
        }
        lives.kill(process).await;
    }
    let waiting = lives.send_all("kind = 'report_letter' or kind = 'report_run' and due_at = 0").await;
    // A run is a day after the one before it, or an hour more or less where the clock changes.
    let runs = usize::try_from((lives.business.database.number(next_run).await - first + DAY / 2) / DAY).unwrap();
    let (letters, again) = lives.letters();
    assert_eq!(letters, people.iter().map(|person| (person.email(), runs)).collect(), "each run has one letter");
    println!("{kind:?}: {runs} runs, {waiting} jobs waiting after the last kill, {again} letters twice");
    assert!((1..=kills()).contains(&runs), "{runs} runs");
    assert_eq!(lives.business.database.number("select count(*) from jobs where failed_at is not null").await, 0);
    assert!(again <= kills() * people.len(), "{again} letters came again from {} kills", kills());
}
