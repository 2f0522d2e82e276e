//! Where the workspace and what cargo builds of it are.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Context, Failure, Outcome};
use crate::program;

/// The folder that holds the workspace's Cargo.toml.
pub(crate) fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// Cargo, of the toolchain that runs us, in the workspace.
///
/// What `cargo run` told us of our own package is kept from it: build scripts that watch those variables would see
/// them change between our builds and a developer's, and half of the dependencies would be built again each time.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let ours =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if ours {
            command.env_remove(name);
        }
    }
    command
}

/// Where cargo puts what it builds.
///
/// # Errors
/// Cargo doesn't say.
pub(crate) fn target() -> Outcome<PathBuf> {
    let metadata = metadata()?;
    let folder = metadata["target_directory"].as_str();
    folder.map(PathBuf::from).ok_or_else(|| Failure::new("cargo metadata names no target folder"))
}

fn metadata() -> Outcome<serde_json::Value> {
    let said = program::output(cargo().args(["metadata", "--no-deps", "--offline", "--format-version=1"]))?;
    Ok(serde_json::from_slice(&said)?)
}

/// The integration tests of the packages whose names are `picked`, by the names of their targets.
///
/// # Errors
/// Cargo doesn't say.
pub(crate) fn integration_tests(picked: impl Fn(&str) -> bool) -> Outcome<Vec<String>> {
    let metadata = metadata()?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let packages = packages.filter(|package| package["name"].as_str().is_some_and(&picked));
    let targets = packages.flat_map(|package| package["targets"].as_array().into_iter().flatten());
    let tests = targets.filter(|target| target["kind"][0] == "test");
    Ok(tests.filter_map(|target| target["name"].as_str()).map(str::to_owned).collect())
}

/// The debug build of a program of ours.
///
/// # Errors
/// It is not built.
pub(crate) fn debug_program(name: &str) -> Outcome<PathBuf> {
    built("debug", name)
}

/// The release build of a program of ours.
///
/// # Errors
/// It is not built.
pub(crate) fn release_program(name: &str) -> Outcome<PathBuf> {
    built("release", name)
}

fn built(profile: &str, name: &str) -> Outcome<PathBuf> {
    let program = target()?.join(profile).join(name);
    if program.is_file() {
        return Ok(program);
    }
    Err(Failure::new(format!("{} is not built", program.display())))
}

/// Every file of the workspace that git knows or would take, by its path from the root; where there is no git, every
/// file outside `target` and hidden folders.
///
/// # Errors
/// A folder can't be read.
pub(crate) fn files() -> Outcome<Vec<String>> {
    let mut list = Command::new("git");
    list.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let Ok(listed) = program::output(&mut list) else {
        let mut found = Vec::new();
        list_files(root(), "", &mut found)?;
        found.sort();
        return Ok(found);
    };
    let names = String::from_utf8(listed).context("read git's list of files")?;
    let mut found: Vec<String> = names.split_terminator('\0').map(str::to_owned).collect();
    // Deleted and not yet committed.
    found.retain(|name| root().join(name).is_file());
    found.sort();
    found.dedup();
    Ok(found)
}

fn list_files(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Outcome {
    for entry in std::fs::read_dir(folder).context("read a folder")? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() {
            found.push(format!("{prefix}{name}"));
        } else if entry.file_type()?.is_dir() && name != "target" && name != ".git" {
            list_files(&entry.path(), &format!("{prefix}{name}/"), found)?;
        }
    }
    Ok(())
}
