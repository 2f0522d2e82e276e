//! The store of recordings: a folder, or a bucket of an S3 service.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, WriteMultipart};

use super::unfinished;
use crate::db;

/// The size of a part of an upload: the least that an S3 service accepts.
const PART_BYTES: usize = 5 * 1024 * 1024;
/// The most parts that are uploaded at the same time.
const MAX_PARTS_IN_FLIGHT: usize = 2;

/// The store of recordings; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    /// The folder, unless it is a bucket.
    folder: Option<Arc<PathBuf>>,
}

/// The store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file at the place of a recording.
    #[error("the recordings store has no file at its place")]
    Missing,
    /// The file has another length than the one that was stored.
    #[error("the file in the recordings store has {0} bytes in place of {1}")]
    Damaged(u64, u64),
    /// It does not answer.
    #[error("the recordings store does not answer: {0}")]
    Unavailable(object_store::Error),
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Unavailable(other),
        }
    }
}

impl Store {
    /// Opens the store of a setting: `file:FOLDER`, which is created if missing, or `s3://BUCKET/PREFIX`, with the
    /// credentials and region from the environment's `AWS_…` variables.
    ///
    /// # Errors
    /// Returns a sentence that says what is wrong with the setting.
    pub fn from_setting(setting: &str) -> Result<Self, db::Error> {
        const FORM: &str = "CREWLINE_RECORDINGS can't be read: write file:FOLDER or s3://BUCKET/PREFIX";
        let invalid = |sentence: String| db::Error::Unusable(sentence);
        if let Some(folder) = setting.strip_prefix("file:") {
            let folder = folder.strip_prefix("//").unwrap_or(folder);
            if folder.is_empty() {
                return Err(invalid(FORM.into()));
            }
            let unusable = |error: &dyn std::fmt::Display| {
                invalid(format!("CREWLINE_RECORDINGS: the folder {folder} can't be used: {error}"))
            };
            std::fs::create_dir_all(folder).map_err(|error| unusable(&error))?;
            let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| unusable(&error))?;
            return Ok(Self { objects: Arc::new(store.with_fsync(true)), folder: Some(Arc::new(folder.into())) });
        }
        let Some(rest) = setting.strip_prefix("s3://") else { return Err(invalid(FORM.into())) };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_plain = !bucket.is_empty() && !setting.contains(['?', '#', '@']);
        let prefix =
            Path::parse(prefix.trim_end_matches('/')).ok().filter(|_| is_plain).ok_or_else(|| invalid(FORM.into()))?;
        // The store's client panics without a TLS provider. An error says that the process has one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build();
        let store = store
            .map_err(|error| invalid(format!("CREWLINE_RECORDINGS: the bucket {bucket} can't be used: {error}")))?;
        Ok(Self { objects: Arc::new(PrefixStore::new(store, prefix)), folder: None })
    }

    /// Writes a whole recording to a place, over anything that is there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn put(&self, place: &str, recording: &[u8]) -> Result<(), StoreError> {
        let mut writer = self.write(place).await?;
        writer.add(recording).await?;
        writer.finish().await
    }

    /// Begins to write. Nothing can be read until it is finished. What an earlier attempt at the same place has left is
    /// removed: only one runs at a time.
    pub(super) async fn write(&self, place: &str) -> Result<StoreWriter, StoreError> {
        let path = Path::parse(place).map_err(object_store::Error::from)?;
        if let Some(folder) = &self.folder {
            unfinished::remove_of(&folder.join(place)).await;
        }
        let upload = self.objects.put_multipart(&path).await?;
        Ok(StoreWriter(WriteMultipart::new_with_chunk_size(upload, PART_BYTES)))
    }

    /// Streams a part of the object at a place, which has to be of a length.
    pub(super) async fn read(
        &self,
        place: &str,
        range: Range<u64>,
        length: u64,
    ) -> Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        let path = Path::parse(place).map_err(object_store::Error::from)?;
        match self.objects.get_opts(&path, options).await {
            Ok(object) if object.meta.size == length => Ok(object.into_stream().map_err(StoreError::from).boxed()),
            Ok(object) => Err(StoreError::Damaged(object.meta.size, length)),
            Err(error) => {
                // A range that the file does not have is an error of its own.
                self.check(place, length).await?;
                Err(error.into())
            }
        }
    }

    /// Checks that the object at a place is there, and is of a length.
    pub(super) async fn check(&self, place: &str, length: u64) -> Result<(), StoreError> {
        let size = self.objects.head(&Path::parse(place).map_err(object_store::Error::from)?).await?.size;
        if size == length { Ok(()) } else { Err(StoreError::Damaged(size, length)) }
    }

    /// Removes what writers that were killed have left in a folder, if it is older than an age. A bucket has rules of its
    /// own for that. Returns how many files were removed.
    pub async fn sweep(&self, age: Duration) -> u64 {
        match &self.folder {
            Some(folder) => unfinished::sweep(folder, age).await,
            None => 0,
        }
    }

    /// Removes everything below a name, such as that of a business: also files that were never finished, and those that no
    /// row names.
    ///
    /// # Errors
    /// When the store does not answer, or not everything can be removed.
    pub(crate) async fn remove_folder(&self, name: &str) -> Result<(), StoreError> {
        let prefix = Path::parse(name).map_err(object_store::Error::from)?;
        debug_assert!(prefix.parts().count() == 1, "the name of one folder");
        if let Some(folder) = &self.folder {
            let folder = folder.join(prefix.as_ref());
            let removed = tokio::task::spawn_blocking(move || match std::fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            });
            let removed = removed.await.unwrap_or_else(|error| Err(std::io::Error::other(error)));
            let generic = |error| object_store::Error::Generic { store: "folder", source: Box::new(error) };
            return Ok(removed.map_err(generic)?);
        }
        let places = self.objects.list(Some(&prefix)).map_ok(|object| object.location).boxed();
        Ok(self.objects.delete_stream(places).try_for_each(|_| async { Ok(()) }).await?)
    }
}

