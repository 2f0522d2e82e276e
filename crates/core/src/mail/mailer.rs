//! Hands letters to an SMTP server.

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use super::headers::{ListUnsubscribe, ListUnsubscribePost};
use super::outbox::Envelope;
use crate::db::Error;
use crate::jobs::Failure;

/// Replies that refuse the sign-in and not the letter (RFC 4954): the operator has to correct the settings.
const SIGN_IN_REPLIES: [u16; 4] = [530, 534, 535, 538];

/// Hands letters to an SMTP server.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// A mailer to a server (`smtp://host:port`, `smtps://user:pass@host:port`), from a sender (`Name <address>`).
    ///
    /// # Errors
    /// Returns a sentence that names the setting that can't be read.
    pub fn new(server: &SecretString, from: &str) -> Result<Self, Error> {
        let invalid_url = |_| {
            Error::Unusable(
                "CREWLINE_SMTP_URL can't be read: write smtp://host:port or smtps://user:pass@host:port".into(),
            )
        };
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(server.expose_secret()).map_err(invalid_url)?.build();
        let from = from
            .parse()
            .map_err(|_| Error::Unusable("CREWLINE_MAIL_FROM can't be read: write Name <address>".into()))?;
        Ok(Self { transport, from })
    }

    /// Hands a letter over. Every attempt carries the same `Message-ID` (RFC 5322, section 3.6.4), by which a mail
    /// program recognises a letter that was sent twice because the server's answer was lost.
    pub(super) async fn send(&self, id: &str, envelope: Envelope) -> Result<(), Failure> {
        let unusable =
            |error: &dyn std::fmt::Display| Failure::Permanent(format!("The letter can't be sent: {error}."));
        let letter = envelope.letter;
        let address: Address = envelope.to.parse().map_err(|error| unusable(&error))?;
        let mut message = Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(letter.subject);
        if let Some(address) = letter.unsubscribe {
            message = message.header(ListUnsubscribe(address)).header(ListUnsubscribePost);
        }
        let message = message
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|error| unusable(&error))?;
        self.transport.send(message).await.map(drop).map_err(|error| failure(&error))
    }
}

/// Only a permanent refusal of the letter itself is a permanent failure. Everything else is retried.
fn failure(error: &smtp::Error) -> Failure {
    let is_about_sign_in = error.status().is_some_and(|code| SIGN_IN_REPLIES.contains(&code.into()));
    if is_about_sign_in {
        Failure::Temporary(format!("The mail server does not accept the sign-in: {error}."))
    } else if error.is_permanent() {
        Failure::Permanent(format!("The mail server refuses the letter: {error}."))
    } else if error.is_transient() {
        Failure::Temporary(format!("The mail server does not take the letter now: {error}."))
    } else {
        Failure::Temporary(format!("The mail server can't be reached: {error}."))
    }
}
