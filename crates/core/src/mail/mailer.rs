//! Hands letters to an SMTP server.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Attachment as FilePart, Mailbox, MultiPart};
use lettre::transport::smtp::extension::ClientId;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::address::{address, greeting, mailbox, sender};
use super::connection::Connection;
use super::deliver::{Delivery, LastCheck};
use super::headers::{ListUnsubscribe, ListUnsubscribePost};
use super::outbox::{Attachment, Envelope};
use super::server::Server;
use crate::db::Error;
use crate::jobs::Failure;

/// How long a connection is kept for the next letter.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Hands letters to an SMTP server. Connections are kept for a moment, since letters often come in groups.
#[derive(Clone)]
pub struct Mailer {
    server: Server,
    hello: ClientId,
    from: Mailbox,
    idle: Idle,
}

/// The connections that wait for a letter, and since when.
type Idle = Arc<Mutex<Vec<(Connection, Instant)>>>;

impl Mailer {
    /// A mailer to a server (`CREWLINE_SMTP_URL`), from a sender (`CREWLINE_MAIL_FROM`), which greets the server as `host`.
    ///
    /// # Errors
    /// Returns a sentence that names the setting that can't be read, and says how to write it.
    pub fn new(server: &SecretString, from: &str, host: &str) -> Result<Self, Error> {
        let unusable = |setting: &str, why: String| Error::Unusable(format!("CREWLINE_{setting} can't be read: {why}"));
        Ok(Self {
            server: Server::read(server.expose_secret()).map_err(|why| unusable("SMTP_URL", why))?,
            hello: greeting(host),
            from: sender(from).map_err(|why| unusable("MAIL_FROM", why))?,
            idle: Idle::default(),
        })
    }

    /// Hands a letter over. Every attempt carries the same `Message-ID` (RFC 5322, section 3.6.4), by which a mail
    /// program recognises a letter that was sent twice because the server's answer was lost. `check` is asked once there is a
    /// connection, and `begin` is called when the server is about to take the letter.
    pub(super) async fn send(
        &self,
        id: &str,
        envelope: Envelope,
        check: LastCheck<'_>,
        begin: impl FnOnce() + Send,
    ) -> Result<Delivery, Failure> {
        let to = address(&envelope.to).map_err(Failure::Permanent)?;
        let letter = self.write(id, Mailbox::new(None, to.clone()), envelope)?;
        let mut connection = self.connect().await?;
        match check.await {
            Ok(true) => {}
            refused => {
                self.keep(connection);
                return refused.map(|_| Delivery::Withheld);
            }
        }
        let sent = connection.send(&self.from.email, &to, &letter, begin).await;
        // After a refusal the server keeps the connection, and after a fault there is none to keep.
        if sent.is_ok() || connection.reset().await {
            self.keep(connection);
        }
        sent.map(|()| Delivery::Taken)
    }

    /// The letter as it is sent.
    fn write(&self, id: &str, to: Mailbox, envelope: Envelope) -> Result<Vec<u8>, Failure> {
        let letter = envelope.letter;
        let mut message = Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject);
        if let Some(reply_to) = &letter.reply_to {
            message = message.reply_to(mailbox(&reply_to.name, &reply_to.email).map_err(Failure::Permanent)?);
        }
        if let Some(address) = letter.unsubscribe {
            message = message.header(ListUnsubscribe(address)).header(ListUnsubscribePost);
        }
        let body = MultiPart::alternative_plain_html(letter.text, letter.html);
        let body = match letter.attachments.is_empty() {
            true => body,
            false => letter.attachments.into_iter().try_fold(MultiPart::mixed().multipart(body), add_file)?,
        };
        let message = message.multipart(body);
        message.map(|message| message.formatted()).map_err(|error| Failure::Permanent(error.to_string()))
    }

    /// A connection that is kept and still works, or a new one.
    async fn connect(&self) -> Result<Connection, Failure> {
        loop {
            let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            match kept {
                Some((mut connection, since)) if since.elapsed() < IDLE_TIMEOUT => {
                    if connection.reset().await {
                        return Ok(connection);
                    }
                }
                Some(_) => {}
                None => return Connection::open(&self.server, &self.hello).await,
            }
        }
    }

    /// Keeps a connection for the next letter, and closes it when none comes.
    fn keep(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push((connection, Instant::now()));
        let idle = Arc::downgrade(&self.idle);
        tokio::spawn(async move {
            tokio::time::sleep(IDLE_TIMEOUT).await;
            let Some(idle) = idle.upgrade() else { return };
            let old: Vec<_> = {
                let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
                idle.extract_if(.., |(_, since)| since.elapsed() >= IDLE_TIMEOUT).collect()
            };
            for (connection, _) in old {
                connection.close().await;
            }
        });
    }
}

fn add_file(parts: MultiPart, file: Attachment) -> Result<MultiPart, Failure> {
    let media_type = ContentType::parse(&file.media_type).map_err(|error| Failure::Permanent(error.to_string()))?;
    Ok(parts.singlepart(FilePart::new(file.name).body(file.text, media_type)))
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("host", &self.server.host).field("from", &self.from).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::OutgoingEmail;

    fn written(attachments: Vec<Attachment>) -> String {
        let mailer =
            Mailer::new(&"smtp://127.0.0.1:9".into(), "Crewline <crewline@crew.example>", "crew.example").unwrap();
        let letter = OutgoingEmail {
            subject: "Sources".into(),
            text: "Calls: 3\n".into(),
            html: "<p>Calls: 3</p>".into(),
            attachments,
            ..OutgoingEmail::default()
        };
        let envelope = Envelope { kind: "report".into(), to: "vera@guest.example".into(), letter };
        let to = Mailbox::new(None, "vera@guest.example".parse().unwrap());
        String::from_utf8(mailer.write("id", to, envelope).unwrap()).unwrap()
    }

    #[test]
    fn a_file_stands_beside_the_two_forms_of_the_text() {
        let file = Attachment {
            name: "sources.csv".into(),
            media_type: "text/csv; charset=utf-8".into(),
            text: "Source,Calls\r\nRadio,3\r\n".into(),
        };
        let letter = written(vec![file]);
        for part in [
            "Content-Type: multipart/mixed",
            "Content-Type: multipart/alternative",
            "Content-Type: text/plain",
            "Content-Type: text/html",
            "Content-Type: text/csv",
            "filename=\"sources.csv\"",
        ] {
            assert_eq!(letter.matches(part).count(), 1, "{part}: {letter}");
        }
        let (mixed, inner) = (letter.find("multipart/mixed"), letter.find("multipart/alternative"));
        assert!(mixed < inner, "{letter}");
        assert!(!written(Vec::new()).contains("multipart/mixed"));
    }
}
