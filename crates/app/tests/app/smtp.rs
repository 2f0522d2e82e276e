//! How the real program speaks to a mail server: encryption, sign-in, names and addresses.

use crewline_core::db::Kind;
use crewline_core::testing::TestBusiness;

use crate::delivery::{delivery, invite};
use crate::instance::Instance;
use crate::smtp_server::{AUTHORITY, Behaviour, SmtpServer};

const OLGA: &str = "olga@northline.example";
const GUEST: &str = "vera@guest.example";
/// `\0u\0secret` in base64, as AUTH PLAIN sends it.
const SIGN_IN: &str = "AUTH PLAIN AHUAc2VjcmV0";

struct Conversation {
    commands: Vec<String>,
    problem: String,
}

/// Invites a guest by a server with a behaviour, by an address that `url` makes of its port.
async fn converse(
    behaviour: Behaviour,
    url: impl Fn(u16) -> String,
    variables: &[(&str, &str)],
    (guest, status, problem): (&str, &str, &str),
) -> Conversation {
    let business = TestBusiness::new(Kind::Sqlite).await;
    let instance = Instance::over(&business.database);
    let token = instance.token(OLGA).await;
    let smtp = SmtpServer::that(behaviour).await;
    let url = url(smtp.port);
    let mut variables = variables.to_vec();
    variables.push(("CREWLINE_SMTP_URL", &url));
    let process = instance.serve(&variables).await;
    invite(&process, &token, guest).await;
    let problem = delivery(&process, &token, guest, status, problem).await;
    Conversation { commands: smtp.commands(), problem }
}

const SIGNS_IN: Behaviour = Behaviour {
    is_silent: false,
    never_acknowledges: false,
    cuts_first: false,
    offers_tls: true,
    sign_in: Some(true),
    answers_by_recipient: false,
};

#[tokio::test]
async fn a_password_is_sent_after_starttls_with_a_checked_certificate() {
    let url = |port| format!("smtp://u:secret@localhost:{port}");
    let trusted = [("SSL_CERT_FILE", AUTHORITY)];
    let sent = converse(SIGNS_IN, url, &trusted, (GUEST, "sent", "")).await;
    let signs_in: Vec<_> = sent.commands.iter().filter(|line| line.contains("AUTH")).collect();
    assert_eq!(signs_in, [&format!("TLS {SIGN_IN}")], "{:?}", sent.commands);
    assert_eq!(sent.commands[..3], ["EHLO crewline.example", "STARTTLS", "TLS EHLO crewline.example"]);

    let untrusted = converse(SIGNS_IN, url, &[], (GUEST, "waiting", "can't be encrypted")).await;
    assert!(!untrusted.commands.iter().any(|line| line.contains("AUTH")), "{:?}", untrusted.commands);

    let plain = Behaviour { offers_tls: false, ..SIGNS_IN };
    let refused = converse(plain, url, &trusted, (GUEST, "waiting", "no encryption (STARTTLS)")).await;
    assert!(!refused.commands.iter().any(|line| line.contains("AUTH")), "{:?}", refused.commands);
    assert!(refused.problem.contains("not sent in the clear"), "{}", refused.problem);

    let chosen = converse(plain, |port| format!("smtp://u:secret@localhost:{port}?tls=none"), &[], (GUEST, "sent", ""));
    assert!(chosen.await.commands.contains(&SIGN_IN.to_owned()));
}

#[tokio::test]
async fn without_a_password_encryption_is_used_where_it_is_offered() {
    let offered = Behaviour { sign_in: None, ..SIGNS_IN };
    let url = |port| format!("smtp://localhost:{port}");
    let sent = converse(offered, url, &[], (GUEST, "sent", "")).await;
    assert!(sent.commands.iter().any(|line| line.starts_with("TLS MAIL FROM")), "{:?}", sent.commands);
    let sent = converse(Behaviour::default(), url, &[], (GUEST, "sent", "")).await;
    assert!(sent.commands.iter().any(|line| line.starts_with("MAIL FROM")), "{:?}", sent.commands);
    let required = |port| format!("smtp://localhost:{port}?tls=required");
    converse(Behaviour::default(), required, &[], (GUEST, "waiting", "tls=required asks for it")).await;
    let unchecked = converse(offered, required, &[], (GUEST, "waiting", "can't be encrypted")).await;
    assert!(!unchecked.commands.iter().any(|line| line.contains("MAIL")), "{:?}", unchecked.commands);
}

#[tokio::test]
async fn a_wrong_sign_in_is_shown_and_repeated() {
    let wrong = Behaviour { offers_tls: false, sign_in: Some(false), ..SIGNS_IN };
    let url = |port| format!("smtp://u:secret@127.0.0.1:{port}?tls=none");
    let shown = converse(wrong, url, &[], (GUEST, "waiting", "does not accept the sign-in")).await;
    assert_eq!(shown.problem, "the mail server does not accept the sign-in: Who are you (535 5.7.8)");
}

#[tokio::test]
async fn international_domains_go_out_in_ascii() {
    let variables = [
        ("CREWLINE_MAIL_FROM", "Crew <crew@b\u{fc}cher.example>"),
        ("CREWLINE_SMTP_HELLO", "mail.b\u{fc}cher.example"),
    ];
    let url = |port| format!("smtp://127.0.0.1:{port}");
    let sent = converse(Behaviour::default(), url, &variables, ("Ada@B\u{fc}cher.example", "sent", "")).await;
    let said = |line: &str| assert!(sent.commands.iter().any(|it| it == line), "{line}: {:?}", sent.commands);
    said("EHLO mail.xn--bcher-kva.example");
    said("MAIL FROM:<crew@xn--bcher-kva.example>");
    said("RCPT TO:<Ada@xn--bcher-kva.example>");
    let (guest, problem) = ("jos\u{e9}@b\u{fc}cher.example", "the address has letters outside ASCII before the @");
    let refused = converse(Behaviour::default(), url, &[], (guest, "failed", problem)).await;
    assert!(!refused.commands.iter().any(|line| line.contains("RCPT")), "{:?}", refused.commands);
}
