//! Opens connections: one by the business's name in a webhook's address, one by a proof, or all.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::secrets::StoredSecrets;
use crate::access::{BusinessSql, GlobalSql, Proof, business_sql, global_sql};
use crate::carrier::Authentic;
use crate::carrier::provider::Provider;
use crate::carrier::signature::{Request, Secrets, SignatureError, verify};
use crate::db::{Db, from_row};
use crate::ids::BusinessId;
use crate::secret::{Seal, token};
use crate::time::Timestamp;

static FIND_BY_SLUG: GlobalSql = global_sql!("find_by_slug.sql");
static LIST_ALL: GlobalSql = global_sql!("list_all.sql");
static FIND_BY_BUSINESS: BusinessSql = business_sql!("find_by_business.sql");

/// The subject of the requests to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Calls and their recordings: every carrier sends forms.
    Calls,
    /// Texts: Telnyx sends JSON, the others forms.
    Messages,
}

/// A business's connection to its carrier, with its secrets.
#[derive(Debug)]
pub struct Connection {
    business: BusinessId,
    provider: Provider,
    account: String,
    api_base: Option<String>,
    trusts_api_base: bool,
    secrets: Secrets,
    api_token: Option<SecretString>,
    stored: StoredSecrets,
}

/// A connection as the fallback's sealed copy has it: without its business, whose id only a database knows.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredConnection {
    provider: Provider,
    account: String,
    secrets: StoredSecrets,
}

struct SealedConnection {
    business: BusinessId,
    provider: Provider,
    account: String,
    sealed: Vec<u8>,
    api_base: Option<String>,
    trusts_api_base: bool,
}

from_row!(SealedConnection { business, provider, account, sealed, api_base, trusts_api_base });

/// A business, and its connection if there is one.
struct Named {
    business: BusinessId,
    is_deleted: bool,
    provider: Option<Provider>,
    account: Option<String>,
    sealed: Option<Vec<u8>>,
    api_base: Option<String>,
    trusts_api_base: Option<bool>,
}

from_row!(Named { business, is_deleted, provider, account, sealed, api_base, trusts_api_base });

impl Named {
    fn connection(self) -> Option<SealedConnection> {
        Some(SealedConnection {
            business: self.business,
            provider: self.provider?,
            account: self.account?,
            sealed: self.sealed?,
            api_base: self.api_base,
            trusts_api_base: self.trusts_api_base.unwrap_or_default(),
        })
    }
}

/// The business that the name in a webhook's address leads to.
#[derive(Debug)]
pub enum LookUp {
    /// No business has the name.
    Unknown,
    /// The business has no connection.
    NotConnected(BusinessId),
    /// The secrets can't be opened with this instance's key.
    Sealed(BusinessId),
    /// The connection.
    Connected(Box<Connection>),
    /// The business was deleted. Its connection still verifies its carrier, whose callers wait for an answer.
    Deleted(Box<Connection>),
}

/// Looks up a business by its name in a webhook's address.
///
/// # Errors
/// When the database fails.
pub async fn look_up(db: &Db, seal: &Seal, slug: &str) -> Result<LookUp, crate::Error> {
    // PostgreSQL has no text with a NUL in it.
    if slug.contains('\0') {
        return Ok(LookUp::Unknown);
    }
    let Some(row) = db.read_global::<Named>(&FIND_BY_SLUG, &[&slug]).await?.into_iter().next() else {
        return Ok(LookUp::Unknown);
    };
    let (business, is_deleted) = (row.business, row.is_deleted);
    let connection = row.connection().map(|sealed| Connection::unseal(seal, sealed).map(Box::new));
    Ok(match connection {
        Some(Ok(connection)) if is_deleted => LookUp::Deleted(connection),
        Some(Ok(connection)) => LookUp::Connected(connection),
        // Nobody is left who could mend it.
        _ if is_deleted => LookUp::Unknown,
        Some(Err(_)) => LookUp::Sealed(business),
        None => LookUp::NotConnected(business),
    })
}

