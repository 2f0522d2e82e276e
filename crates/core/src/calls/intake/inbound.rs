//! A call that arrives.

use super::absorb::absorb;
use super::report::Heard;
use crate::access::{BusinessSql, Change, Refusal, Scoped, business_sql};
use crate::calls::search::backwards;
use crate::calls::{CallerKind, Direction};
use crate::carrier::Authentic;
use crate::carrier::e164::E164;
use crate::carrier::inbound::InboundCall;
use crate::carrier::known::Known;
use crate::carrier::outcome::verdict;
use crate::db::{self, Db, from_row};
use crate::ids::{CallId, NumberId};
use crate::text;
use crate::time::Timestamp;

static NUMBER: BusinessSql = business_sql!("number.sql");
static ADD: BusinessSql = business_sql!("add.sql");

/// What the answer to a call that arrives is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The call.
    pub call: CallId,
    /// The number that was called.
    pub number: NumberId,
    /// Whom its calls are forwarded to.
    pub target: Option<E164>,
    /// Whether its calls are recorded.
    pub records: bool,
}

pub(super) struct Called {
    pub(super) id: NumberId,
    source: String,
    forward_to: Option<String>,
    records_calls: bool,
}

from_row!(Called { id, source, forward_to, records_calls });

/// Notes a call that arrives and tells how to answer it. The number's source is kept with the call as it is now.
///
/// # Errors
/// [`Refusal::NotFound`] where the business has no such number; or that the database failed.
pub async fn inbound(db: &Db, carrier: &Authentic, call: &InboundCall) -> Result<Arrived, crate::Error> {
    let called = called(db, carrier, call).await?.ok_or(Refusal::NotFound)?;
    let (number, target, records) = (called.id, target(&called), called.records_calls);
    let news = call.clone();
    let heard = db
        .record(carrier.proof(), move |tx| {
            Box::pin(async move {
                let now = tx.now();
                arrive(tx, &called, &news, now).await
            })
        })
        .await?;
    Ok(Arrived { call: heard.call, number, target, records })
}

/// The number that was called, if the business has it.
pub(super) async fn called(db: &Db, carrier: &Authentic, call: &InboundCall) -> Result<Option<Called>, db::Error> {
    Ok(db.read::<Called>(carrier.proof(), &NUMBER, &[&call.to.as_str()]).await?.into_iter().next())
}

fn target(called: &Called) -> Option<E164> {
    called.forward_to.as_deref().and_then(|digits| digits.parse().ok())
}

/// Adds the call, or what the news adds to one that is there already.
pub(super) async fn arrive(
    tx: &mut Scoped<'_>,
    called: &Called,
    news: &InboundCall,
    started_at: Timestamp,
) -> Result<Heard, crate::Error> {
    let known = Known::from(news);
    let shown = verdict(&known);
    let caller = news.from.number().map(E164::as_str);
    let reversed = caller.map(backwards);
    let name = news.caller_name.as_deref();
    let added = tx
        .optional::<(CallId,)>(
            &ADD,
            &[
                &called.id,
                &news.call.as_str(),
                &Direction::Inbound,
                &shown.status,
                &shown.outcome,
                &known.status,
                &caller,
                &reversed,
                &CallerKind::from(&news.from),
                &name,
                &name.map(text::folded),
                &news.to.as_str(),
                &called.source,
                &started_at,
            ],
        )
        .await?;
    match added {
        Some((call,)) => {
            tx.notify(Change::Call(call));
            Ok(Heard { call, is_news: true })
        }
        None => absorb(tx, &news.call, &known, Some(started_at)).await?.ok_or_else(lost),
    }
}

fn lost() -> crate::Error {
    db::Error::Fault("a call is neither new nor there".into()).into()
}
