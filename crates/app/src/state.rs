//! The state that all requests share.

use std::path::PathBuf;
use std::sync::Arc;

use crewline_core::accounts::Passwords;
use crewline_core::carrier::webhooks::Tally;
use crewline_core::db::{self, Db, IfEmpty, Target};
use crewline_core::live::Bus;
use crewline_core::mail::{EmailComposer, Mailer, OutgoingEmail};
use crewline_core::outbound;
use crewline_core::recordings::Store;
use crewline_core::secret::Seal;
use crewline_core::time::Clock;
use crewline_core::{Error, instance};

use crate::config::Config;
use crate::key_file;
use crate::limits::Limits;
use crate::readiness::Readiness;
use crate::standby::{self, StandbyCache};

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
    /// Counts the carriers' webhooks.
    pub(crate) webhooks: Tally,
    /// The key file, if it was made just now.
    pub(crate) made_key: Option<PathBuf>,
    /// Whether the database takes changes.
    pub(crate) readiness: Readiness,
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
        Self::assemble(config, clock, false).await
    }

    /// Like [`Self::open`], with another key than the one that the database's secrets are sealed with.
    ///
    /// # Errors
    /// Returns a sentence that says what can't be used.
    pub async fn open_with_new_key(config: Config) -> Result<Self, Error> {
        Self::assemble(config, Clock::System, true).await
    }

    async fn assemble(config: Config, clock: Clock, key_is_lost: bool) -> Result<Self, Error> {
        // The key first: a key file that a starting process has just made belongs to a database that is not empty.
        let key = Key::read(&config)?;
        let db = Db::open_if(&config.database, clock, &key.if_empty(&config)).await?;
        // On PostgreSQL each of the two takes its own connection, so they run side by side.
        let (seal, bus) = tokio::join!(open_seal(&config, &db, key, key_is_lost), Bus::start(&db));
        let (seal, made_key) = seal?;
        let mailer = |url| Mailer::new(url, &config.mail_from, &config.smtp_hello);
        let mailer = config.smtp_url.as_ref().map(mailer).transpose()?;
        Ok(Self(Arc::new(Inner {
            db,
            passwords: Passwords::with_limit(hashing_concurrency()),
            seal,
            limits: Limits::new(),
            bus: bus?,
            recordings: Store::from_setting(&config.recordings)?,
            outbound: outbound::Client::new(),
            standby: StandbyCache::new(standby::file_beside(&config.key_file)),
            webhooks: Tally::default(),
            readiness: Readiness::default(),
            made_key,
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

    /// Saves the counts of the carriers' webhooks. Those that could not be saved are saved the next time.
    pub(crate) async fn save_webhooks(&self) {
        if let Err(error) = self.webhooks.save(&self.db).await {
            tracing::warn!(%error, "the counts of webhooks can't be saved");
        }
    }

    /// A link to one of our own pages, for mail: `path` begins with a slash.
    pub fn link(&self, path: &str) -> String {
        self.config.public_url.link(path)
    }
}

/// The key of the settings, and where it is.
enum Key {
    /// `CREWLINE_SECRET_KEY`.
    Setting(Seal),
    /// The key file.
    File(key_file::StoredKey),
    /// There is no key file.
    Missing,
}

impl Key {
    fn read(config: &Config) -> Result<Self, Error> {
        if let Some(key) = &config.secret_key {
            let seal = Seal::from_text(key)
                .map_err(|error| db::Error::Unusable(format!("CREWLINE_SECRET_KEY can't be used: {error}")))?;
            return Ok(Self::Setting(seal));
        }
        Ok(key_file::read(&config.key_file)?.map_or(Self::Missing, Self::File))
    }

    /// An empty database is not set up when something says that there was one before.
    fn if_empty(&self, config: &Config) -> IfEmpty {
        let own_key = matches!(self, Self::File(key) if key.is_own).then(|| key_file::absolute(&config.key_file));
        let traces: Vec<_> = own_key.into_iter().chain(db::served_before(&config.database)).collect();
        if traces.is_empty() {
            return IfEmpty::Create;
        }
        let traces: Vec<_> = traces.iter().map(|path| path.display().to_string()).collect();
        let traces = traces.join(" and ");
        let database = match &config.database {
            Target::Sqlite(path) => format!("the database {}", key_file::absolute(path).display()),
            Target::Postgres(_) => "the PostgreSQL database".to_owned(),
        };
        IfEmpty::Refuse(format!(
            "{database} is missing or empty, but there was one before, as {traces} shows: restore the database from a \
             backup. To start over with nothing, delete {traces}"
        ))
    }

    /// The name of the key in a sentence.
    fn name(config: &Config) -> String {
        match config.secret_key {
            Some(_) => "the key in CREWLINE_SECRET_KEY".to_owned(),
            None => format!("the key in {}", key_file::absolute(&config.key_file).display()),
        }
    }
}

/// The way out of a lost key.
const KEY_IS_LOST: &str = "If the key is lost, enter a carrier's secret again with `crewline carrier set` and \
                           --key-is-lost, which takes a new key and forgets what only the old one opened";

/// The seal for the database, whose key it has to be. A new database gets a new key, in the file that is returned.
async fn open_seal(config: &Config, db: &Db, key: Key, key_is_lost: bool) -> Result<(Seal, Option<PathBuf>), Error> {
    let (seal, made) = match key {
        Key::Setting(seal) | Key::File(key_file::StoredKey { seal, .. }) => (seal, None),
        Key::Missing => {
            let path = key_file::absolute(&config.key_file);
            let has_key = instance::has_key(db).await?;
            // Another process may have made it since, before the database had it.
            if let Some(key) = key_file::read(&config.key_file)? {
                (key.seal, None)
            } else if has_key && !key_is_lost {
                return Err(db::Error::Unusable(format!(
                    "the key file {} is missing, and the database holds secrets that only its key opens: restore it \
                     from a copy. {KEY_IS_LOST}",
                    path.display()
                ))
                .into());
            } else {
                (key_file::create(&config.key_file)?, Some(path))
            }
        }
    };
    match instance::check_key(db, &seal).await {
        Err(Error::Seal(_)) if key_is_lost => instance::replace_key(db, &seal).await?,
        // Another process, with a key file of its own, was first with a new database.
        Err(Error::Seal(_)) => {
            let name = Key::name(config);
            let made = if made.is_some() { ", which was just made," } else { "" };
            return Err(db::Error::Unusable(format!(
                "{name}{made} is not the one that this database's secrets are sealed with: restore that one. {KEY_IS_LOST}"
            ))
            .into());
        }
        outcome => outcome?,
    }
    Ok((seal, made))
}
