//! Delivers what waits, by SMTP. A letter is claimed for a while before it is handed over, so that two processes do
//! not both send it, and one that dies in between leaves it to the next.

use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::headers::{ListUnsubscribe, ListUnsubscribePost};
use super::outbox::{Letter, PLACE};
use crate::access::{GlobalSql, global_sql};
use crate::db::{Db, Error};
use crate::secret::Seal;

static CLAIM: GlobalSql = global_sql!("claim.sql");
static SENT: GlobalSql = global_sql!("sent.sql");
static FAILED: GlobalSql = global_sql!("failed.sql");

/// How long a claim of one letter lasts, in seconds; longer than a server may take to answer.
const CLAIM_SECONDS: i64 = 300;
/// Tries before a letter is given up.
const TRIES: i64 = 12;

/// Hands letters to an SMTP server.
#[derive(Clone, Debug)]
pub struct Courier {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Courier {
    /// To a server (`smtp://host:port`, `smtps://user:pass@host:port`), from a sender (`Name <address>`).
    ///
    /// # Errors
    /// A sentence that names the setting that can't be read.
    pub fn to(server: &SecretString, from: &str) -> Result<Self, Error> {
        let unread = |_| {
            Error::Unfit(
                "CREWLINE_SMTP_URL can't be read: write smtp://host:port or smtps://user:pass@host:port".into(),
            )
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server.expose_secret()).map_err(unread)?.build();
        let from =
            from.parse().map_err(|_| Error::Unfit("CREWLINE_MAIL_FROM can't be read: write Name <address>".into()))?;
        Ok(Self { transport, from })
    }

    /// Hands a letter over. Every try of it carries the same `Message-ID` (RFC 5322, section 3.6.4), by which a mail
    /// program knows it again where a server took it and its answer was lost.
    async fn send(&self, to: &str, name: &str, letter: Letter) -> Result<(), String> {
        let address: Address = to.parse().map_err(|error| format!("{error}"))?;
        let mut message = Message::builder()
            .message_id(Some(format!("<{name}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(letter.subject);
        if let Some(address) = letter.unsubscribe {
            message = message.header(ListUnsubscribe(address)).header(ListUnsubscribePost);
        }
        let message = message
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|error| error.to_string())?;
        self.transport.send(message).await.map(drop).map_err(|error| error.to_string())
    }
}

/// What became of one round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Letters handed over.
    pub sent: u64,
    /// Letters that wait for another try.
    pub failed: u64,
}

/// Hands over every letter that is due.
///
/// # Errors
/// When the database fails.
pub async fn deliver_due(db: &Db, seal: &Seal, courier: &Courier) -> Result<Delivered, Error> {
    let mut done = Delivered::default();
    loop {
        let claimed = db
            .global_change(|tx| {
                Box::pin(async move {
                    let now = tx.now();
                    tx.all::<(i64, String, Vec<u8>, i64)>(&CLAIM, &[&now, &now.plus_seconds(CLAIM_SECONDS)]).await
                })
            })
            .await?;
        if claimed.is_empty() {
            return Ok(done);
        }
        for (id, to, sealed, attempts) in claimed {
            match opened(seal, &sealed) {
                Ok(letter) => match courier.send(&to, &name(&sealed), letter).await {
                    Ok(()) => {
                        done.sent += 1;
                        settle(db, id, None, 0).await?;
                    }
                    Err(failure) => {
                        done.failed += 1;
                        settle(db, id, Some(failure), attempts).await?;
                    }
                },
                Err(failure) => {
                    done.failed += 1;
                    settle(db, id, Some(failure), TRIES).await?;
                }
            }
        }
    }
}

/// What a letter is known by: no two are sealed to the same bytes, and those of one stay as they are.
fn name(sealed: &[u8]) -> String {
    Sha256::digest(sealed).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn opened(seal: &Seal, sealed: &[u8]) -> Result<Letter, String> {
    let json = seal.open(PLACE, sealed).map_err(|error| error.to_string())?;
    serde_json::from_slice(&json).map_err(|error| error.to_string())
}

/// Notes what became of a letter. A failed one is tried again after 1, 2, 4… minutes, up to a day, then given up.
async fn settle(db: &Db, id: i64, failure: Option<String>, attempts: i64) -> Result<(), Error> {
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            match failure {
                None => tx.run(&SENT, &[&id, &now, &Vec::<u8>::new()]).await,
                Some(failure) => {
                    let wait = (60_i64 << (attempts - 1).clamp(0, 11)).min(86_400);
                    let next = (attempts < TRIES).then(|| now.plus_seconds(wait));
                    let failure: String = failure.chars().take(300).collect();
                    tx.run(&FAILED, &[&id, &next, &failure]).await
                }
            }
        })
    })
    .await
    .map(drop)
}
