//! A stored recording, and its audio.

use std::ops::Range;

use bytes::Bytes;
use futures_util::stream::BoxStream;

use super::{Store, StoreError};
use crate::access::{CountScope, Held, VisibleSql, actions, visible_sql};
use crate::calls::Call;
use crate::db::{Db, Error, from_row};
use crate::ids::RecordingId;

static FIND_AUDIO: VisibleSql = visible_sql!("find_audio.sql");
static COUNT_OF: VisibleSql = visible_sql!("count_of.sql");

/// A recording that can be heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audio {
    /// Its id.
    pub id: RecordingId,
    place: String,
    /// Its media type.
    pub media_type: String,
    bytes: i64,
}

from_row!(Audio { id, place, media_type, bytes });

/// A stored recording of a call: the one requested, or else the newest. `None` if there is none.
///
/// # Errors
/// When the database fails.
pub async fn open(
    db: &Db,
    call: &Held<Call, actions::HearRecordings>,
    which: Option<RecordingId>,
) -> Result<Option<Audio>, Error> {
    Ok(db.read_visible::<Audio>(call, &FIND_AUDIO, &[&call.id, &which]).await?.into_iter().next())
}

/// How many recordings a teammate can hear, counted up to `max`.
///
/// # Errors
/// When the database fails.
pub async fn count_of(db: &Db, scope: &CountScope, max: i64) -> Result<i64, Error> {
    db.count(scope, &COUNT_OF, &[&max]).await
}

impl Audio {
    /// Its size in bytes.
    pub fn bytes(&self) -> u64 {
        u64::try_from(self.bytes).unwrap_or_default()
    }

    /// Streams a part of it from the store.
    ///
    /// # Errors
    /// When the file is missing or damaged, or the store does not answer.
    pub async fn stream(
        &self,
        store: &Store,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError> {
        store.read(&self.place, range, self.bytes()).await
    }

    /// Checks that the store has it.
    ///
    /// # Errors
    /// When the file is missing or damaged, or the store does not answer.
    pub async fn check(&self, store: &Store) -> Result<(), StoreError> {
        store.check(&self.place, self.bytes()).await
    }
}
