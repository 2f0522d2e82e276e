//! The Python environment of the peers.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Context, Outcome};
use crate::{program, workspace};

/// The environment's Python. The environment is rebuilt when the requirements or the machine's Python change.
///
/// # Errors
/// When there is no Python with venv, or a package can't be installed.
pub(crate) fn ready() -> Outcome<PathBuf> {
    let requirements = workspace::root().join("e2e/peers/requirements.txt");
    let packages = fs::read_to_string(&requirements).context("read e2e/peers/requirements.txt")?;
    let version = program::output(Command::new("python3").arg("--version"))?;
    let recipe = format!("{}{packages}", String::from_utf8_lossy(&version));

    let folder = workspace::target()?.join("peers/python");
    let python = folder.join("bin/python");
    let recipe_file = folder.join("recipe.txt");
    if fs::read_to_string(&recipe_file).is_ok_and(|installed| installed == recipe) && python.is_file() {
        return Ok(python);
    }
    program::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    program::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements))?;
    // Last, so that an incomplete environment is rebuilt.
    fs::write(&recipe_file, recipe)?;
    Ok(python)
}