/// The connection of a business, by its name in addresses. `None` if it is unknown or not connected.
///
/// # Errors
/// When the database fails, or the secrets can't be opened with this instance's key.
pub async fn find_by_slug(db: &Db, seal: &Seal, slug: &str) -> Result<Option<Connection>, crate::Error> {
    let row = db.read_global::<Named>(&FIND_BY_SLUG, &[&slug]).await?.into_iter().next();
    row.filter(|row| !row.is_deleted).and_then(Named::connection).map(|row| Connection::unseal(seal, row)).transpose()
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
            trusts_api_base: row.trusts_api_base,
            secrets: stored.verification_secrets(row.provider),
            api_token: stored.api_token(row.provider),
            stored,
        })
    }

    /// A connection that is in no database. Telnyx's secret is its API key.
    #[cfg(test)]
    pub(crate) fn for_test(provider: Provider, account: &str, secret: &str, api_base: Option<&str>) -> Self {
        let is_telnyx = provider == Provider::Telnyx;
        let stored = StoredSecrets {
            secret: if is_telnyx { "a public key".into() } else { secret.into() },
            second_secret: None,
            shared_key_id: None,
            shared_key: None,
            api_token: is_telnyx.then(|| secret.to_owned()),
        };
        Self {
            business: BusinessId::new(1),
            provider,
            account: account.into(),
            api_base: api_base.map(str::to_owned),
            trusts_api_base: true,
            secrets: stored.verification_secrets(provider),
            api_token: stored.api_token(provider),
            stored,
        }
    }

    /// The same without a credential for the carrier's API.
    #[cfg(test)]
    pub(crate) fn without_api_token(self) -> Self {
        Self { api_token: None, ..self }
    }

    /// The same with an address of the API that the operator did not set.
    #[cfg(test)]
    pub(crate) fn without_trust(self) -> Self {
        Self { trusts_api_base: false, ..self }
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

    /// The same, if the operator set it: only then may it be inside the network, or without TLS.
    pub(crate) fn trusted_api_base(&self) -> Option<&str> {
        self.api_base().filter(|_| self.trusts_api_base)
    }

    /// A connection that accepts nothing. A request to a business without one is checked with it, so that it takes as long.
    pub fn decoy() -> Self {
        // Nobody knows this one, and an empty one verifies nothing.
        let secret = token("").map(|(secret, _)| secret.expose_secret().to_owned()).unwrap_or_default();
        let secrets =
            StoredSecrets { secret, second_secret: None, shared_key_id: None, shared_key: None, api_token: None };
        Self::of_stored(StoredConnection { provider: Provider::Twilio, account: String::new(), secrets })
    }

    /// The connection of a sealed copy, which belongs to no business of a database.
    pub(crate) fn of_stored(StoredConnection { provider, account, secrets: stored }: StoredConnection) -> Self {
        Self {
            business: BusinessId::new(0),
            provider,
            account,
            api_base: None,
            trusts_api_base: false,
            secrets: stored.verification_secrets(provider),
            api_token: None,
            stored,
        }
    }

    /// The connection for a sealed copy.
    pub(crate) fn to_stored(&self) -> StoredConnection {
        let Self { provider, account, stored, .. } = self;
        StoredConnection { provider: *provider, account: account.clone(), secrets: stored.clone() }
    }

    /// The credential for the carrier's API, if there is one.
    pub(crate) fn api_token(&self) -> Option<&SecretString> {
        self.api_token.as_ref()
    }

    /// Verifies that a request is from this business's carrier, and that its body is of the one kind that the carrier sends
    /// about this subject: a signature over one kind may verify another.
    ///
    /// # Errors
    /// Returns the reason for the refusal. Then nothing of the request may be used.
    pub fn authenticate(
        &self,
        request: &Request<'_>,
        subject: Subject,
        now: Timestamp,
    ) -> Result<Authentic, SignatureError> {
        let verified = verify(request, &self.secrets, now.jiff())?;
        let is_json = subject == Subject::Messages && self.provider == Provider::Telnyx;
        if is_json != request.is_json() || is_json == request.is_form() {
            return Err(SignatureError::BodyKind);
        }
        Ok(Authentic::new(self.business, verified))
    }
}
