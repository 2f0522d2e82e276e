//! Makes an existing account an Owner: the operator's way, at the command line, where a business has lost its own.

use super::Member;
use super::access::revoke_all_grants;
use super::find::load_in_tx;
use super::recheck::lock_team;
use super::revocation::revoke_excess;
use crate::access::{BusinessSql, Change, Operator, Refusal, business_sql};
use crate::accounts::{Email, find_account};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::MemberId;
use crate::{Error, text};

static OF_USER: BusinessSql = business_sql!("of_user.sql");
static RAISE: BusinessSql = business_sql!("recover_raise.sql");
static ADD: BusinessSql = business_sql!("recover_add.sql");

/// Makes the account of an address an Owner: the member it is, or, where it is none (any more), a new one. It takes no
/// heed of seats.
///
/// # Errors
/// [`Refusal::NotFound`] where the address has no account, or that the database failed.
pub async fn recover_owner(db: &Db, operator: &Operator, email: &Email) -> Result<Member, Error> {
    let account = find_account(db, email).await?.ok_or(Refusal::NotFound)?;
    db.change(operator, move |tx| {
        Box::pin(async move {
            lock_team(tx).await?;
            let there = tx.optional::<(MemberId,)>(&OF_USER, &[&account.id]).await?;
            let now = tx.now();
            let (member, event) = match there {
                Some((id,)) => {
                    let before = load_in_tx(tx, id).await?;
                    tx.one::<(MemberId,)>(&RAISE, &[&account.id]).await?;
                    revoke_all_grants(tx, id).await?;
                    let after = load_in_tx(tx, id).await?;
                    revoke_excess(tx, id, Some(after.role)).await?;
                    let event = Event::of("member.edited", "member", id, &after.name);
                    let event = event.before(before.to_audit_json()).after(after.to_audit_json());
                    (after, event)
                }
                None => {
                    let folded = text::fold_case(&account.name);
                    let added = tx.optional::<(MemberId,)>(&ADD, &[&account.id, &account.name, &folded, &now]).await?;
                    let (id,) = added.ok_or(crate::db::Error::UniqueViolation)?;
                    let member = load_in_tx(tx, id).await?;
                    let event = Event::of("member.added", "member", id, &member.name).after(member.to_audit_json());
                    (member, event)
                }
            };
            tx.notify(Change::Member(member.id));
            let recovered = Event::of("owner.recovered", "member", member.id, &member.name);
            Ok((member, [event, recovered]))
        })
    })
    .await
}
