//! The settings: from a TOML file, and from the environment, which wins. docs/OPERATING.md lists them.

mod names;
mod public_url;
mod terms;
mod values;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crewline_core::db::Target;
use crewline_core::invitations::Terms;
use crewline_core::live::StreamLimits;
use crewline_core::reports::analytics::Limits as ReportLimits;
use crewline_core::secret::Seal;
use secrecy::SecretString;

pub use public_url::PublicUrl;

/// The keys of the file. Each is the name of an environment variable without `CREWLINE_`, in lower case. A key that
/// begins with `team_` may also be in the section `[team]`, without that prefix.
const KEYS: [&str; 22] = [
    "database",
    "bind",
    "public_url",
    "smtp_url",
    "smtp_hello",
    "mail_from",
    "plans",
    "default_plan",
    "recordings",
    "log",
    "log_format",
    "metrics_bind",
    "secret_key",
    "key_file",
    "trust_proxy",
    "shutdown_seconds",
    "team_existing_accounts",
    "team_invitation_hours",
    "team_invitations_per_member_hour",
    "team_invitations_per_business_hour",
    "live_streams_per_member",
    "live_streams",
];

/// A setting that can't be used. The sentence names it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadConfig(String);

/// How long a request waits for PostgreSQL in all. It is answered within five seconds even if the server hangs: people try
/// again, and a carrier has time for the fallback.
pub(crate) const DATABASE_PATIENCE: Duration = Duration::from_secs(4);

/// The settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database.
    pub database: Target,
    /// The address to listen on.
    pub bind: SocketAddr,
    /// The address that people and carriers reach it by: the base of links in mail and of webhook signatures.
    pub public_url: PublicUrl,
    /// The SMTP server, if there is one.
    pub smtp_url: Option<SecretString>,
    /// The host that the mail server is greeted with: that of the public address unless it is set.
    pub smtp_hello: String,
    /// The sender of mail.
    pub mail_from: String,
    /// The store of recordings.
    pub recordings: String,
    /// The log filter, such as `info` or `crewline=debug`.
    pub log: String,
    /// Whether the log is JSON.
    pub log_json: bool,
    /// The address that serves the metrics, if any.
    pub metrics_bind: Option<SocketAddr>,
    /// The key that secrets are sealed with, if it is set.
    pub secret_key: Option<SecretString>,
    /// The file with the key, if `secret_key` is not set.
    pub key_file: PathBuf,
    /// How many proxies in front append to `X-Forwarded-For`; 0 without one.
    pub trusted_proxies: usize,
    /// How long requests may take to finish when the server stops, in seconds.
    pub shutdown_seconds: u64,
    /// How many live streams a member may have open, and everybody together, in this process.
    pub live_streams: StreamLimits,
    /// The terms of invitations: the plans, how long a link works, and whether people with an account are asked.
    pub terms: Terms,
    /// How long a request waits for PostgreSQL in all. It is no setting; tests wait longer on a busy machine.
    pub database_patience: Duration,
    /// The limits of the ways in which reports read calls. They are no setting; tests lower them.
    pub report_limits: ReportLimits,
    /// A sentence for each variable that is no setting, such as a mistyped one.
    pub warnings: Vec<String>,
}

impl Config {
    /// Reads the file, if one is named, and the environment.
    ///
    /// # Errors
    /// Returns a sentence that names the setting that can't be used.
    pub fn read(file: Option<&Path>) -> Result<Self, BadConfig> {
        let mut config = Self::from(file, |key| std::env::var(variable(key)).ok())?;
        config.warnings = environment_warnings();
        Ok(config)
    }

    /// A warning when the addresses lead nowhere; `None` when they are complete.
    pub fn address_warning(&self) -> Option<String> {
        let (bind, public_url) = (self.bind.ip(), &self.public_url);
        if public_url.is_set() || bind.to_canonical().is_loopback() {
            return None;
        }
        let address = if bind.is_unspecified() { "every address" } else { "an address of the network" };
        Some(format!(
            "CREWLINE_BIND listens on {address}, and CREWLINE_PUBLIC_URL is not set: links in mail and the addresses for \
             carriers begin with {public_url}, and forms are taken from there only. Set CREWLINE_PUBLIC_URL to the \
             address that people open."
        ))
    }

