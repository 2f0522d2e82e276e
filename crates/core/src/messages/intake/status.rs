//! How far a text that was sent got.

use super::Heard;
use crate::access::{BusinessSql, Change, Scoped, business_sql};
use crate::carrier::Authentic;
use crate::carrier::id::CarrierId;
use crate::carrier::message::{MessageStatus, MessageUpdate};
use crate::carrier::provider::Provider;
use crate::db::{Db, Error, from_row};
use crate::ids::MessageId;
use crate::messages::Direction;

static KNOWN: BusinessSql = business_sql!("known.sql");
static SAVE: BusinessSql = business_sql!("save_status.sql");

/// How often a message is read again because somebody else has just written it. Callbacks of one message are few.
const TRIES: usize = 32;

/// What is known of a message.
pub(super) struct Known {
    pub(super) id: MessageId,
    direction: Direction,
    status: MessageStatus,
}

from_row!(Known { id, direction, status });

/// Notes how far a text that was sent got, if that is further than was known. `None`: no such text was sent from here,
/// and nothing is left of it.
///
/// # Errors
/// When the database fails.
pub async fn status(db: &Db, carrier: &Authentic, update: &MessageUpdate) -> Result<Option<Heard>, crate::Error> {
    let (provider, update) = (carrier.provider(), update.clone());
    db.record(carrier.proof(), move |tx| {
        Box::pin(async move { Ok(absorb(tx, provider, &update.message, update.status).await?) })
    })
    .await
}

/// What is known of the message that a carrier calls so.
pub(super) async fn known(
    tx: &mut Scoped<'_>,
    provider: Provider,
    message: &CarrierId,
) -> Result<Option<Known>, Error> {
    tx.optional::<Known>(&KNOWN, &[&provider, &message.as_str()]).await
}

async fn absorb(
    tx: &mut Scoped<'_>,
    provider: Provider,
    message: &CarrierId,
    news: MessageStatus,
) -> Result<Option<Heard>, Error> {
    for _ in 0..TRIES {
        let known = known(tx, provider, message).await?.filter(|known| known.direction == Direction::Outbound);
        let Some(Known { id, status, .. }) = known else { return Ok(None) };
        if news <= status {
            return Ok(Some(Heard { message: id, is_news: false }));
        }
        if tx.run(&SAVE, &[&id, &status, &news]).await? > 0 {
            tx.notify(Change::Message(id));
            return Ok(Some(Heard { message: id, is_news: true }));
        }
        // Somebody else's news came in between: read what is known now.
    }
    Err(Error::Unavailable("a message is being written by too many at once".into()))
}
