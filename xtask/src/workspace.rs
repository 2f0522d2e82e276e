//! The workspace's folders, its files, and the programs that cargo builds of it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Context, Failure, Outcome};
use crate::program;

/// The folder that holds the workspace's Cargo.toml.
pub(crate) fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The cargo of our own toolchain, run in the workspace.
///
/// It does not inherit the variables that `cargo run` sets about our package: build scripts watch them, and would see
/// them change between our builds and a developer's, so half of the dependencies would be built again each time.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let is_ours =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if is_ours {
            command.env_remove(name);
        }
    }
    command
}

/// Cargo's target folder.
///
/// # Errors
/// When cargo fails.
pub(crate) fn target() -> Outcome<PathBuf> {
    let metadata = metadata()?;
    let folder = metadata["target_directory"].as_str();
    folder.map(PathBuf::from).ok_or_else(|| Failure::new("cargo metadata names no target folder"))
}

fn metadata() -> Outcome<serde_json::Value> {
    let metadata = program::output(cargo().args(["metadata", "--no-deps", "--offline", "--format-version=1"]))?;
    Ok(serde_json::from_slice(&metadata)?)
}

/// The names of the integration tests of the packages that `is_selected` accepts.
///
/// # Errors
/// When cargo fails.
pub(crate) fn integration_tests(is_selected: impl Fn(&str) -> bool) -> Outcome<Vec<String>> {
    let metadata = metadata()?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let packages = packages.filter(|package| package["name"].as_str().is_some_and(&is_selected));
    let targets = packages.flat_map(|package| package["targets"].as_array().into_iter().flatten());
    let tests = targets.filter(|target| target["kind"][0] == "test");
    Ok(tests.filter_map(|target| target["name"].as_str()).map(str::to_owned).collect())
}

/// The debug build of a program of ours.
///
/// # Errors
/// When it is not built.
pub(crate) fn debug_program(name: &str) -> Outcome<PathBuf> {
    built_program("debug", name)
}

/// The release build of a program of ours.
///
/// # Errors
/// When it is not built.
pub(crate) fn release_program(name: &str) -> Outcome<PathBuf> {
    built_program("release", name)
}

fn built_program(profile: &str, name: &str) -> Outcome<PathBuf> {
    let program = target()?.join(profile).join(name);
    if program.is_file() {
        return Ok(program);
    }
    Err(Failure::new(format!("{} is not built", program.display())))
}

/// Every file of the workspace that git tracks or would add, by its path from the root; without git, every file outside
/// `target` and `.git`.
///
/// # Errors
/// When a folder can't be read.
pub(crate) fn files() -> Outcome<Vec<String>> {
    let mut list = Command::new("git");
    list.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let Ok(listed) = program::output(&mut list) else {
        let mut files = Vec::new();
        list_files(root(), "", &mut files)?;
        files.sort();
        return Ok(files);
    };
    let names = String::from_utf8(listed).context("read git's list of files")?;
    let mut files: Vec<String> = names.split_terminator('\0').map(str::to_owned).collect();
    // Deleted and not yet committed.
    files.retain(|name| root().join(name).is_file());
    files.sort();
    files.dedup();
    Ok(files)
}

fn list_files(folder: &Path, prefix: &str, files: &mut Vec<String>) -> Outcome {
    for entry in std::fs::read_dir(folder).context("read a folder")? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() {
            files.push(format!("{prefix}{name}"));
        } else if entry.file_type()?.is_dir() && name != "target" && name != ".git" {
            list_files(&entry.path(), &format!("{prefix}{name}/"), files)?;
        }
    }
    Ok(())
}
