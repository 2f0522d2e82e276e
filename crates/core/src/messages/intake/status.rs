//! Merges reports on a text that was sent.

use super::Applied;
use crate::access::{BusinessSql, Change, Scoped, business_sql};
use crate::calls::Direction;
use crate::carrier::Authentic;
use crate::carrier::id::CarrierId;
use crate::carrier::message::{MessageStatus, MessageUpdate};
use crate::carrier::provider::Provider;
use crate::carrier::report::{Reported, merge_report};
use crate::db::{Db, Error, from_row};
use crate::ids::MessageId;

static STORED_MESSAGE: BusinessSql = business_sql!("stored_message.sql");
static SAVE: BusinessSql = business_sql!("save_status.sql");

/// A message, with the status that reports are merged into.
pub(super) struct StoredMessage {
    pub(super) id: MessageId,
    direction: Direction,
    status: MessageStatus,
}

from_row!(StoredMessage { id, direction, status });

/// Merges a report on a text that was sent: its status only goes forward. `None` means that no such text was sent
/// from here, and nothing is written.
///
/// # Errors
/// When the database fails.
pub async fn status(db: &Db, carrier: &Authentic, update: &MessageUpdate) -> Result<Option<Applied>, crate::Error> {
    let key = (carrier.provider(), update.message.clone());
    // A word that no carrier used before says nothing.
    let Some(status) = update.status else { return Ok(None) };
    db.change_unaudited(carrier.proof(), move |tx| {
        Box::pin(async move { Ok(merge_report::<SentMessage>(tx, &key, &status).await?) })
    })
    .await
}

/// The message with this id at its carrier.
pub(super) async fn stored_message(
    tx: &mut Scoped<'_>,
    provider: Provider,
    message: &CarrierId,
) -> Result<Option<StoredMessage>, Error> {
    tx.optional::<StoredMessage>(&STORED_MESSAGE, &[&provider, &message.as_str()]).await
}

/// A message that was sent. Reports on texts that came in are ignored.
struct SentMessage(StoredMessage);

impl Reported for SentMessage {
    type Id = MessageId;
    type Key = (Provider, CarrierId);
    type Report = MessageStatus;
    type Merged = MessageStatus;

    async fn find(tx: &mut Scoped<'_>, (provider, message): &Self::Key) -> Result<Option<Self>, Error> {
        let stored = stored_message(tx, *provider, message).await?;
        Ok(stored.filter(|stored| stored.direction == Direction::Outbound).map(Self))
    }

    fn id(&self) -> MessageId {
        self.0.id
    }

    fn change(id: MessageId) -> Change {
        Change::Message(id)
    }

    fn merge(&self, report: &MessageStatus) -> Option<MessageStatus> {
        (*report > self.0.status).then_some(*report)
    }

    async fn save(&self, tx: &mut Scoped<'_>, merged: MessageStatus) -> Result<bool, Error> {
        Ok(tx.run(&SAVE, &[&self.0.id, &self.0.status, &merged]).await? > 0)
    }
}
