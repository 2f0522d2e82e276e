//! The files of writers that did not finish: a recording is written as `PLACE#NUMBER`, and renamed when it is whole.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Removes what earlier writers of a file have left.
pub(super) async fn remove_of(file: &Path) {
    let file = file.to_owned();
    // A file that can't be removed is in nobody's way: the next writer takes another number.
    let _done = tokio::task::spawn_blocking(move || {
        let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else { return };
        for path in files(folder) {
            if whole_name(&path).is_some_and(|whole| OsStr::new(whole) == name) {
                let _removed = std::fs::remove_file(path);
            }
        }
    })
    .await;
}

/// Removes what writers in a folder, and in the folders in it, have left for longer than an age.
pub(super) async fn sweep(folder: &Path, age: Duration) -> u64 {
    let folder = folder.to_owned();
    let sweep = tokio::task::spawn_blocking(move || {
        let mut removed = 0;
        let folders = files(&folder).filter(|path| path.is_dir());
        for path in std::iter::once(folder.clone()).chain(folders).flat_map(|folder| files(&folder)) {
            let is_recording = whole_name(&path).is_some_and(|whole| {
                let extension = Path::new(whole).extension().and_then(OsStr::to_str);
                extension.is_some_and(|extension| ["mp3", "wav", "ogg", "m4a"].contains(&extension))
            });
            if is_recording && is_older(&path, age) && std::fs::remove_file(&path).is_ok() {
                removed += 1;
            }
        }
        removed
    });
    sweep.await.unwrap_or_default()
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// The name that a file would have if it were whole; `None` for a file that is no writer's.
fn whole_name(path: &Path) -> Option<&str> {
    let (whole, number) = path.file_name()?.to_str()?.rsplit_once('#')?;
    (!number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())).then_some(whole)
}

#[expect(clippy::disallowed_methods, reason = "files have the machine's time")]
fn is_older(path: &Path, age: Duration) -> bool {
    let written = std::fs::symlink_metadata(path).and_then(|facts| facts.modified());
    written.is_ok_and(|written| SystemTime::now().duration_since(written).unwrap_or_default() >= age)
}
