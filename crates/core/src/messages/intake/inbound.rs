//! Adds a text that came in.

use super::Applied;
use super::status::stored_message;
use crate::access::{BusinessSql, Change, Refusal, Scoped, business_sql};
use crate::calls::Direction;
use crate::carrier::Authentic;
use crate::carrier::message::{InboundMessage, MessageStatus};
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::provider::Provider;
use crate::db::{self, Db};
use crate::ids::{MessageId, NumberId};
use crate::messages::FromKind;

static NUMBER: BusinessSql = business_sql!("number.sql");
static ADD: BusinessSql = business_sql!("add.sql");
static ADD_MEDIA: BusinessSql = business_sql!("add_media.sql");

/// Adds a text that came in. A repeat changes nothing.
///
/// # Errors
/// Returns [`Refusal::NotFound`], and writes nothing, when the business has none of the numbers that it was sent to.
/// Fails too when the database does.
pub async fn inbound(db: &Db, carrier: &Authentic, message: &InboundMessage) -> Result<Applied, crate::Error> {
    let (number, to) = number(db, carrier, message).await?.ok_or(Refusal::NotFound)?;
    let (provider, message) = (carrier.provider(), message.clone());
    db.change_unaudited(carrier.proof(), move |tx| {
        Box::pin(async move { insert_message(tx, provider, number, &to, &message).await })
    })
    .await
}

/// The first recipient of the text that is a number of the business.
async fn number(
    db: &Db,
    carrier: &Authentic,
    message: &InboundMessage,
) -> Result<Option<(NumberId, PhoneNumber)>, db::Error> {
    for to in &message.to {
        if let Some((number,)) = db.read::<(NumberId,)>(carrier.proof(), &NUMBER, &[to]).await?.into_iter().next() {
            return Ok(Some((number, to.clone())));
        }
    }
    Ok(None)
}

async fn insert_message(
    tx: &mut Scoped<'_>,
    provider: Provider,
    number: NumberId,
    to: &PhoneNumber,
    text: &InboundMessage,
) -> Result<Applied, crate::Error> {
    let now = tx.now();
    let row = tx
        .optional::<(MessageId,)>(
            &ADD,
            &[
                &number,
                &provider,
                &text.message.as_str(),
                &Direction::Inbound,
                &MessageStatus::Received,
                &text.from.address(),
                &FromKind::from(&text.from),
                to,
                &text.body.as_str(),
                &text.segments.map(i64::from),
                &now,
            ],
        )
        .await?;
    let Some((message,)) = row else {
        let stored = stored_message(tx, provider, &text.message).await?.ok_or_else(message_is_gone)?;
        return Ok(Applied { id: stored.id, is_new: false });
    };
    for (sequence, media) in (0_i64..).zip(&text.media) {
        tx.run(&ADD_MEDIA, &[&message, &sequence, &media.url.as_str(), &media.content_type]).await?;
    }
    tx.notify(Change::Message(message));
    Ok(Applied { id: message, is_new: true })
}

fn message_is_gone() -> crate::Error {
    db::Error::Internal("a message was neither inserted nor found".into()).into()
}
