use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::db::testing::NOON;
use crewline_core::jobs::{Registry, Tally, Worker};
use crewline_core::mail::{LETTERS, Letter, Mailer, SendLetters};
use crewline_core::people::{Email, ask_reset};
use crewline_core::secret::Seal;
use crewline_core::testing::House;

fn seal() -> Seal {
    Seal::from_text(&Seal::new_key().unwrap()).unwrap()
}

/// A mailer to a port that nobody listens at.
fn in_vain() -> Mailer {
    Mailer::to(&"smtp://127.0.0.1:1".into(), "Crewline <crewline@example.com>").unwrap()
}

async fn deliver(house: &House, seal: &Seal, mailer: Mailer) -> Tally {
    let work = SendLetters { seal: seal.clone(), mailer };
    Worker::new(house.db(), Registry::new().kind(LETTERS, work), || 0).run_due().await.unwrap()
}

async fn post(house: &House, seal: &Seal) {
    let letter = |_: &_| {
        Ok(Letter { subject: "Hello".into(), text: "Hello".into(), html: "<p>Hello</p>".into(), unsubscribe: None })
    };
    ask_reset(house.db(), seal, &Email::read("olga@northline.example").unwrap(), letter).await.unwrap();
}

const REPEATED: Tally = Tally { done: 0, repeated: 1, failed: 0, released: 0 };
const FAILED: Tally = Tally { done: 0, repeated: 0, failed: 1, released: 0 };

#[both_engines]
async fn a_letter_that_nobody_takes_waits_longer_each_time_and_is_given_up_at_last(kind: Kind) {
    let house = House::new(kind).await;
    let seal = seal();
    post(&house, &seal).await;
    for wait in [60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 30_720, 61_440] {
        assert_eq!(deliver(&house, &seal, in_vain()).await, REPEATED);
        let next = house.fresh.number("select due_at from jobs").await;
        assert_eq!(next, house.db().now().plus_seconds(wait).millis());
        assert_eq!(deliver(&house, &seal, in_vain()).await, Tally::default(), "not before its time");
        house.db().clock().advance_seconds(wait);
    }
    assert_eq!(deliver(&house, &seal, in_vain()).await, FAILED);
    house.db().clock().advance_seconds(10 * 86_400);
    assert_eq!(deliver(&house, &seal, in_vain()).await, Tally::default(), "never again by itself");
    let row = &house.fresh.rows("select failed_at is not null, failure, attempts from jobs").await[0];
    assert!(row[1].as_deref().unwrap().starts_with("The mail server can't be reached: "), "{row:?}");
    assert_eq!(row[2].as_deref(), Some("12"));
}

#[both_engines]
async fn a_letter_that_somebody_has_in_hand_is_not_taken_twice(kind: Kind) {
    let house = House::new(kind).await;
    let seal = seal();
    for _ in 0..3 {
        post(&house, &seal).await;
    }
    let (one, two) = tokio::join!(deliver(&house, &seal, in_vain()), deliver(&house, &seal, in_vain()));
    assert_eq!(one.repeated + two.repeated, 3);
    assert_eq!(house.fresh.number("select max(attempts) from jobs").await, 1);
}

#[both_engines]
async fn a_letter_of_another_key_is_given_up_at_once(kind: Kind) {
    let house = House::new(kind).await;
    post(&house, &seal()).await;
    assert_eq!(deliver(&house, &seal(), in_vain()).await, FAILED);
    let row = &house.fresh.rows("select failed_at, failure from jobs").await[0];
    assert!(row[0].is_some() && row[1].as_deref().unwrap().contains("key"), "{row:?}");
}

#[both_engines]
async fn one_that_dies_with_a_letter_in_hand_leaves_it_to_the_next(kind: Kind) {
    let house = House::new(kind).await;
    let seal = seal();
    post(&house, &seal).await;
    // As a worker leaves it that claimed it and died.
    house
        .fresh
        .run(&format!("update jobs set attempts = 1, claimed_until = {}", NOON.plus_seconds(300).millis()))
        .await;
    assert_eq!(deliver(&house, &seal, in_vain()).await, Tally::default());
    house.db().clock().advance_seconds(300);
    assert_eq!(deliver(&house, &seal, in_vain()).await, REPEATED);
}

#[both_engines]
async fn a_letter_that_the_server_refuses_is_given_up_and_one_that_it_puts_off_is_not(kind: Kind) {
    for (reply, tally, sentence) in [
        ("550 5.1.1 Unknown", FAILED, "The mail server refuses the letter: permanent error (550)"),
        ("451 4.3.0 Not now", REPEATED, "The mail server does not take the letter now: transient error (451)"),
        ("535 5.7.8 Who are you", REPEATED, "The mail server does not accept the sign-in: permanent error (535)"),
    ] {
        let house = House::new(kind).await;
        let seal = seal();
        post(&house, &seal).await;
        let server = replying(reply).await;
        let mailer = Mailer::to(&server.as_str().into(), "Crewline <crewline@example.com>").unwrap();
        assert_eq!(deliver(&house, &seal, mailer).await, tally, "{reply}");
        let failure = house.fresh.rows("select failure from jobs").await[0][0].clone().unwrap();
        assert!(failure.starts_with(sentence), "{failure}");
    }
}

/// A mail server that answers every letter's sender with a reply.
async fn replying(reply: &'static str) -> String {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 Ready\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = if line.starts_with("MAIL") { reply } else { "250 Fine" };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                break;
            }
        }
    });
    address
}

#[tokio::test]
async fn a_server_or_sender_that_can_not_be_read_is_named_by_its_setting() {
    let told = |server: &str, from: &str| Mailer::to(&server.into(), from).unwrap_err().to_string();
    assert!(told("mail.example.com", "Crewline <crewline@example.com>").contains("CREWLINE_SMTP_URL"));
    assert!(told("smtp://127.0.0.1:1", "nobody").contains("CREWLINE_MAIL_FROM"));
}
