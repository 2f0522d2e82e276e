//! axe, which finds accessibility faults in a page.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::{program, workspace};

/// Pinned, since a newer version finds other faults.
const VERSION: &str = "4.14.1";

/// The script to run in a page, installed by npm.
///
/// # Errors
/// When there is no npm, or no package.
pub(crate) fn ready() -> Outcome<PathBuf> {
    let folder = workspace::target()?.join("peers/axe").join(VERSION);
    let script = folder.join("node_modules/axe-core/axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    fs::create_dir_all(&folder)?;
    let mut npm = Command::new("npm");
    npm.current_dir(&folder).args(["install", "--prefix", "."]);
    npm.args(["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]);
    program::run(npm.arg(format!("axe-core@{VERSION}")))?;
    if script.is_file() { Ok(script) } else { Err(Failure::new(format!("npm installed no {}", script.display()))) }
}
