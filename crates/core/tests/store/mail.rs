use crewline_core::accounts::{Email, request_reset};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::db::testing::START;
use crewline_core::jobs::{AttemptCounts, Registry, Worker};
use crewline_core::mail::{LETTERS, Mailer, OutgoingEmail, SendLetters};
use crewline_core::secret::Seal;
use crewline_core::testing::TestBusiness;

fn seal() -> Seal {
    Seal::from_text(&Seal::new_key().unwrap()).unwrap()
}

fn unreachable_mailer() -> Mailer {
    Mailer::new(&"smtp://127.0.0.1:1".into(), "Crewline <crewline@example.com>", "crew.example").unwrap()
}

async fn deliver(business: &TestBusiness, seal: &Seal, mailer: Mailer) -> AttemptCounts {
    let work = SendLetters { seal: seal.clone(), mailer, clock: business.db().clock().clone() };
    Worker::new(business.db(), Registry::new().kind(LETTERS, work), || 0).run_due().await.unwrap()
}

async fn request_letter(business: &TestBusiness, seal: &Seal) {
    let letter = |_: &_| {
        Ok(OutgoingEmail {
            subject: "Hello".into(),
            text: "Hello".into(),
            html: "<p>Hello</p>".into(),
            ..OutgoingEmail::default()
        })
    };
    request_reset(business.db(), seal, &Email::read("olga@northline.example").unwrap(), letter).await.unwrap();
}

const REPEATED: AttemptCounts = AttemptCounts { done: 0, repeated: 1, failed: 0, released: 0, put_off: 0 };
const FAILED: AttemptCounts = AttemptCounts { done: 0, repeated: 0, failed: 1, released: 0, put_off: 0 };

#[both_engines]
async fn an_undeliverable_email_is_retried_with_backoff_and_given_up(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let seal = seal();
    request_letter(&business, &seal).await;
    for wait in [60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 30_720, 61_440] {
        assert_eq!(deliver(&business, &seal, unreachable_mailer()).await, REPEATED);
        let next = business.database.number("select due_at from jobs").await;
        assert_eq!(next, business.db().now().plus_seconds(wait).millis());
        assert_eq!(
            deliver(&business, &seal, unreachable_mailer()).await,
            AttemptCounts::default(),
            "not before it is due"
        );
        business.db().clock().advance_seconds(wait);
    }
    assert_eq!(deliver(&business, &seal, unreachable_mailer()).await, FAILED);
    business.db().clock().advance_seconds(10 * 86_400);
    assert_eq!(deliver(&business, &seal, unreachable_mailer()).await, AttemptCounts::default(), "it is not retried");
    let row = &business.database.rows("select failed_at is not null, failure, attempts from jobs").await[0];
    assert!(row[1].as_deref().unwrap().starts_with("the mail server can't be reached: "), "{row:?}");
    assert_eq!(row[2].as_deref(), Some("12"));
}

#[both_engines]
async fn a_claimed_email_is_not_claimed_again(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let seal = seal();
    for _ in 0..3 {
        request_letter(&business, &seal).await;
    }
    let (one, two) =
        tokio::join!(deliver(&business, &seal, unreachable_mailer()), deliver(&business, &seal, unreachable_mailer()));
    assert_eq!(one.repeated + two.repeated, 3);
    assert_eq!(business.database.number("select max(attempts) from jobs").await, 1);
}

#[both_engines]
async fn an_email_sealed_with_another_key_is_given_up(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    request_letter(&business, &seal()).await;
    assert_eq!(deliver(&business, &seal(), unreachable_mailer()).await, FAILED);
    let row = &business.database.rows("select failed_at, failure from jobs").await[0];
    assert!(row[0].is_some() && row[1].as_deref().unwrap().contains("key"), "{row:?}");
}

#[both_engines]
async fn an_email_of_a_crashed_process_is_claimed_again(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let seal = seal();
    request_letter(&business, &seal).await;
    // As left by a worker that claimed it and crashed.
    business
        .database
        .run(&format!("update jobs set attempts = 1, claimed_until = {}", START.plus_seconds(300).millis()))
        .await;
    assert_eq!(deliver(&business, &seal, unreachable_mailer()).await, AttemptCounts::default());
    business.db().clock().advance_seconds(300);
    assert_eq!(deliver(&business, &seal, unreachable_mailer()).await, REPEATED);
}

#[both_engines]
async fn a_permanent_smtp_refusal_gives_up_and_a_temporary_one_retries(kind: Kind) {
    for (reply, attempts, sentence) in [
        ("550 5.1.1 Unknown", FAILED, "Unknown (550 5.1.1)"),
        ("552 Too much mail", FAILED, "Too much mail (552)"),
        ("554 5.7.1", FAILED, "refused without a reason (554 5.7.1)"),
        ("451 4.3.0 Not now", REPEATED, "Not now (451 4.3.0)"),
        ("452 4.2.2 Mailbox full", REPEATED, "Mailbox full (452 4.2.2)"),
        ("535 5.7.8 Who are you", REPEATED, "the mail server does not accept the sign-in: Who are you (535 5.7.8)"),
        ("530 5.7.0 Sign in first", REPEATED, "the mail server does not accept the sign-in: Sign in first (530 5.7.0)"),
    ] {
        let business = TestBusiness::new(kind).await;
        let seal = seal();
        request_letter(&business, &seal).await;
        let server = smtp_server(reply).await;
        let mailer = Mailer::new(&server.as_str().into(), "Crewline <crewline@example.com>", "crew.example").unwrap();
        assert_eq!(deliver(&business, &seal, mailer).await, attempts, "{reply}");
        let failure = business.database.rows("select failure from jobs").await[0][0].clone().unwrap();
        assert_eq!(failure, sentence);
    }
}

/// A mail server that answers the `MAIL` command with a reply.
async fn smtp_server(reply: &'static str) -> String {
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
async fn an_invalid_smtp_server_or_sender_names_its_setting() {
    let error_for =
        |server: &str, from: &str| Mailer::new(&server.into(), from, "crew.example").unwrap_err().to_string();
    assert!(error_for("mail.example.com", "Crewline <crewline@example.com>").contains("CREWLINE_SMTP_URL"));
    assert!(error_for("smtp://127.0.0.1:1", "nobody").contains("CREWLINE_MAIL_FROM"));
}
