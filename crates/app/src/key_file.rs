//! The file with the instance's key: read at every start, and made at the first.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crewline_core::db;
use crewline_core::secret::Seal;
use secrecy::{ExposeSecret, SecretString};

/// The first line of a key file that this program made. One that was made elsewhere may be older than its database.
const MARK: &str = "# Crewline made this key";
/// The most bytes that are read of a key file.
const MAX_BYTES: u64 = 64 * 1024;

/// The key of a file.
pub(crate) struct StoredKey {
    /// The key.
    pub(crate) seal: Seal,
    /// Whether this program made it, so that there was a database with it.
    pub(crate) is_own: bool,
}

/// Reads the file; `None` if there is none.
///
/// # Errors
/// Returns a sentence that names the file: it can't be read, holds no key, or others may read it.
pub(crate) fn read(path: &Path) -> Result<Option<StoredKey>, db::Error> {
    let unusable = |why: &dyn std::fmt::Display| unusable(path, why);
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(&error)),
    };
    let metadata = file.metadata().map_err(|error| unusable(&error))?;
    if !metadata.is_file() {
        return Err(unusable(&"it is no file"));
    }
    // As OpenSSH judges a private key. A file of another owner, as a container's orchestrator mounts it, is theirs to judge.
    if metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & 0o077 != 0 {
        return Err(unusable(&format!(
            "others than its owner may read it (mode {:04o}): run `chmod 600 {}`",
            metadata.mode() & 0o7777,
            path.display()
        )));
    }
    let mut bytes = Vec::new();
    (&mut file).take(MAX_BYTES).read_to_end(&mut bytes).map_err(|error| unusable(&error))?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(unusable(&"it is empty: restore it from a copy"));
    }
    let no_key = || unusable(&"it does not hold a whole key, 32 bytes in base64: restore it from a copy");
    let text = String::from_utf8(bytes).map_err(|_| no_key())?;
    let is_own = text.starts_with(MARK);
    let seal = Seal::from_text(&text.into()).map_err(|_| no_key())?;
    Ok(Some(StoredKey { seal, is_own }))
}

/// Makes the file with a new key, which only its owner may read. If another process has made it meanwhile, that one counts.
///
/// # Errors
/// Returns a sentence that names the file when it can't be made.
pub(crate) fn create(path: &Path) -> Result<Seal, db::Error> {
    let unusable = |why: &dyn std::fmt::Display| unusable(path, why);
    let key: SecretString = Seal::new_key().map_err(|error| unusable(&error))?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    // The file appears whole or not at all, and never over another.
    let mut file = tempfile::NamedTempFile::new_in(&folder).map_err(|error| unusable(&error))?;
    let text = format!(
        "{MARK}. The database's secrets are sealed with it and can't be read without it: keep a copy in another place \
         than the database's.\n{}\n",
        key.expose_secret()
    );
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(|error| unusable(&error))?;
    match file.persist_noclobber(path) {
        Ok(_) => File::open(&folder).and_then(|folder| folder.sync_all()).map_err(|error| unusable(&error))?,
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(unusable(&error.error)),
    }
    Ok(read(path)?.ok_or_else(|| unusable(&"it is gone again"))?.seal)
}

/// The absolute path, for a sentence: the working folder of a service is seldom known.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn unusable(path: &Path, why: &dyn std::fmt::Display) -> db::Error {
    db::Error::Unusable(format!("the key file {} can't be used: {why}", absolute(path).display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn sentence(path: &Path) -> String {
        read(path).err().expect("a refusal").to_string()
    }

    #[test]
    fn a_made_key_is_read_again_and_only_by_its_owner() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("crewline.key");
        assert!(read(&path).expect("no key yet").is_none());
        let sealed = create(&path).expect("a key").close("a", b"secret").expect("random bytes");
        let key = read(&path).expect("a usable key").expect("a key");
        assert!(key.is_own);
        assert_eq!(key.seal.open("a", &sealed).expect("the same key"), b"secret");
        assert_eq!(std::fs::metadata(&path).expect("the file").permissions().mode() & 0o777, 0o600);
        let again = create(&path).expect("the key of the other process");
        assert_eq!(again.open("a", &sealed).expect("the same key"), b"secret");
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1);
    }

    #[test]
    fn a_key_file_that_holds_no_key_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("crewline.key");
        create(&path).expect("a key");
        let whole = std::fs::read(&path).expect("the key");
        let cut = whole[..whole.len() - 5].to_vec();
        for (content, why) in [
            (Vec::new(), "it is empty"),
            (b"\n \n".to_vec(), "it is empty"),
            (cut, "does not hold a whole key"),
            (b"\xff\xfe\x00".to_vec(), "does not hold a whole key"),
            (b"# a comment alone\n".to_vec(), "does not hold a whole key"),
            (b"# one\nAAAA\n".to_vec(), "does not hold a whole key"),
        ] {
            std::fs::write(&path, content).expect("the file");
            let sentence = sentence(&path);
            assert!(sentence.contains(&path.display().to_string()) && sentence.contains(why), "{sentence}");
        }
        assert!(sentence(folder.path()).contains("is no file"));
    }

    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("crewline.key");
        create(&path).expect("a key");
        for mode in [0o644, 0o640, 0o604, 0o660, 0o620] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("permissions");
            let sentence = sentence(&path);
            assert!(sentence.contains("chmod 600") && sentence.contains(&format!("{mode:04o}")), "{sentence}");
        }
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).expect("permissions");
        assert!(read(&path).expect("a usable key").is_some());
    }

    #[test]
    fn a_key_that_was_made_elsewhere_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("crewline.key");
        std::fs::write(&path, Seal::new_key().expect("random bytes").expose_secret()).expect("the file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("permissions");
        assert!(!read(&path).expect("a usable key").expect("a key").is_own);
    }
}
