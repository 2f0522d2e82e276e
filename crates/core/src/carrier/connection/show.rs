//! A connection as people see it, without its secrets.

use crate::access::{BusinessSql, May, actions, business_sql};
use crate::carrier::provider::Provider;
use crate::db::{Db, Error, from_row};
use crate::time::Timestamp;

pub(super) static SHOW: BusinessSql = business_sql!("show.sql");

/// A connection as people see it. If there is one, its secrets are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionSummary {
    /// The carrier.
    pub provider: Provider,
    /// The account at the carrier.
    pub account: String,
    /// The address of the carrier's API, if it is not the carrier's own.
    pub api_base: Option<String>,
    /// Whether the operator set that address: only then may it be inside the network, or without TLS.
    pub trusts_api_base: bool,
    /// When it was last set.
    pub updated_at: Timestamp,
}

from_row!(ConnectionSummary { provider, account, api_base, trusts_api_base, updated_at });

/// The business's connection, if it has one.
///
/// # Errors
/// When the database fails.
pub async fn show(db: &Db, may: &May<actions::ConnectCarrier>) -> Result<Option<ConnectionSummary>, Error> {
    Ok(db.read::<ConnectionSummary>(may, &SHOW, &[]).await?.into_iter().next())
}
