//! A connection to the mail server. Each step has a time limit, so that a server that says nothing holds up nothing else.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};

use super::problem::{Step, failure, too_slow};
use super::server::{Encryption, Server};
use crate::jobs::Failure;

/// How long one of a server's addresses may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a server may take to make room for another letter, or to say goodbye.
const COURTESY_TIMEOUT: Duration = Duration::from_secs(3);
/// How many times as long as any other step the letter itself may take: servers look for spam before they answer.
const LETTER_FACTOR: u32 = 3;

/// An open connection, signed in if the server's address says so.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    timeout: Duration,
}

impl Connection {
    /// Connects, encrypts and signs in.
    pub(super) async fn open(server: &Server, hello: &ClientId) -> Result<Self, Failure> {
        let timeout = server.timeout;
        let wrapper = match server.encryption {
            Encryption::Wrapper => Some(tls(server)?),
            _ => None,
        };
        let connect = AsyncSmtpConnection::connect_tokio1(
            (server.host.as_str(), server.port),
            Some(CONNECT_TIMEOUT.min(timeout)),
            hello,
            wrapper,
            None,
        );
        let mut smtp = within(timeout, Step::Connect, connect).await?;
        let may_encrypt = smtp.can_starttls();
        match server.encryption {
            Encryption::Required if !may_encrypt => return Err(Failure::Temporary(no_encryption(server))),
            Encryption::Required | Encryption::Opportunistic if may_encrypt => {
                within(timeout, Step::Encrypt, smtp.starttls(tls(server)?, hello)).await?;
            }
            _ => {}
        }
        if let Some(credentials) = &server.credentials {
            let sign_in = smtp.auth(&[Mechanism::Plain, Mechanism::Login], credentials);
            within(timeout, Step::SignIn, sign_in).await?;
        }
        Ok(Self { smtp, timeout })
    }

    /// Sends a letter. `begin` is called when the server is about to take it.
    pub(super) async fn send(
        &mut self,
        from: &Address,
        to: &Address,
        letter: &[u8],
        begin: impl FnOnce() + Send,
    ) -> Result<(), Failure> {
        let parameters = self.parameters(from, to, letter)?;
        let timeout = self.timeout;
        let smtp = &mut self.smtp;
        within(timeout, Step::Envelope, smtp.command(Mail::new(Some(from.clone()), parameters))).await?;
        within(timeout, Step::Envelope, smtp.command(Rcpt::new(to.clone(), Vec::new()))).await?;
        within(timeout, Step::Envelope, smtp.command(Data)).await?;
        begin();
        within(timeout * LETTER_FACTOR, Step::Letter, smtp.message(letter)).await.map(drop)
    }

    /// The abilities that the server must have for this letter.
    fn parameters(&self, from: &Address, to: &Address, letter: &[u8]) -> Result<Vec<MailParameter>, Failure> {
        let mut parameters = Vec::new();
        let supports = |extension| self.smtp.server_info().supports_feature(extension);
        let is_ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        for address in [from, to] {
            if !is_ascii(address) && !supports(Extension::SmtpUtfEight) {
                let what = if address == to { "the address has" } else { "CREWLINE_MAIL_FROM has" };
                return Err(Failure::Permanent(format!(
                    "{what} letters outside ASCII before the @, and the mail server takes none (it lacks SMTPUTF8)"
                )));
            }
        }
        if !is_ascii(from) || !is_ascii(to) {
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !letter.is_ascii() {
            if !supports(Extension::EightBitMime) {
                return Err(Failure::Permanent("the mail server takes ASCII alone (it lacks 8BITMIME)".to_owned()));
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(parameters)
    }

    /// Whether the server is still there and takes another letter.
    pub(super) async fn reset(&mut self) -> bool {
        within(COURTESY_TIMEOUT, Step::Envelope, self.smtp.command(Rset)).await.is_ok()
    }

    /// Says goodbye and closes the connection.
    pub(super) async fn close(mut self) {
        let _either_way = within(COURTESY_TIMEOUT, Step::Envelope, self.smtp.command(Quit)).await;
    }
}

fn tls(server: &Server) -> Result<TlsParameters, Failure> {
    let is_checked = server.encryption != Encryption::Opportunistic;
    let parameters = TlsParameters::builder(server.host.clone())
        .dangerous_accept_invalid_certs(!is_checked)
        .dangerous_accept_invalid_hostnames(!is_checked)
        .build_rustls();
    parameters.map_err(|error| failure(Step::Encrypt, &error))
}

fn no_encryption(server: &Server) -> String {
    match server.credentials {
        Some(_) => {
            "the mail server offers no encryption (STARTTLS), and the sign-in is not sent in the clear".to_owned()
        }
        None => "the mail server offers no encryption (STARTTLS), and tls=required asks for it".to_owned(),
    }
}

async fn within<T>(limit: Duration, step: Step, work: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    match tokio::time::timeout(limit, work).await {
        Ok(result) => result.map_err(|error| failure(step, &error)),
        Err(_) => Err(too_slow(step, limit)),
    }
}
