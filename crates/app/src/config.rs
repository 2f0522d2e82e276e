//! The settings: from a TOML file, and from the environment, which wins. docs/OPERATING.md lists them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crewline_core::db::Target;
use crewline_core::invitations::{ExistingAccounts, Terms};
use crewline_core::seats::{BadPlans, Plan, Plans};
use secrecy::SecretString;
use serde::Deserialize;

/// The keys of the file. Each is the name of an environment variable without `CREWLINE_`, in lower case. A key that
/// begins with `team_` may also be in the section `[team]`, without that prefix.
const KEYS: [&str; 17] = [
    "database",
    "bind",
    "public_url",
    "smtp_url",
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
];

/// A setting that can't be used. The sentence names it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadConfig(String);

/// The settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database.
    pub database: Target,
    /// The address to listen on.
    pub bind: SocketAddr,
    /// The base of links in mail and of webhook signatures, without a slash at the end.
    pub public_url: String,
    /// The SMTP server, if there is one.
    pub smtp_url: Option<SecretString>,
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
    /// Whether a proxy in front names the client's address in `X-Forwarded-For`.
    pub trust_proxy: bool,
    /// How long requests may take to finish when the server stops, in seconds.
    pub shutdown_seconds: u64,
    /// The terms of invitations: the plans, how long a link works, and whether people with an account are asked.
    pub terms: Terms,
}

/// The plans of a file, or the one unlimited plan.
fn plans(file: Option<&str>, default: Option<&str>) -> Result<Plans, BadConfig> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        plan: Vec<Plan>,
    }
    let all = match file {
        None => Plans::unlimited().all().to_vec(),
        Some(path) => {
            let text =
                std::fs::read_to_string(path).map_err(|error| bad_config("PLANS", &format!("{path}: {error}")))?;
            toml::from_str::<File>(&text).map_err(|error| bad_config("PLANS", &error.message()))?.plan
        }
    };
    Plans::new(all, default).map_err(|error| match error {
        BadPlans::None => bad_config("PLANS", &"the file has no [[plan]]"),
        BadPlans::NoDefault(_) => bad_config("DEFAULT_PLAN", &error),
        _ => bad_config("PLANS", &error),
    })
}

/// Reads the terms of invitations.
fn terms(settings: &BTreeMap<String, String>) -> Result<Terms, BadConfig> {
    let hours: i64 = read(settings, "team_invitation_hours", "168")?;
    if !(1..=720).contains(&hours) {
        return Err(bad_config("TEAM_INVITATION_HOURS", &format!("{hours} is not from 1 to 720, which is 30 days")));
    }
    let existing = match settings.get("team_existing_accounts").map_or("add", String::as_str) {
        "add" => ExistingAccounts::Added,
        "ask" => ExistingAccounts::Invited,
        other => return Err(bad_config("TEAM_EXISTING_ACCOUNTS", &format!("{other:?} is neither add nor ask"))),
    };
    let text = |key: &str| settings.get(key).map(String::as_str);
    Ok(Terms { plans: plans(text("plans"), text("default_plan"))?, life_seconds: hours * 3_600, existing })
}

impl Config {
    /// Reads the file, if one is named, and the environment.
    ///
    /// # Errors
    /// Returns a sentence that names the setting that can't be used.
    pub fn read(file: Option<&Path>) -> Result<Self, BadConfig> {
        Self::from(file, |key| std::env::var(format!("CREWLINE_{}", key.to_uppercase())).ok())
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
        let database: Target = read(&settings, "database", "sqlite:crewline.db")?;
        let bind: SocketAddr = read(&settings, "bind", "127.0.0.1:8080")?;
        let public_url = settings.get("public_url").cloned().unwrap_or_else(|| format!("http://{bind}"));
        let key_file = settings.get("key_file").map(PathBuf::from).unwrap_or_else(|| key_file_beside(&database));
        let log_format = settings.get("log_format").map_or("text", String::as_str);
        Ok(Self {
            public_url: parse_base_url(&public_url)?,
            smtp_url: settings.get("smtp_url").map(|url| url.as_str().into()),
            mail_from: settings.get("mail_from").cloned().unwrap_or_else(|| "Crewline <crewline@localhost>".into()),
            recordings: settings.get("recordings").cloned().unwrap_or_else(|| "file:recordings".into()),
            log: settings.get("log").cloned().unwrap_or_else(|| "info".into()),
            log_json: match log_format {
                "text" => false,
                "json" => true,
                other => return Err(bad_config("LOG_FORMAT", &format!("{other:?} is neither text nor json"))),
            },
            metrics_bind: settings.get("metrics_bind").map(|text| parse("metrics_bind", text)).transpose()?,
            secret_key: settings.get("secret_key").map(|key| key.as_str().into()),
            key_file,
            trust_proxy: read(&settings, "trust_proxy", "false")?,
            shutdown_seconds: read(&settings, "shutdown_seconds", "20")?,
            terms: terms(&settings)?,
            database,
            bind,
        })
    }
}