/// Checks that the folder of a setting can be written, by a file that is removed again. A bucket is not asked.
///
/// # Errors
/// Returns a sentence that names the folder.
pub fn check_writable(setting: &str) -> Result<(), db::Error> {
    let Some(folder) = setting.strip_prefix("file:") else { return Ok(()) };
    let folder = std::path::Path::new(folder.strip_prefix("//").unwrap_or(folder));
    let path = folder.join(format!(".write-test-{}", std::process::id()));
    std::fs::write(&path, b"x").and(std::fs::remove_file(&path)).map_err(|error| {
        let folder = folder.display();
        db::Error::Unusable(format!("CREWLINE_RECORDINGS: the folder {folder} can't be written: {error}"))
    })
}

/// An object that is being written.
pub(super) struct StoreWriter(WriteMultipart);

impl StoreWriter {
    pub(super) async fn add(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.0.wait_for_capacity(MAX_PARTS_IN_FLIGHT).await?;
        self.0.write(bytes);
        Ok(())
    }

    pub(super) async fn finish(self) -> Result<(), StoreError> {
        Ok(self.0.finish().await.map(drop)?)
    }

    pub(super) async fn abort(self) {
        // If this fails, the store clears the parts away later.
        let _result = self.0.abort().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_store_setting_is_explained() {
        for setting in ["", "recordings", "file:", "ftp://x", "s3://", "s3://b/p?x=1", "s3://user@b/p"] {
            let error = Store::from_setting(setting).unwrap_err().to_string();
            assert!(error.contains("file:FOLDER or s3://BUCKET/PREFIX"), "{setting}: {error}");
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = Store::from_setting(&format!("file:{}/x", file.path().display())).unwrap_err().to_string();
        assert!(error.contains("can't be used"), "{error}");
        assert!(Store::from_setting("s3://bucket/some/prefix/").is_ok());
    }

    #[tokio::test]
    async fn a_stored_object_is_readable_only_once_finished() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::from_setting(&format!("file:{}", folder.path().join("new").display())).unwrap();
        let mut writer = store.write("a/b.mp3").await.unwrap();
        writer.add(b"0123456789").await.unwrap();
        assert!(matches!(store.read("a/b.mp3", 0..10, 10).await, Err(StoreError::Missing)));
        writer.finish().await.unwrap();
        let parts: Vec<Bytes> = store.read("a/b.mp3", 2..5, 10).await.unwrap().try_collect().await.unwrap();
        assert_eq!(parts.concat(), b"234");
        assert!(store.write("../outside").await.is_err());
    }

    #[tokio::test]
    async fn everything_below_a_name_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::from_setting(&format!("file:{}", folder.path().display())).unwrap();
        for place in ["biz_1/rec_1", "biz_1/rec_2", "biz_12/rec_3"] {
            store.put(place, b"sound").await.unwrap();
        }
        // A process that died has left it.
        std::fs::write(folder.path().join("biz_1/rec_4#1"), b"so").unwrap();
        store.remove_folder("biz_1").await.unwrap();
        assert!(!folder.path().join("biz_1").exists());
        assert!(folder.path().join("biz_12/rec_3").exists());
        store.remove_folder("biz_1").await.unwrap();
        assert!(store.remove_folder("../outside").await.is_err());
        assert!(folder.path().exists());
    }

