//! A text that came in.

use super::Heard;
use super::status::known;
use crate::access::{BusinessSql, Change, Refusal, Scoped, business_sql};
use crate::carrier::Authentic;
use crate::carrier::e164::E164;
use crate::carrier::message::{InboundMessage, MessageStatus};
use crate::carrier::provider::Provider;
use crate::db::{self, Db};
use crate::ids::{MessageId, NumberId};
use crate::messages::{Direction, FromKind};

static NUMBER: BusinessSql = business_sql!("number.sql");
static ADD: BusinessSql = business_sql!("add.sql");
static ADD_MEDIA: BusinessSql = business_sql!("add_media.sql");

/// Notes a text that came in. One that is there already stays as it is, whatever its repeat says.
///
/// # Errors
/// [`Refusal::NotFound`] where the business has none of the numbers that it was sent to, and then nothing is left; or
/// that the database failed.
pub async fn inbound(db: &Db, carrier: &Authentic, message: &InboundMessage) -> Result<Heard, crate::Error> {
    let (number, to) = number(db, carrier, message).await?.ok_or(Refusal::NotFound)?;
    let (provider, news) = (carrier.provider(), message.clone());
    db.record(carrier.proof(), move |tx| Box::pin(async move { arrive(tx, provider, number, &to, &news).await })).await
}

/// The first number of those that the text was sent to that the business has.
async fn number(db: &Db, carrier: &Authentic, message: &InboundMessage) -> Result<Option<(NumberId, E164)>, db::Error> {
    for to in &message.to {
        if let Some((number,)) =
            db.read::<(NumberId,)>(carrier.proof(), &NUMBER, &[&to.as_str()]).await?.into_iter().next()
        {
            return Ok(Some((number, to.clone())));
        }
    }
    Ok(None)
}

async fn arrive(
    tx: &mut Scoped<'_>,
    provider: Provider,
    number: NumberId,
    to: &E164,
    news: &InboundMessage,
) -> Result<Heard, crate::Error> {
    let now = tx.now();
    let added = tx
        .optional::<(MessageId,)>(
            &ADD,
            &[
                &number,
                &provider,
                &news.message.as_str(),
                &Direction::Inbound,
                &MessageStatus::Received,
                &news.from.address(),
                &FromKind::from(&news.from),
                &to.as_str(),
                &news.body.as_str(),
                &news.segments.map(i64::from),
                &now,
            ],
        )
        .await?;
    let Some((message,)) = added else {
        let known = known(tx, provider, &news.message).await?.ok_or_else(lost)?;
        return Ok(Heard { message: known.id, is_news: false });
    };
    for (sequence, media) in (0_i64..).zip(&news.media) {
        tx.run(&ADD_MEDIA, &[&message, &sequence, &media.url.as_str(), &media.content_type]).await?;
    }
    tx.notify(Change::Message(message));
    Ok(Heard { message, is_news: true })
}

fn lost() -> crate::Error {
    db::Error::Fault("a message is neither new nor there".into()).into()
}
