//! Paths and addresses from the environment, with defaults for a developer who runs one test by hand.

use std::path::{Path, PathBuf};

use crate::{Failure, Outcome};

/// The workspace's target folder: the one that holds this test.
///
/// # Errors
/// When the test runs from somewhere else.
pub fn target() -> Outcome<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    folder.map(Path::to_owned).ok_or_else(|| Failure::new("the test does not run from a target folder"))
}

/// The program: `CREWLINE_BIN`, else the debug build.
///
/// # Errors
/// When it is not there.
pub fn crewline() -> Outcome<PathBuf> {
    existing("CREWLINE_BIN", Some(target()?.join("debug/crewline")), "build it with cargo build")
}

/// axe's script: `CREWLINE_TEST_AXE`, else the one that the peers' step installed.
///
/// # Errors
/// When it is not there.
pub fn axe() -> Outcome<PathBuf> {
    let versions = std::fs::read_dir(target()?.join("peers/axe")).into_iter().flatten().flatten();
    let newest = versions.map(|entry| entry.path()).max();
    let script = newest.map(|folder| folder.join("node_modules/axe-core/axe.min.js"));
    existing("CREWLINE_TEST_AXE", script, "cargo xtask test --only browser installs it")
}

/// The Python of the peers' environment: `CREWLINE_TEST_PYTHON`, else the one that the peers' step installed.
///
/// # Errors
/// When it is not there.
pub fn python() -> Outcome<PathBuf> {
    let installed = target()?.join("peers/python/bin/python");
    existing("CREWLINE_TEST_PYTHON", Some(installed), "cargo xtask test --only browser installs it")
}

/// The folder of the peers' scripts.
pub fn peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

/// The browser: `CREWLINE_TEST_BROWSER`, else chromium on the PATH.
///
/// # Errors
/// When it is not there.
pub fn browser() -> Outcome<PathBuf> {
    existing("CREWLINE_TEST_BROWSER", on_path("chromium"), "install Chromium")
}

/// The program that drives the browser: `CREWLINE_TEST_CHROMEDRIVER`, else chromedriver on the PATH.
///
/// # Errors
/// When it is not there.
pub fn chromedriver() -> Outcome<PathBuf> {
    existing("CREWLINE_TEST_CHROMEDRIVER", on_path("chromedriver"), "install ChromeDriver")
}

/// The address of a PostgreSQL where databases may be created: `CREWLINE_TEST_POSTGRES`.
///
/// # Errors
/// When it is not set.
pub fn postgres() -> Outcome<String> {
    std::env::var("CREWLINE_TEST_POSTGRES").map_err(|_| {
        Failure::new("CREWLINE_TEST_POSTGRES is not set: cargo xtask postgres starts one and prints its address")
    })
}

fn existing(variable: &str, default: Option<PathBuf>, advice: &str) -> Outcome<PathBuf> {
    let file = std::env::var_os(variable).map(PathBuf::from).or(default).filter(|file| file.is_file());
    file.ok_or_else(|| {
        Failure::new(format!("{variable} names no file, and there is none at the default path: {advice}"))
    })
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
