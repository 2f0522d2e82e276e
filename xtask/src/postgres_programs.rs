//! Finds PostgreSQL's server programs. Distributions keep them off the PATH.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::program;

/// The folder that holds `initdb`, `pg_ctl` and `postgres`: the newest of the distribution's, the one that `pg_config`
/// names, or the one on the PATH.
///
/// # Errors
/// When there is none.
pub(crate) fn folder() -> Outcome<PathBuf> {
    of_distribution().or_else(of_pg_config).or_else(on_path).ok_or_else(|| {
        Failure::new("PostgreSQL's server is not installed: install PostgreSQL 14 or newer, with initdb and pg_ctl")
    })
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file())
}

fn of_distribution() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.flatten().map(|entry| entry.path().join("bin")).filter(|folder| is_complete(folder));
    folders.max_by_key(|folder| version(folder))
}

/// The number in `/usr/lib/postgresql/15/bin`.
fn version(folder: &Path) -> Option<u32> {
    folder.parent()?.file_name()?.to_str()?.parse().ok()
}

fn of_pg_config() -> Option<PathBuf> {
    let output = program::output(Command::new("pg_config").arg("--bindir")).ok()?;
    let folder = PathBuf::from(String::from_utf8(output).ok()?.trim());
    is_complete(&folder).then_some(folder)
}

/// `postgres` needs its share folder beside it, so a link on the PATH is resolved.
fn on_path() -> Option<PathBuf> {
    let program = fs::canonicalize(program::on_path("initdb")?).ok()?;
    let folder = program.parent()?.to_owned();
    is_complete(&folder).then_some(folder)
}
