//! Forgets connections whose secrets can't be opened, after the instance's key was lost.

use super::secrets::StoredSecrets;
use super::show::{ConnectionSummary, SHOW};
use crate::Error;
use crate::access::{BusinessSql, GlobalSql, business_sql, global_sql, operator};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::BusinessId;
use crate::secret::Seal;

static LIST_SEALED: GlobalSql = global_sql!("list_sealed.sql");
static FORGET: BusinessSql = business_sql!("forget.sql");

/// Forgets every connection whose secrets this key can't open. Returns the names in addresses of the businesses, which
/// have to be connected again.
///
/// # Errors
/// When the database fails.
pub async fn forget_unreadable(db: &Db, seal: &Seal) -> Result<Vec<String>, Error> {
    let all = db.read_global::<(String, BusinessId, Vec<u8>)>(&LIST_SEALED, &[]).await?;
    let mut forgotten = Vec::new();
    for (slug, business, sealed) in all {
        if StoredSecrets::unseal(seal, business, &sealed).is_ok() {
            continue;
        }
        let operator = operator(db, &slug).await?;
        let name = operator.business_name().to_owned();
        db.change(&operator, move |tx| {
            Box::pin(async move {
                let before = tx.optional::<ConnectionSummary>(&SHOW, &[]).await?;
                tx.run(&FORGET, &[]).await?;
                let event = Event::of("carrier.forgotten", "business", business, &name);
                Ok((
                    (),
                    match before {
                        Some(before) => event.before(serde_json::json!({
                            "provider": before.provider,
                            "account": before.account,
                            "api_base": before.api_base,
                        })),
                        None => event,
                    },
                ))
            })
        })
        .await?;
        forgotten.push(slug);
    }
    Ok(forgotten)
}
