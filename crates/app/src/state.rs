//! The state that all requests share.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crewline_core::accounts::Passwords;
use crewline_core::db::Db;
use crewline_core::live::Bus;
use crewline_core::mail::{EmailComposer, Mailer, OutgoingEmail};
use crewline_core::outbound;
use crewline_core::recordings::Store;
use crewline_core::secret::Seal;
use crewline_core::time::Clock;
use crewline_core::{Error, instance};
use secrecy::{ExposeSecret, SecretString};

use crate::config::Config;
use crate::limits::Limits;
use crate::standby::StandbyCache;

/// The state that all requests share. It is cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// The parts.
pub struct Inner {
    /// The settings.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Seals and opens secrets.
    pub seal: Seal,
    /// Rate limits.
    pub limits: Limits,
    /// Receives the effects of transactions: live updates, and new jobs.
    pub bus: Bus,
    /// The data of the fallback webhook, for when the database is down.
    pub(crate) standby: StandbyCache,
    /// The store of recordings.
    pub recordings: Store,
    /// Sends requests to servers outside.
    pub outbound: outbound::Client,
    /// Sends mail, if a mail server is set.
    pub mailer: Option<Mailer>,
    /// Becomes true when the server stops.
    pub stopping: tokio::sync::watch::Sender<bool>,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// How many passwords are hashed at once: one for each core, at most eight.
fn hashing_concurrency() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).min(8)
}

impl App {
    /// Opens the database and everything else that the settings name.
    ///
    /// # Errors
    /// Returns a sentence that says what can't be used.
    pub async fn open(config: Config) -> Result<Self, Error> {
        Self::open_with(config, Clock::System).await
    }

    /// Like [`Self::open`], with another clock.
    ///
    /// # Errors
    /// Returns a sentence that says what can't be used.
    pub async fn open_with(config: Config, clock: Clock) -> Result<Self, Error> {
        let db = Db::open(&config.database, clock).await?;
        let seal = match &config.secret_key {
            Some(key) => Seal::from_text(key)?,
            None => Seal::from_text(&load_key(&config.key_file)?)?,
        };
        // On PostgreSQL each of the two takes its own connection, so they run side by side.
        let (key_check, bus) = tokio::join!(instance::check_key(&db, &seal), Bus::start(&db));
        key_check?;
        let mailer = config.smtp_url.as_ref().map(|url| Mailer::new(url, &config.mail_from)).transpose()?;
        Ok(Self(Arc::new(Inner {
            db,
            passwords: Passwords::with_limit(hashing_concurrency()),
            seal,
            limits: Limits::new(),
            bus: bus?,
            recordings: Store::from_setting(&config.recordings)?,
            outbound: outbound::Client::new(),
            standby: StandbyCache::default(),
            mailer,
            stopping: tokio::sync::watch::Sender::new(false),
            config,
        })))
    }

    /// Composes the e-mails of a change; disabled without a mail server.
    pub(crate) fn composer<T: 'static>(
        &self,
        write: fn(&Self, &T) -> Result<OutgoingEmail, Error>,
    ) -> EmailComposer<T> {
        if self.mailer.is_none() {
            return EmailComposer::disabled();
        }
        let app = self.clone();
        EmailComposer::new(&self.seal, move |about| write(&app, about))
    }

    /// A link to one of our own pages, for mail: `path` begins with a slash.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url)
    }
}

/// Reads the key file. If there is none, makes one that only its owner may read.
fn load_key(path: &Path) -> Result<SecretString, Error> {
    let unusable = |error: &dyn std::fmt::Display| {
        crewline_core::db::Error::Unusable(format!("the key file {} can't be used: {error}", path.display()))
    };
    match std::fs::read_to_string(path) {
        Ok(text) => return Ok(text.into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(unusable(&error).into()),
    }
    let key = Seal::new_key()?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            writeln!(file, "{}", key.expose_secret())
                .and_then(|()| file.sync_all())
                .map_err(|error| unusable(&error))?;
            Ok(key)
        }
        // Another process made it in between.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            std::fs::read_to_string(path).map(Into::into).map_err(|error| unusable(&error).into())
        }
        Err(error) => Err(unusable(&error).into()),
    }
}
