//! Dependencies that nothing uses, or only tests.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Outcome;
use crate::{program, workspace};

const NAME: &str = "cargo-shear";
const VERSION: &str = "=1.11.0";

/// Runs cargo-shear, which finds dependencies that the declaring code does not use. If it is not installed, it is built
/// once into the target folder; if it can't be downloaded, the step is left out.
///
/// # Errors
/// When it finds one.
pub(crate) fn check() -> Outcome {
    let tools = workspace::target()?.join("tools");
    let built = tools.join("bin").join(NAME);
    let shear = match program::on_path(NAME) {
        Some(installed) => installed,
        None if built.is_file() => built,
        None => match build(tools) {
            Ok(()) => built,
            Err(failure) => {
                println!(
                    "left out: {NAME} is not installed (cargo install {NAME}), and can't be built here: {failure}"
                );
                return Ok(());
            }
        },
    };
    program::run(Command::new(shear).current_dir(workspace::root()).args(["--locked"]))
}

fn build(root: PathBuf) -> Outcome {
    let mut command = workspace::cargo();
    command.args(["install", NAME, "--version", VERSION, "--locked", "--debug", "--quiet", "--root"]).arg(root);
    program::run(&mut command)
}
