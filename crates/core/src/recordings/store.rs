//! The store of recordings: a folder, or a bucket of an S3 service.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, WriteMultipart};

use crate::db;

/// The size of a part of an upload: the least that an S3 service accepts.
const PART_BYTES: usize = 5 * 1024 * 1024;
/// The most parts that are uploaded at the same time.
const MAX_PARTS_IN_FLIGHT: usize = 2;

/// The store of recordings; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store(Arc<dyn ObjectStore>);

/// The store failed.
#[derive(Debug, thiserror::Error)]
#[error("the recordings store does not answer: {0}")]
pub struct StoreError(#[from] object_store::Error);

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
            return Ok(Self(Arc::new(store.with_fsync(true))));
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
        Ok(Self(Arc::new(PrefixStore::new(store, prefix))))
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

    /// Begins to write. Nothing can be read until it is finished.
    pub(super) async fn write(&self, place: &str) -> Result<StoreWriter, StoreError> {
        let upload = self.0.put_multipart(&Path::parse(place).map_err(object_store::Error::from)?).await?;
        Ok(StoreWriter(WriteMultipart::new_with_chunk_size(upload, PART_BYTES)))
    }

    /// Streams a part of the object at a place.
    pub(super) async fn read(
        &self,
        place: &str,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        let object = self.0.get_opts(&Path::parse(place).map_err(object_store::Error::from)?, options).await?;
        Ok(object.into_stream().map_err(StoreError::from).boxed())
    }
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
        assert!(store.read("a/b.mp3", 0..10).await.is_err());
        writer.finish().await.unwrap();
        let parts: Vec<Bytes> = store.read("a/b.mp3", 2..5).await.unwrap().try_collect().await.unwrap();
        assert_eq!(parts.concat(), b"234");
        assert!(store.write("../outside").await.is_err());
    }
}
