//! Opens connections: one by the business's name in a webhook's address, one by a proof, or all.

use secrecy::SecretString;

use super::secrets::StoredSecrets;
use crate::access::{BusinessSql, GlobalSql, Proof, business_sql, global_sql};
use crate::carrier::Authentic;
use crate::carrier::provider::Provider;
use crate::carrier::signature::{Request, Secrets, SignatureError, verify};
use crate::db::{Db, from_row};
use crate::ids::BusinessId;
use crate::secret::Seal;
use crate::time::Timestamp;

static FIND_BY_SLUG: GlobalSql = global_sql!("find_by_slug.sql");
static LIST_ALL: GlobalSql = global_sql!("list_all.sql");
static FIND_BY_BUSINESS: BusinessSql = business_sql!("find_by_business.sql");

/// A business's connection to its carrier, with its secrets.
#[derive(Debug)]
pub struct Connection {
    business: BusinessId,
    provider: Provider,
    account: String,
    api_base: Option<String>,
    secrets: Secrets,
    api_token: Option<SecretString>,
}

struct SealedConnection {
    business: BusinessId,
    provider: Provider,
    account: String,
    sealed: Vec<u8>,
    api_base: Option<String>,
}

from_row!(SealedConnection { business, provider, account, sealed, api_base });

/// The connection of a business, by its name in addresses. `None` if it is unknown or not connected.
///
/// # Errors
/// When the database fails, or the secrets can't be opened with this instance's key.
pub async fn find_by_slug(db: &Db, seal: &Seal, slug: &str) -> Result<Option<Connection>, crate::Error> {
    let row = db.read_global::<SealedConnection>(&FIND_BY_SLUG, &[&slug]).await?.into_iter().next();
    row.map(|row| Connection::unseal(seal, row)).transpose()
}

/// The connection of the business of a proof.
pub(crate) async fn find_for(db: &Db, seal: &Seal, proof: &impl Proof) -> Result<Option<Connection>, crate::Error> {
    let row = db.read::<SealedConnection>(proof, &FIND_BY_BUSINESS, &[]).await?.into_iter().next();
    row.map(|row| Connection::unseal(seal, row)).transpose()
}

/// Every connection; one whose secrets can't be opened is left out.
///
/// # Errors
/// When the database fails.
pub async fn list_all(db: &Db, seal: &Seal) -> Result<Vec<Connection>, crate::Error> {
    let rows = db.read_global::<SealedConnection>(&LIST_ALL, &[]).await?;
    Ok(rows.into_iter().filter_map(|row| Connection::unseal(seal, row).ok()).collect())
}

impl Connection {
    fn unseal(seal: &Seal, row: SealedConnection) -> Result<Self, crate::Error> {
        let stored = StoredSecrets::unseal(seal, row.business, &row.sealed)?;
        Ok(Self {
            business: row.business,
            provider: row.provider,
            account: row.account,
            api_base: row.api_base,
            secrets: stored.verification_secrets(row.provider),
            api_token: stored.api_token(row.provider),
        })
    }

    /// A connection that is in no database.
    #[cfg(test)]
    pub(crate) fn for_test(provider: Provider, account: &str, secret: &str, api_base: Option<&str>) -> Self {
        let stored = StoredSecrets {
            secret: secret.into(),
            second_secret: None,
            shared_key_id: None,
            shared_key: None,
            api_token: None,
        };
        Self {
            business: BusinessId::new(1),
            provider,
            account: account.into(),
            api_base: api_base.map(str::to_owned),
            secrets: stored.verification_secrets(provider),
            api_token: stored.api_token(provider),
        }
    }

    /// The business.
    pub fn business(&self) -> BusinessId {
        self.business
    }

    /// The carrier.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The account at the carrier.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The address of the carrier's API, if it is not the carrier's own.
    pub fn api_base(&self) -> Option<&str> {
        self.api_base.as_deref()
    }

    /// The credential for the carrier's API, if there is one.
    pub(crate) fn api_token(&self) -> Option<&SecretString> {
        self.api_token.as_ref()
    }

    /// Verifies that a request is from this business's carrier.
    ///
    /// # Errors
    /// Returns the reason for the refusal. Then nothing of the request may be used.
    pub fn authenticate(&self, request: &Request<'_>, now: Timestamp) -> Result<Authentic, SignatureError> {
        let verified = verify(request, &self.secrets, now.jiff())?;
        Ok(Authentic::new(self.business, verified))
    }
}