    /// Like [`Self::read`], with another environment.
    ///
    /// # Errors
    /// Returns a sentence that names the setting that can't be used.
    pub fn from(file: Option<&Path>, environment: impl Fn(&str) -> Option<String>) -> Result<Self, BadConfig> {
        let mut settings = file.map(read_file).transpose()?.unwrap_or_default();
        for key in KEYS {
            if let Some(value) = environment(key).filter(|value| !value.trim().is_empty()) {
                settings.insert(key.to_owned(), value);
            }
        }
        let text = |key: &str| settings.get(key).map(String::as_str);
        let database: Target = parse_database(text("database").unwrap_or("sqlite:crewline.db"))?;
        let bind = read(&settings, "bind", "127.0.0.1:8080", values::socket_address)?;
        let public_url = match text("public_url") {
            Some(text) => PublicUrl::parse(text).map_err(|why| bad_config("PUBLIC_URL", &why))?,
            None => PublicUrl::of_bind(bind),
        };
        let key_file = text("key_file").map_or_else(|| key_file_beside(&database), PathBuf::from);
        let secret_key = text("secret_key").map(SecretString::from);
        if let Some(Err(error)) = secret_key.as_ref().map(Seal::from_text) {
            return Err(bad_config("SECRET_KEY", &error));
        }
        Ok(Self {
            smtp_hello: smtp_hello(text("smtp_hello"), &public_url)?,
            database_patience: DATABASE_PATIENCE,
            report_limits: ReportLimits::default(),
            warnings: Vec::new(),
            public_url,
            smtp_url: text("smtp_url").map(SecretString::from),
            mail_from: text("mail_from").unwrap_or("Crewline <crewline@localhost>").to_owned(),
            recordings: text("recordings").unwrap_or("file:recordings").to_owned(),
            log: read(&settings, "log", "info", values::log_filter)?,
            log_json: match text("log_format").unwrap_or("text").trim() {
                "text" => false,
                "json" => true,
                other => {
                    let why = format!("{} is neither text nor json", values::shown(other));
                    return Err(bad_config("LOG_FORMAT", &why));
                }
            },
            metrics_bind: text("metrics_bind")
                .map(values::socket_address)
                .transpose()
                .map_err(|why| bad_config("METRICS_BIND", &why))?,
            secret_key,
            key_file,
            trusted_proxies: read(&settings, "trust_proxy", "false", values::proxies)?,
            shutdown_seconds: read(&settings, "shutdown_seconds", "20", |text| {
                values::whole_number(text, 0..=3_600, "seconds").map(u64::from)
            })?,
            live_streams: terms::read_stream_limits(&settings)?,
            terms: terms::read_terms(&settings)?,
            database,
            bind,
        })
    }
}

/// The host that the mail server is greeted with.
fn smtp_hello(setting: Option<&str>, public_url: &PublicUrl) -> Result<String, BadConfig> {
    let Some(text) = setting.map(str::trim) else { return Ok(public_url.host().to_owned()) };
    let host =
        url::Host::parse(text).map_err(|_| bad_config("SMTP_HELLO", &"write a host, such as crew.example.com"))?;
    Ok(host.to_string())
}

/// The default key file: beside the database file.
fn key_file_beside(database: &Target) -> PathBuf {
    match database {
        Target::Sqlite(path) => path.with_extension("key"),
        Target::Postgres(_) => "crewline.key".into(),
    }
}

fn parse_database(text: &str) -> Result<Target, BadConfig> {
    text.trim().parse().map_err(|error: crewline_core::db::Error| {
        let sentence = error.to_string();
        if sentence.starts_with("CREWLINE_") { BadConfig(sentence) } else { bad_config("DATABASE", &sentence) }
    })
}

/// A warning for each variable of ours that is no setting.
pub fn environment_warnings() -> Vec<String> {
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())));
    names::unknown_variables(variables, &KEYS)
}

/// The environment variable of a setting.
fn variable(key: &str) -> String {
    format!("CREWLINE_{}", key.to_uppercase())
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, BadConfig> {
    let unreadable = |error: &dyn std::fmt::Display| BadConfig(format!("{} can't be read: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(&error))?;
    let table: toml::Table = toml::from_str(&text).map_err(|error| unreadable(&error.message()))?;
    let mut settings = BTreeMap::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(part) if key == "team" => {
                for (inner, value) in part {
                    insert_setting(&mut settings, &format!("team.{inner}"), format!("team_{inner}"), value)
                        .map_err(|e| unreadable(&e))?;
                }
            }
            value => insert_setting(&mut settings, &key, key.clone(), value).map_err(|error| unreadable(&error))?,
        }
    }
    Ok(settings)
}

/// Adds one value of the file, as the environment would write it.
fn insert_setting(
    settings: &mut BTreeMap<String, String>,
    name: &str,
    key: String,
    value: toml::Value,
) -> Result<(), String> {
    if !KEYS.contains(&key.as_str()) {
        let near = names::nearest(&key, KEYS).map(|near| format!("; is {near} meant?")).unwrap_or_default();
        return Err(format!("there is no setting {name:?}{near}"));
    }
    let text = match value {
        toml::Value::String(text) => text,
        toml::Value::Boolean(yes) => yes.to_string(),
        toml::Value::Integer(number) => number.to_string(),
        _ => return Err(format!("{name} must be a text, a whole number, true or false")),
    };
    settings.insert(key, text);
    Ok(())
}

fn read<T>(
    settings: &BTreeMap<String, String>,
    key: &str,
    default: &str,
    read_value: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, BadConfig> {
    read_value(settings.get(key).map_or(default, String::as_str)).map_err(|why| bad_config(&key.to_uppercase(), &why))
}

fn bad_config(key: &str, why: &dyn std::fmt::Display) -> BadConfig {
    BadConfig(format!("CREWLINE_{key} can't be used: {why}"))
}

#[cfg(test)]
mod tests;
