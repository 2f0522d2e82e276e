//! The location of a database, as the settings give it.

use std::path::PathBuf;
use std::str::FromStr;

use super::Error;
use super::postgres_address::Address;

/// The location of a database: `sqlite:PATH` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A file.
    Sqlite(PathBuf),
    /// A server's address, with the user and password.
    Postgres(String),
}

impl FromStr for Target {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            // `sqlite:///abs`, `sqlite://rel` and `sqlite:path` are all in use.
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with(":memory:") {
                return Err(Error::Unusable("CREWLINE_DATABASE names no file: write sqlite:PATH".into()));
            }
            return Ok(Self::Sqlite(path.into()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Address::parse(text)?;
            return Ok(Self::Postgres(text.to_owned()));
        }
        let scheme = text.split_once(':').map_or(text, |(scheme, _)| scheme);
        let scheme: String =
            scheme.chars().filter(|c| c.is_ascii_alphanumeric() || "+-.".contains(*c)).take(20).collect();
        Err(Error::Unusable(format!(
            "CREWLINE_DATABASE says {scheme:?}, which is no database that Crewline knows: write sqlite:PATH or postgres://…"
        )))
    }
}

/// Leaves out the server's address, since it holds a password.
impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}
