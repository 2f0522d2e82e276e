//! Connects a business to its carrier.

use super::draft::{Draft, ValidDraft};
use super::show::{ConnectionSummary, SHOW};
use crate::access::{BusinessSql, May, Operator, Scoped, actions, business_sql};
use crate::accounts::RecentPassword;
use crate::audit::Event;
use crate::carrier::provider::Provider;
use crate::db::Db;
use crate::ids::BusinessId;
use crate::outbound;
use crate::secret::Seal;
use crate::{Error, Fields};

static SAVE: BusinessSql = business_sql!("save.sql");
static UPDATE_ACCOUNT: BusinessSql = business_sql!("update_account.sql");

/// Stored secrets stay only for the same carrier at the same address: a person who changes where they are sent has to
/// know them.
const SECRETS_REQUIRED: &str = "Enter the secrets: there are none yet for this carrier at this address.";

/// A member can't make the server fetch from inside its network.
const PUBLIC_BASE_REQUIRED: &str =
    "Write a public address that begins with https://. Only the operator can set another, with crewline carrier set.";

/// Connects the business to its carrier, or changes the connection, for somebody who has just entered their password. The
/// audit log's entry has no secrets.
///
/// # Errors
/// Returns the invalid fields (`provider`, `account`, `secret`, `second_secret`, `shared_key_id`, `shared_key`,
/// `api_token`, `api_base`), or a database error.
pub async fn set(
    db: &Db,
    seal: &Seal,
    may: &May<actions::ConnectCarrier>,
    _: &RecentPassword,
    draft: Draft,
) -> Result<(), Error> {
    let business = may.viewpoint().business();
    let (valid, sealed) = check_and_seal(seal, business, draft)?;
    let name = may.viewpoint().business_name().to_owned();
    db.change(may, move |tx| {
        Box::pin(async move { Ok(((), save(tx, business, &name, Setter::Member, valid, sealed).await?)) })
    })
    .await
}

/// [`set`] for the command line.
///
/// # Errors
/// As [`set`].
pub async fn set_by_operator(db: &Db, seal: &Seal, operator: &Operator, draft: Draft) -> Result<(), Error> {
    let business = operator.business();
    let (valid, sealed) = check_and_seal(seal, business, draft)?;
    let name = operator.business_name().to_owned();
    db.change(operator, move |tx| {
        Box::pin(async move { Ok(((), save(tx, business, &name, Setter::Operator, valid, sealed).await?)) })
    })
    .await
}

fn check_and_seal(seal: &Seal, business: BusinessId, draft: Draft) -> Result<(ValidDraft, Option<Vec<u8>>), Error> {
    let valid = draft.check()?;
    let sealed = valid.secrets.as_ref().map(|secrets| secrets.seal(seal, business)).transpose()?;
    Ok((valid, sealed))
}

/// The kind of person who sets a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setter {
    /// A member: the API's address has to be public.
    Member,
    /// The operator, who may name an address inside the network.
    Operator,
}

/// Whether the API's address is trusted: the operator names it, or named the same one before.
fn trusts(setter: Setter, api_base: Option<&str>, before: Option<&ConnectionSummary>) -> Result<bool, Error> {
    let Some(base) = api_base else { return Ok(false) };
    if setter == Setter::Operator {
        return Ok(true);
    }
    match before.filter(|before| before.api_base.as_deref() == Some(base)) {
        Some(before) => Ok(before.trusts_api_base),
        None if url::Url::parse(base).is_ok_and(|url| outbound::is_public_address(&url)) => Ok(false),
        None => Err(Error::Fields(Fields(vec![("api_base", PUBLIC_BASE_REQUIRED.into())]))),
    }
}

async fn save(
    tx: &mut Scoped<'_>,
    business: BusinessId,
    name: &str,
    setter: Setter,
    valid: ValidDraft,
    sealed: Option<Vec<u8>>,
) -> Result<Event, Error> {
    let before = tx.optional::<ConnectionSummary>(&SHOW, &[]).await?;
    let now = tx.now();
    let ValidDraft { provider, account, api_base, .. } = valid;
    let has_new_secrets = sealed.is_some();
    let trusts_api_base = trusts(setter, api_base.as_deref(), before.as_ref())?;
    tx.reload_standby();
    match sealed {
        Some(sealed) => tx.run(&SAVE, &[&provider, &account, &sealed, &api_base, &trusts_api_base, &now]).await?,
        None => match tx.run(&UPDATE_ACCOUNT, &[&account, &api_base, &now, &provider]).await? {
            0 => return Err(Error::Fields(Fields(vec![("secret", SECRETS_REQUIRED.into())]))),
            count => count,
        },
    };
    let to_audit_json = |provider: Provider, account: &str, api_base: &Option<String>| serde_json::json!({ "provider": provider, "account": account, "api_base": api_base });
    let mut after = to_audit_json(provider, &account, &api_base);
    if let Some(after) = after.as_object_mut().filter(|_| has_new_secrets) {
        after.insert("secrets".into(), "entered".into());
    }
    let event = Event::of("carrier.connected", "business", business, name).after(after);
    Ok(match before {
        Some(before) => event.before(to_audit_json(before.provider, &before.account, &before.api_base)),
        None => event,
    })
}
