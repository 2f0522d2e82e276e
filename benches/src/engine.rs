//! The two engines.

use crewline_core::db::Target;

/// One of the two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Engine {
    /// The embedded file.
    Sqlite,
    /// The server.
    Postgres,
}

impl Engine {
    /// Both.
    pub(crate) const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// Its name for people.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// The address of a database, as the program's settings take it.
pub(crate) fn setting(target: &Target) -> String {
    match target {
        Target::Sqlite(path) => format!("sqlite:{}", path.display()),
        Target::Postgres(address) => address.clone(),
    }
}
