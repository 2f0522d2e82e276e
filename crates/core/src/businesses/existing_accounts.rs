//! How a business invites people who have an account: they are added at once, or asked like anybody else.

use crate::access::{BusinessSql, May, Proof, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db, words};

static FIND: BusinessSql = business_sql!("existing_accounts.sql");
static CHOOSE: BusinessSql = business_sql!("choose_existing_accounts.sql");

words! {
    /// How to invite an address that has an account.
    pub enum ExistingAccounts {
        /// The person becomes a member at once.
        Added = "add",
        /// The person gets an invitation, like anybody else. The answer does not tell whether there is an account.
        Invited = "ask",
    }
}

/// The business's choice; `None` means the instance's.
///
/// # Errors
/// When the database fails.
pub async fn existing_accounts(db: &Db, proof: &impl Proof) -> Result<Option<ExistingAccounts>, db::Error> {
    let rows = db.read::<(Option<ExistingAccounts>,)>(proof, &FIND, &[]).await?;
    Ok(rows.into_iter().next().and_then(|(chosen,)| chosen))
}

/// Chooses for the business; `None` means what the instance does.
///
/// # Errors
/// When the database fails.
pub async fn choose_existing_accounts(
    db: &Db,
    may: &May<actions::SetSecurityPolicy>,
    chosen: Option<ExistingAccounts>,
) -> Result<(), crate::Error> {
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            let (before,) = tx.one::<(Option<ExistingAccounts>,)>(&FIND, &[]).await?;
            if before == chosen {
                return Ok(((), None));
            }
            tx.run(&CHOOSE, &[&chosen]).await?;
            let json = |chosen: Option<ExistingAccounts>| serde_json::json!({ "existing_accounts": chosen });
            let event = Event::of("security_policy.set", "business", viewpoint.business(), viewpoint.business_name());
            Ok(((), Some(event.before(json(before)).after(json(chosen)))))
        })
    })
    .await
}