/// The default key file: beside the database file.
fn key_file_beside(database: &Target) -> PathBuf {
    match database {
        Target::Sqlite(path) => path.with_extension("key"),
        Target::Postgres(_) => "crewline.key".into(),
    }
}

fn parse_base_url(text: &str) -> Result<String, BadConfig> {
    let url = url::Url::parse(text).map_err(|error| bad_config("PUBLIC_URL", &error))?;
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !is_plain {
        return Err(bad_config("PUBLIC_URL", &"write http:// or https://, a host, and no more than a path"));
    }
    Ok(text.trim().trim_end_matches('/').to_owned())
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
        return Err(format!("there is no setting {name:?}"));
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

fn read<T: FromStr<Err: std::fmt::Display>>(
    settings: &BTreeMap<String, String>,
    key: &str,
    default: &str,
) -> Result<T, BadConfig> {
    parse(key, settings.get(key).map_or(default, String::as_str))
}

fn parse<T: FromStr<Err: std::fmt::Display>>(key: &str, text: &str) -> Result<T, BadConfig> {
    text.trim().parse().map_err(|error: T::Err| {
        let sentence = error.to_string();
        if sentence.starts_with("CREWLINE_") { BadConfig(sentence) } else { bad_config(&key.to_uppercase(), &sentence) }
    })
}

fn bad_config(key: &str, why: &dyn std::fmt::Display) -> BadConfig {
    BadConfig(format!("CREWLINE_{key} can't be used: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config_with(pairs: &[(&str, &str)]) -> Result<Config, BadConfig> {
        Config::from(None, |key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_default_settings_are_the_documented_ones() {
        let config = config_with(&[]).expect("the defaults");
        assert_eq!(format!("{:?}", config.database), "sqlite:crewline.db");
        assert_eq!(
            (config.bind.to_string().as_str(), config.public_url.as_str()),
            ("127.0.0.1:8080", "http://127.0.0.1:8080")
        );
        assert_eq!(config.terms.plans.default_plan().seats, None);
        assert_eq!((config.terms.life_seconds, config.terms.existing), (7 * 86_400, ExistingAccounts::Added));
    }

    #[test]
    fn an_invalid_setting_is_named() {
        for (key, value) in [
            ("database", "mysql://x"),
            ("bind", "nowhere"),
            ("public_url", "ftp://x"),
            ("log_format", "xml"),
            ("default_plan", "gold"),
            ("plans", "/nowhere.toml"),
            ("trust_proxy", "maybe"),
            ("team_existing_accounts", "perhaps"),
            ("team_invitation_hours", "0"),
            ("team_invitation_hours", "721"),
        ] {
            let error = config_with(&[(key, value)]).expect_err(key).to_string();
            assert!(error.contains(&format!("CREWLINE_{}", key.to_uppercase())), "{error}");
        }
    }

    #[test]
    fn an_invitations_lifetime_is_between_one_hour_and_thirty_days() {
        for (hours, life_seconds) in
            [("1", Some(3_600)), ("720", Some(30 * 86_400)), ("0", None), ("721", None), ("-1", None)]
        {
            let life = config_with(&[("team_invitation_hours", hours)]).ok().map(|config| config.terms.life_seconds);
            assert_eq!(life, life_seconds, "{hours}");
        }
    }

    #[test]
    fn team_settings_are_read_from_their_own_section() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |text: &str| {
            let path = folder.path().join("crewline.toml");
            std::fs::write(&path, text).expect("a file");
            Config::from(Some(&path), |_| None)
        };
        let config = file("[team]\nexisting_accounts = \"ask\"\ninvitation_hours = 24\n").expect("settings");
        assert_eq!((config.terms.life_seconds, config.terms.existing), (86_400, ExistingAccounts::Invited));
        let error = file("[team]\nsize = 3\n").expect_err("no such setting").to_string();
        assert!(error.contains("team.size"), "{error}");
        assert!(file("[other]\nsize = 3\n").is_err());
    }

    #[test]
    fn plans_are_read_from_the_plans_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plans.toml");
        let read = |text: &str, default: &str| {
            std::fs::write(&path, text).expect("a file");
            config_with(&[("plans", path.to_str().expect("a path")), ("default_plan", default)])
        };
        let two = "[[plan]]\nkey = \"s\"\nname = \"Starter\"\nseats = 3\n[[plan]]\nkey = \"l\"\nname = \"Large\"\n";
        assert_eq!(read(two, "").expect("plans").terms.plans.default_plan().seats, Some(3));
        assert_eq!(read(two, "l").expect("plans").terms.plans.default_plan().seats, None);
        for (text, default, named) in
            [(two, "x", "DEFAULT_PLAN"), ("", "", "PLANS"), ("[[plan]]\nkey = \"s\"", "", "PLANS")]
        {
            let error = read(text, default).expect_err(named).to_string();
            assert!(error.contains(&format!("CREWLINE_{named}")), "{error}");
        }
    }
}
