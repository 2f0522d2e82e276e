//! Where PostgreSQL's server programs are. Distributions keep them off the PATH.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::program;

/// The folder that holds `initdb`, `pg_ctl` and `postgres`: the newest of the distribution's, what `pg_config` says, or
/// the one on the PATH.
///
/// # Errors
/// There is none.
pub(crate) fn folder() -> Outcome<PathBuf> {
    distribution().or_else(configured).or_else(on_path).ok_or_else(|| {
        Failure::new("PostgreSQL's server is not installed: install PostgreSQL 14 or newer, with initdb and pg_ctl")
    })
}

fn complete(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file())
}

fn distribution() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.flatten().map(|entry| entry.path().join("bin")).filter(|folder| complete(folder));
    folders.max_by_key(|folder| version(folder))
}

/// The number in `/usr/lib/postgresql/15/bin`.
fn version(folder: &Path) -> Option<u32> {
    folder.parent()?.file_name()?.to_str()?.parse().ok()
}

fn configured() -> Option<PathBuf> {
    let said = program::output(Command::new("pg_config").arg("--bindir")).ok()?;
    let folder = PathBuf::from(String::from_utf8(said).ok()?.trim());
    complete(&folder).then_some(folder)
}

/// `postgres` needs its own share folder beside it, so a link on the PATH is followed to where the programs are.
fn on_path() -> Option<PathBuf> {
    let program = fs::canonicalize(program::on_path("initdb")?).ok()?;
    let folder = program.parent()?.to_owned();
    complete(&folder).then_some(folder)
}
