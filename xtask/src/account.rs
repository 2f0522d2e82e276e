//! The account that a server runs under: PostgreSQL refuses to run as root, so root uses an account without rights.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Context, Failure, Outcome};
use crate::program;

/// The account under which servers are started.
pub(crate) enum Account {
    /// Our own.
    Ours,
    /// Another one, since we are root.
    Borrowed {
        /// Its name.
        name: String,
        /// Its number.
        user_id: u32,
        /// The number of its group.
        group_id: u32,
    },
}

impl Account {
    /// Ours, or `postgres` or `nobody` when ours is root.
    ///
    /// # Errors
    /// When we are root and there is neither.
    pub(crate) fn for_servers() -> Outcome<Self> {
        if !is_root()? {
            return Ok(Self::Ours);
        }
        let accounts = fs::read_to_string("/etc/passwd").context("read /etc/passwd")?;
        ["postgres", "nobody"].iter().find_map(|name| Self::named(&accounts, name)).ok_or_else(|| {
            Failure::new(
                "PostgreSQL refuses to run as root, and there is no account named postgres or nobody to run it",
            )
        })
    }

    fn named(accounts: &str, name: &str) -> Option<Self> {
        accounts.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            let [found, _, user_id, group_id, ..] = fields.as_slice() else { return None };
            (*found == name).then_some(())?;
            Some(Self::Borrowed {
                name: name.to_owned(),
                user_id: user_id.parse().ok()?,
                group_id: group_id.parse().ok()?,
            })
        })
    }

    /// A command that will run under this account.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        match self {
            Self::Ours => Command::new(program),
            Self::Borrowed { name, .. } if program::on_path("runuser").is_some() => {
                let mut command = Command::new("runuser");
                command.args(["-u", name, "--"]).arg(program);
                command
            }
            Self::Borrowed { user_id, group_id, .. } => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={user_id}")).arg(format!("--regid={group_id}"));
                command.args(["--clear-groups", "--"]).arg(program);
                command
            }
        }
    }

    /// A new, empty folder of this account alone.
    ///
    /// # Errors
    /// When it can't be made.
    pub(crate) fn fresh_folder(&self, name: &str) -> Outcome<PathBuf> {
        let mut bytes = [0; 8];
        fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes)).context("draw a name")?;
        let suffix: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let folder = std::env::temp_dir().join(format!("{name}-{suffix}"));
        fs::create_dir(&folder).context("make a temporary folder")?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        self.chown(&folder)?;
        Ok(folder)
    }

    /// Makes `path` this account's.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn chown(&self, path: &Path) -> Outcome {
        match self {
            Self::Ours => Ok(()),
            Self::Borrowed { user_id, group_id, .. } => {
                chown(path, Some(*user_id), Some(*group_id)).context("hand a file to another account")
            }
        }
    }
}

/// Whether we are root, by the owner of a file that we create.
///
/// # Errors
/// When the temporary folder can't be written.
pub(crate) fn is_root() -> Outcome<bool> {
    let probe = std::env::temp_dir().join(format!("crewline-owner-{}", std::process::id()));
    let file = fs::File::create(&probe).context("write in the temporary folder")?;
    let owner = file.metadata()?.uid();
    fs::remove_file(&probe)?;
    Ok(owner == 0)
}
