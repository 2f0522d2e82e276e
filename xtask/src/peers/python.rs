//! The Python environment of the peers.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Context, Outcome};
use crate::{program, workspace};

/// The environment's Python. It is made anew when the requirements or the machine's Python change.
///
/// # Errors
/// It can't be made: no Python with venv, or no packages.
pub(crate) fn ready() -> Outcome<PathBuf> {
    let requirements = workspace::root().join("e2e/peers/requirements.txt");
    let wanted = fs::read_to_string(&requirements).context("read e2e/peers/requirements.txt")?;
    let version = program::output(Command::new("python3").arg("--version"))?;
    let recipe = format!("{}{wanted}", String::from_utf8_lossy(&version));

    let folder = workspace::target()?.join("peers/python");
    let python = folder.join("bin/python");
    let made_by = folder.join("recipe.txt");
    if fs::read_to_string(&made_by).is_ok_and(|made_by| made_by == recipe) && python.is_file() {
        return Ok(python);
    }
    program::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    program::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements))?;
    // Last, so that a half-made environment is made again.
    fs::write(&made_by, recipe)?;
    Ok(python)
}
