//! A message, as whoever sees its number may read it.

use crate::access::{Action, May, Thing, VisibleSql, visible_sql};
use crate::calls::Direction;
use crate::carrier::message::{MessageStatus, Sender};
use crate::db::{Db, Error, from_row, words};
use crate::ids::{MessageId, NumberId};
use crate::time::Timestamp;

static FIND: VisibleSql = visible_sql!("find.sql");

words! {
    /// What a message was written from.
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
    /// Which.
    pub id: MessageId,
    /// The number that it came to, or was sent from.
    pub number_id: NumberId,
    /// What that is called now.
    pub number_name: String,
    /// Which way it went.
    pub direction: Direction,
    /// How far it got.
    pub status: MessageStatus,
    /// What it was written from: a telephone number in E.164, or what stands in place of one.
    pub from: String,
    /// What that is.
    pub from_kind: FromKind,
    /// What it was written to.
    pub to: String,
    /// What it says; empty where it is pictures alone.
    pub body: String,
    /// How many texts of the network it took, where that is known.
    pub segments: Option<i64>,
    /// How many pictures and the like came with it.
    pub media_count: i64,
    /// When it came in, where it did.
    pub received_at: Option<Timestamp>,
    /// When it was sent from here, where it was.
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

impl Thing for Message {
    type Id = MessageId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: MessageId) -> Result<Option<Self>, Error> {
        Ok(db.read_visible::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}