    #[tokio::test]
    async fn everything_below_a_name_is_removed_from_a_bucket() {
        let objects = Arc::new(object_store::memory::InMemory::new());
        let store = Store { objects: objects.clone(), folder: None };
        for place in ["biz_1/rec_1", "biz_1/rec_2", "biz_12/rec_3"] {
            store.put(place, b"sound").await.unwrap();
        }
        store.remove_folder("biz_1").await.unwrap();
        let left: Vec<_> = objects.list(None).map_ok(|object| object.location.to_string()).try_collect().await.unwrap();
        assert_eq!(left, ["biz_12/rec_3"]);
    }

    #[tokio::test]
    async fn a_file_that_is_missing_or_has_another_length_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::from_setting(&format!("file:{}", folder.path().display())).unwrap();
        store.put("a/b.mp3", b"0123456789").await.unwrap();
        std::fs::write(folder.path().join("a/b.mp3"), b"0123").unwrap();
        for range in [0..2, 6..10] {
            assert!(matches!(store.read("a/b.mp3", range, 10).await, Err(StoreError::Damaged(4, 10))));
        }
        std::fs::remove_file(folder.path().join("a/b.mp3")).unwrap();
        assert!(matches!(store.check("a/b.mp3", 10).await, Err(StoreError::Missing)));
    }

    #[tokio::test]
    async fn what_a_killed_writer_has_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::from_setting(&format!("file:{}", folder.path().display())).unwrap();
        store.put("biz_1/rec_1.wav", b"whole").await.unwrap();
        let names =
            ["biz_1/rec_1.wav#1", "biz_1/rec_1.wav#2", "biz_1/rec_2.mp3#1", "biz_1/notes#1", "biz_1/rec_3.mp3#x"];
        let is_there = |name: &str| folder.path().join(name).exists();
        for name in names {
            std::fs::write(folder.path().join(name), b"part").unwrap();
        }
        assert_eq!(store.sweep(Duration::from_secs(3_600)).await, 0, "one that is being written is younger");
        // Another attempt at a recording removes what the last one has left.
        store.put("biz_1/rec_1.wav", b"again").await.unwrap();
        assert_eq!(names.map(is_there), [false, false, true, true, true]);
        assert_eq!(store.sweep(Duration::ZERO).await, 1);
        assert_eq!(names.map(is_there), [false, false, false, true, true], "nothing else is removed");
        assert!(is_there("biz_1/rec_1.wav"));
    }
}
