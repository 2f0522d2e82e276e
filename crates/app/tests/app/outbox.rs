//! Letters by the real program, to a mail server: also those that a process had in hand when it died.

use crewline_core::access::{Role, Thing, Viewpoint};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::log_in_as;
use crewline_core::members::Member;
use crewline_core::people::sessions::Device;
use crewline_core::testing::House;
use reqwest::Method;
use serde_json::json;

use crate::instance::{Instance, Serving};
use crate::sink::{PATIENCE, Sink};

const OLGA: &str = "olga@northline.example";

async fn invite(process: &Serving, token: &str, name: &str) {
    let guest = json!({ "name": name, "email": format!("{name}@guest.example"), "role": "manager" });
    process.api(token, Method::POST, "/invitations", &guest).await;
}

/// The Owner is logged in as somebody, months before any process of the test runs.
async fn log_in_as(house: &House, person: &Viewpoint) {
    let held = Member::hold(house.db(), house.owner.may().unwrap(), person.member()).await.unwrap();
    log_in_as::start(house.db(), &held, "to see", &Device::default()).await.unwrap();
}

#[both_engines]
async fn a_letter_in_the_hands_of_a_process_that_dies_is_sent_once_by_the_next(kind: Kind) {
    let house = House::new(kind).await;
    let instance = Instance::over(&house.fresh);
    let token = instance.token(OLGA).await;
    let mut hangs = Sink::that_hangs().await;
    let first = instance.serve(&[("CREWLINE_SMTP_URL", &hangs.url)]).await;
    invite(&first, &token, "vera").await;
    let taken = hangs.letter().await;
    first.die().await;
    let mut sink = Sink::open().await;
    let next = instance.serve(&[("CREWLINE_SMTP_URL", &sink.url)]).await;
    invite(&next, &token, "max").await;
    assert_eq!(sink.letter().await.to, "max@guest.example", "the other is claimed for a while yet");
    let vera = house.fresh.number("select min(id) from jobs").await;
    assert_eq!(house.fresh.number(&format!("select attempts from jobs where id = {vera}")).await, 1);
    // The five minutes of a claim pass.
    house.fresh.run(&format!("update jobs set claimed_until = claimed_until - 300000 where id = {vera}")).await;
    invite(&next, &token, "nia").await;
    let mut both = [sink.letter().await, sink.letter().await];
    both.sort_by(|one, other| other.to.cmp(&one.to));
    let [again, other] = both;
    assert_eq!((again.to.as_str(), other.to.as_str()), ("vera@guest.example", "nia@guest.example"));
    assert!(taken.header("Message-ID").is_some());
    assert_eq!(again.header("Message-ID"), taken.header("Message-ID"), "should the server have kept the first, too");
    invite(&next, &token, "ivo").await;
    assert_eq!(sink.letter().await.to, "ivo@guest.example", "and not twice");
    let done = async { while house.fresh.number("select count(*) from jobs").await > 0 {} };
    tokio::time::timeout(PATIENCE, done).await.expect("no letter is left");
}

#[both_engines]
async fn letters_of_every_day_can_be_stopped_by_a_click_and_others_offer_no_such_thing(kind: Kind) {
    let house = House::new(kind).await;
    log_in_as(&house, &house.person("Max Rivera", Role::Manager).await).await;
    let instance = Instance::over(&house.fresh);
    let token = instance.token(OLGA).await;
    let mut sink = Sink::open().await;
    let process = instance.serve(&[("CREWLINE_SMTP_URL", &sink.url)]).await;
    let digest = sink.letter().await;
    assert_eq!(digest.to, "max.rivera@northline.example");
    assert_eq!(digest.header("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    let offered = digest.header("List-Unsubscribe").unwrap();
    let path = offered.strip_prefix("<https://crewline.example").and_then(|rest| rest.strip_suffix('>'));
    let path = path.unwrap_or_else(|| panic!("{offered}"));
    assert!(process.get(path).await.text().await.unwrap().contains("max.rivera@northline.example"));
    let done = process.post(path, &[("List-Unsubscribe", "One-Click")]).await;
    assert_eq!(done.status(), 200);
    assert_eq!(house.fresh.number("select count(*) from members where not wants_digest").await, 1);
    invite(&process, &token, "vera").await;
    let invitation = sink.letter().await;
    process.post("/password-reset", &[("email", OLGA)]).await;
    let reset = sink.letter().await;
    assert_eq!((invitation.to.as_str(), reset.to.as_str()), ("vera@guest.example", OLGA));
    for letter in [invitation, reset] {
        let named = ["List-Unsubscribe", "List-Unsubscribe-Post"].map(|name| letter.header(name));
        assert_eq!(named, [None, None], "{letter:?}");
    }
}
