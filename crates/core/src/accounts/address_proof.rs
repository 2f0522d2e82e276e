//! Proves that an account belongs to the person of its address.
//!
//! Anybody who has an address's link from another hand than the mail can make an account of it. Such an account is
//! unproved: no other business adds it, offers it anything or shows it an invitation. A link that went to the address by
//! mail proves it, and so does the operator's word. Whatever the account had before may be somebody else's, and ends.

use super::account_log::{append_all, entries_everywhere};
use super::log_in_as_periods;
use super::sessions;
use crate::access::{AuditActor, Global, GlobalSql, global_sql};
use crate::audit::Event;
use crate::db::Error;
use crate::ids::{BusinessId, UserId};

static CLAIM: GlobalSql = global_sql!("claim.sql");
static DELETE_RESETS: GlobalSql = global_sql!("reset_drop.sql");
static DELETE_ADDRESS_CHANGES: GlobalSql = global_sql!("address_change_drop.sql");
static FORGET_BROWSERS: GlobalSql = global_sql!("browser_forget_all.sql");
static END_TOKENS: GlobalSql = global_sql!("token_end_all.sql");

/// Whose word proves an address.
pub(crate) enum Witness<'w> {
    /// The bearer of a link that went to the address by mail: their name, and the network address of the request.
    MailedLink {
        /// The bearer's name.
        name: &'w str,
        /// The network address of the request.
        address: &'w str,
    },
    /// The operator.
    Operator,
}

impl Witness<'_> {
    /// The actor of the entries in the audit logs.
    pub(super) fn actor(&self, user: UserId) -> AuditActor {
        match self {
            Self::MailedLink { name, address } => AuditActor::joining(user, name, address),
            Self::Operator => AuditActor::with_name("the command line"),
        }
    }

    const fn word(&self) -> &'static str {
        match self {
            Self::MailedLink { .. } => "mail",
            Self::Operator => "operator",
        }
    }

    /// The network address of the request, if any.
    pub(super) fn address(&self) -> Option<&str> {
        match self {
            Self::MailedLink { address, .. } => Some(address),
            Self::Operator => None,
        }
    }
}

/// Proves the address of an account that nobody has proved, and replaces its password, and its name if there is a new
/// one. Returns false, and changes nothing, when the address is proved already. It locks the account; the caller ends
/// what the account had with [`end_unproved_access`].
pub(crate) async fn claim(tx: &mut Global<'_>, user: UserId, hash: &str, name: Option<&str>) -> Result<bool, Error> {
    let now = tx.now();
    Ok(tx.run(&CLAIM, &[&user, &hash, &name, &now]).await? == 1)
}

/// Ends what an account had before its address was proved: its sessions, periods of Log in as, links and API tokens. The
/// audit log of each business that it is in says so. Call it last in the transaction, since it locks the audit logs.
pub(crate) async fn end_unproved_access(tx: &mut Global<'_>, user: UserId, witness: &Witness<'_>) -> Result<(), Error> {
    let mut entries = log_in_as_periods::end_all(tx, user, witness.address()).await?;
    let sessions = sessions::delete_all(tx, user, None).await?;
    for statement in [&DELETE_RESETS, &DELETE_ADDRESS_CHANGES, &FORGET_BROWSERS] {
        tx.run(statement, &[&user]).await?;
    }
    let tokens: Vec<BusinessId> =
        tx.all::<(BusinessId,)>(&END_TOKENS, &[&user]).await?.into_iter().map(|(business,)| business).collect();
    let actor = witness.actor(user);
    let proved = entries_everywhere(tx, user, &actor, |membership| {
        let tokens = tokens.iter().filter(|business| **business == membership.business).count();
        Event::of("account.proved", "user", user, &membership.name).after(serde_json::json!({
            "proved_by": witness.word(), "sessions_ended": sessions, "tokens_ended": tokens,
        }))
    });
    entries.extend(proved.await?);
    append_all(tx, entries).await
}
