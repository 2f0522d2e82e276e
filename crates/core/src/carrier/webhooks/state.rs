//! The state of a business's webhooks, for those who set its connection up.

use super::Reason;
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error, from_row};
use crate::time::Timestamp;

static LAST_GOOD: BusinessSql = business_sql!("last_good.sql");
static REFUSED: BusinessSql = business_sql!("refused.sql");

/// The state of a business's webhooks. It may be a few seconds old.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookState {
    /// Whether the business has a connection to a carrier.
    pub is_connected: bool,
    /// When the newest webhook was taken. `None` means that none was since the connection was last set.
    pub last_good_at: Option<Timestamp>,
    /// The refused ones, the newest reason first.
    pub refused: Vec<RefusedWebhooks>,
}

/// The webhooks that were refused for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedWebhooks {
    /// The reason.
    pub reason: Reason,
    /// How many.
    pub count: i64,
    /// When the newest was refused.
    pub last_at: Timestamp,
}

from_row!(RefusedWebhooks { reason, count, last_at });

struct LastGood {
    updated_at: Timestamp,
    last_good_at: Option<Timestamp>,
}

from_row!(LastGood { updated_at, last_good_at });

/// The state of the business's webhooks.
///
/// # Errors
/// When the database fails.
pub async fn webhook_state(db: &Db, may: &May<actions::ConnectCarrier>) -> Result<WebhookState, Error> {
    let row = db.read::<LastGood>(may, &LAST_GOOD, &[]).await?.into_iter().next();
    let refused = db.read::<RefusedWebhooks>(may, &REFUSED, &[]).await?;
    Ok(WebhookState {
        is_connected: row.is_some(),
        // A webhook before the newest change says nothing about the secrets of now.
        last_good_at: row.and_then(|row| row.last_good_at.filter(|at| *at >= row.updated_at)),
        refused,
    })
}
