//! A message, for viewers of its number.

use crate::access::{Action, BusinessSql, LiveFeed, May, Thing, VisibleSql, business_sql, visible_sql};
use crate::calls::Direction;
use crate::carrier::message::{MessageStatus, Sender};
use crate::db::{Db, Error, from_row, words};
use crate::ids::{MessageId, NumberId};
use crate::time::Timestamp;

static FIND: VisibleSql = visible_sql!("find.sql");
static CHANGED: BusinessSql = business_sql!("changed.sql");

words! {
    /// The kind of sender.
    pub enum FromKind {
        /// A telephone number.
        Number = "number",
        /// A few digits that stand for a service.
        ShortCode = "short_code",
        /// A name in place of a number.
        Name = "name",
        /// Something else.
        Unknown = "unknown",
    }
}

impl From<&Sender> for FromKind {
    fn from(sender: &Sender) -> Self {
        match sender {
            Sender::Number(_) => Self::Number,
            Sender::ShortCode(_) => Self::ShortCode,
            Sender::Name(_) => Self::Name,
            Sender::Other(_) => Self::Unknown,
        }
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The number that it came to, or was sent from.
    pub number_id: NumberId,
    /// The number's current name.
    pub number_name: String,
    /// Its direction.
    pub direction: Direction,
    /// Its status.
    pub status: MessageStatus,
    /// Its sender: a telephone number in E.164, or an address in place of one.
    pub from: String,
    /// The kind of sender.
    pub from_kind: FromKind,
    /// Its recipient.
    pub to: String,
    /// Its text; empty if it is pictures alone.
    pub body: String,
    /// How many texts of the network it took, if that is known.
    pub segments: Option<i64>,
    /// How many pictures and the like came with it.
    pub media_count: i64,
    /// When it came in, if it did.
    pub received_at: Option<Timestamp>,
    /// When it was sent from here, if it was.
    pub sent_at: Option<Timestamp>,
}

from_row!(Message {
    id,
    number_id,
    number_name,
    direction,
    status,
    from,
    from_kind,
    to,
    body,
    segments,
    media_count,
    received_at,
    sent_at
});

impl Message {
    /// Messages that have changed, for a feed that hands each only to those who see its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn changed(db: &Db, feed: &LiveFeed, ids: &[MessageId]) -> Result<Vec<Self>, Error> {
        db.read_by_ids(feed, &CHANGED, ids).await
    }
}

impl Thing for Message {
    type Id = MessageId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: MessageId) -> Result<Option<Self>, Error> {
        Ok(db.read_visible::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}
