//! The programs that the tests need: a browser and its driver, PostgreSQL's server, Python, npm, a font.
//!
//! On Debian and Ubuntu, as root or with passwordless sudo, missing ones are installed. Elsewhere they are listed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::account;
use crate::failure::{Failure, Outcome};
use crate::{postgres_programs, program};

/// Something that the tests use and that is not in the workspace.
struct Need {
    /// Its name for people.
    name: &'static str,
    /// Its packages on Debian.
    packages: &'static [&'static str],
    /// Whether it is installed.
    is_installed: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need { name: "Chromium", packages: &["chromium"], is_installed: || browser().is_some() },
    Need { name: "ChromeDriver", packages: &["chromium-driver"], is_installed: || driver().is_some() },
    Need { name: "a font", packages: &["fonts-liberation"], is_installed: has_fonts },
    Need {
        name: "PostgreSQL's server programs",
        packages: &["postgresql"],
        is_installed: || postgres_programs::folder().is_ok(),
    },
    Need { name: "Python 3 with venv", packages: &["python3", "python3-venv"], is_installed: has_python },
    Need { name: "npm", packages: &["npm"], is_installed: || program::on_path("npm").is_some() },
];

/// The browser.
pub(crate) fn browser() -> Option<PathBuf> {
    program::first_on_path(&["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"])
}

/// The program that drives the browser.
pub(crate) fn driver() -> Option<PathBuf> {
    program::first_on_path(&["chromedriver", "chromium.chromedriver"])
}

fn has_fonts() -> bool {
    let folders = ["/usr/share/fonts/truetype", "/usr/share/fonts/opentype", "/System/Library/Fonts"];
    folders.iter().any(|folder| std::fs::read_dir(folder).is_ok_and(|mut fonts| fonts.next().is_some()))
        || program::output(Command::new("fc-list").arg("--format=x")).is_ok_and(|list| !list.is_empty())
}

fn has_python() -> bool {
    program::output(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_ok()
}

/// Installs missing programs, where it can.
///
/// # Errors
/// When something is missing and can't be installed from here.
pub(crate) fn install_missing() -> Outcome {
    let missing = missing();
    if missing.is_empty() {
        println!("nothing is missing");
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    let Some(apt) = Apt::of_this_machine()? else { return Err(missing_error(&missing)) };
    apt.install(&packages)?;
    let missing = self::missing();
    if missing.is_empty() { Ok(()) } else { Err(missing_error(&missing)) }
}

fn missing() -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| !(need.is_installed)()).collect()
}

fn missing_error(missing: &[&Need]) -> Failure {
    let names: Vec<&str> = missing.iter().map(|need| need.name).collect();
    Failure::new(format!(
        "the tests need {}: install it (on Debian as root this is done for you), or leave its steps out with --only",
        names.join(", ")
    ))
}

/// Debian's installer.
struct Apt {
    with_sudo: bool,
}

impl Apt {
    fn of_this_machine() -> Outcome<Option<Self>> {
        if !Path::new("/etc/debian_version").exists() || program::on_path("apt-get").is_none() {
            return Ok(None);
        }
        if account::is_root()? {
            return Ok(Some(Self { with_sudo: false }));
        }
        let may =
            program::on_path("sudo").is_some() && program::output(Command::new("sudo").args(["-n", "true"])).is_ok();
        Ok(may.then_some(Self { with_sudo: true }))
    }

    fn install(&self, packages: &[&str]) -> Outcome {
        program::run(self.command().arg("update").arg("--quiet=2"))?;
        program::run(self.command().args(["install", "--yes", "--quiet=2", "--no-install-recommends"]).args(packages))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(if self.with_sudo { "sudo" } else { "env" });
        if self.with_sudo {
            command.args(["-n", "env"]);
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    }
}
