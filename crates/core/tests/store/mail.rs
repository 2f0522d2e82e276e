use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::db::testing::NOON;
use crewline_core::mail::{Courier, Delivered, Letter, deliver_due};
use crewline_core::people::{Email, ask_reset};
use crewline_core::secret::Seal;
use crewline_core::testing::House;

fn seal() -> Seal {
    Seal::from_text(&Seal::new_key().unwrap()).unwrap()
}

/// A courier to a port that nobody listens at.
fn in_vain() -> Courier {
    Courier::to(&"smtp://127.0.0.1:1".into(), "Crewline <crewline@example.com>").unwrap()
}

async fn post(house: &House, seal: &Seal) {
    let letter = |_: &_| Letter {
        subject: "Hello".into(),
        text: "Hello".into(),
        html: "<p>Hello</p>".into(),
        unsubscribe: None,
    };
    ask_reset(house.db(), seal, &Email::read("olga@northline.example").unwrap(), letter).await.unwrap();
}

const FAILED: Delivered = Delivered { sent: 0, failed: 1 };

#[both_engines]
async fn a_letter_that_nobody_takes_waits_longer_each_time_and_is_given_up_at_last(kind: Kind) {
    let house = House::new(kind).await;
    let seal = seal();
    post(&house, &seal).await;
    for wait in [60, 120, 240, 480] {
        assert_eq!(deliver_due(house.db(), &seal, &in_vain()).await.unwrap(), FAILED);
        let next = house.fresh.number("select next_attempt_at from outbox").await;
        assert_eq!(next, house.db().now().plus_seconds(wait).millis());
        assert_eq!(
            deliver_due(house.db(), &seal, &in_vain()).await.unwrap(),
            Delivered::default(),
            "not before its time"
        );
        house.db().clock().advance_seconds(wait);
    }
    let mut tries = 4;
    while let Some(next) = house.fresh.rows("select next_attempt_at from outbox").await[0][0].clone() {
        let wait = (next.parse::<i64>().unwrap() - house.db().now().millis()) / 1000;
        house.db().clock().advance_seconds(wait);
        assert_eq!(deliver_due(house.db(), &seal, &in_vain()).await.unwrap(), FAILED);
        tries += 1;
    }
    assert_eq!(tries, 12);
    let row = &house.fresh.rows("select sent_at, failure, attempts from outbox").await[0];
    assert!(row[0].is_none() && row[1].is_some() && row[2].as_deref() == Some("12"), "{row:?}");
}

#[both_engines]
async fn a_letter_that_somebody_has_in_hand_is_not_taken_twice(kind: Kind) {
    let house = House::new(kind).await;
    let seal = seal();
    for _ in 0..3 {
        post(&house, &seal).await;
    }
    let couriers = (in_vain(), in_vain());
    let (one, two) =
        tokio::join!(deliver_due(house.db(), &seal, &couriers.0), deliver_due(house.db(), &seal, &couriers.1),);
    assert_eq!(one.unwrap().failed + two.unwrap().failed, 3);
    assert_eq!(house.fresh.number("select max(attempts) from outbox").await, 1);
}

#[both_engines]
async fn a_letter_of_another_key_is_given_up_at_once(kind: Kind) {
    let house = House::new(kind).await;
    post(&house, &seal()).await;
    assert_eq!(deliver_due(house.db(), &seal(), &in_vain()).await.unwrap(), FAILED);
    let row = &house.fresh.rows("select next_attempt_at, failure from outbox").await[0];
    assert!(row[0].is_none() && row[1].as_deref().unwrap().contains("key"), "{row:?}");
}

#[both_engines]
async fn one_that_dies_with_a_letter_in_hand_leaves_it_to_the_next(kind: Kind) {
    let house = House::new(kind).await;
    let seal = seal();
    post(&house, &seal).await;
    // As a courier leaves it that claimed it and died.
    house
        .fresh
        .run(&format!("update outbox set attempts = 1, next_attempt_at = {}", NOON.plus_seconds(300).millis()))
        .await;
    assert_eq!(deliver_due(house.db(), &seal, &in_vain()).await.unwrap(), Delivered::default());
    house.db().clock().advance_seconds(300);
    assert_eq!(deliver_due(house.db(), &seal, &in_vain()).await.unwrap(), FAILED);
}

#[tokio::test]
async fn a_server_or_sender_that_can_not_be_read_is_named_by_its_setting() {
    let told = |server: &str, from: &str| Courier::to(&server.into(), from).unwrap_err().to_string();
    assert!(told("mail.example.com", "Crewline <crewline@example.com>").contains("CREWLINE_SMTP_URL"));
    assert!(told("smtp://127.0.0.1:1", "nobody").contains("CREWLINE_MAIL_FROM"));
}
