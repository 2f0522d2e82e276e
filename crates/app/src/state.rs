//! What every request stands on.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crewline_core::db::Db;
use crewline_core::live::Bus;
use crewline_core::mail::{EmailComposer, Letter, Mailer};
use crewline_core::outbound;
use crewline_core::people::Passwords;
use crewline_core::recordings::Store;
use crewline_core::secret::Seal;
use crewline_core::time::Clock;
use crewline_core::{Error, instance};
use secrecy::{ExposeSecret, SecretString};

use crate::config::Config;
use crate::limits::Limits;
use crate::standby::Kept;

/// What every request stands on; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// The parts.
pub struct Inner {
    /// The settings.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// What works passwords out.
    pub passwords: Passwords,
    /// What secrets are sealed with.
    pub seal: Seal,
    /// Rate limits.
    pub limits: Limits,
    /// Where the effects of transactions arrive: live updates, and what wakes the jobs.
    pub bus: Bus,
    /// What the fallback address answers from when the database is gone.
    pub(crate) standby: Kept,
    /// Where recordings are kept.
    pub recordings: Store,
    /// What sends requests to servers outside.
    pub outbound: outbound::Client,
    /// What hands letters over, if there is a server for it.
    pub mailer: Option<Mailer>,
    /// Turns true when the server stops: streams close.
    pub stopping: tokio::sync::watch::Sender<bool>,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Passwords worked out at once: as many as there are cores.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).min(8)
}

impl App {
    /// Opens the database and all else that the settings name.
    ///
    /// # Errors
    /// One sentence that says what can't be used.
    pub async fn open(config: Config) -> Result<Self, Error> {
        Self::open_with(config, Clock::Machine).await
    }

    /// The same by another clock.
    ///
    /// # Errors
    /// One sentence that says what can't be used.
    pub async fn open_with(config: Config, clock: Clock) -> Result<Self, Error> {
        let db = Db::open(&config.database, clock).await?;
        let seal = match &config.secret_key {
            Some(key) => Seal::from_text(key)?,
            None => Seal::from_text(&key_in(&config.key_file)?)?,
        };
        // On PostgreSQL each of the two takes a connection of its own.
        let (checked, bus) = tokio::join!(instance::check_key(&db, &seal), Bus::start(&db));
        checked?;
        let mailer = config.smtp_url.as_ref().map(|url| Mailer::to(url, &config.mail_from)).transpose()?;
        Ok(Self(Arc::new(Inner {
            db,
            passwords: Passwords::at_once(at_once()),
            seal,
            limits: Limits::new(),
            bus: bus?,
            recordings: Store::at(&config.recordings)?,
            outbound: outbound::Client::new(),
            standby: Kept::default(),
            mailer,
            stopping: tokio::sync::watch::Sender::new(false),
            config,
        })))
    }

    /// Composes the letters of a change, where mail is sent.
    pub(crate) fn composer<T: 'static>(&self, write: fn(&Self, &T) -> Result<Letter, Error>) -> EmailComposer<T> {
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

/// The key in a file; a new one where there is no file yet, which only its owner may read.
fn key_in(path: &Path) -> Result<SecretString, Error> {
    let unfit = |error: &dyn std::fmt::Display| {
        crewline_core::db::Error::Unfit(format!("the key file {} can't be used: {error}", path.display()))
    };
    match std::fs::read_to_string(path) {
        Ok(text) => return Ok(text.into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(unfit(&error).into()),
    }
    let key = Seal::new_key()?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            writeln!(file, "{}", key.expose_secret()).and_then(|()| file.sync_all()).map_err(|error| unfit(&error))?;
            Ok(key)
        }
        // Another process made it in between.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            std::fs::read_to_string(path).map(Into::into).map_err(|error| unfit(&error).into())
        }
        Err(error) => Err(unfit(&error).into()),
    }
}
