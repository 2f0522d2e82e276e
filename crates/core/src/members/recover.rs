//! Makes an existing account an Owner, for the operator of a business that has lost its own.

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
static EVER_OF_USER: BusinessSql = business_sql!("recover_known.sql");
static ADD: BusinessSql = business_sql!("recover_add.sql");

/// Makes the account of an address an Owner. It promotes the account's member, or adds one if there is none. Seats are not
/// checked.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when the address has no account, `unproved_account` when nobody has proved that the account
/// is of that address and it never was in this business, or a database error.
pub async fn recover_owner(db: &Db, operator: &Operator, email: &Email) -> Result<Member, Error> {
    let account = find_account(db, email).await?.ok_or(Refusal::NotFound)?;
    db.change(operator, move |tx| {
        Box::pin(async move {
            lock_team(tx).await?;
            // Anybody can have made an unproved account of an address. This business knows only its own members.
            if !account.is_proved && tx.optional::<(MemberId,)>(&EVER_OF_USER, &[&account.id]).await?.is_none() {
                let sentence = format!(
                    "Nobody has confirmed that the account {} belongs to the person of that address. Set its password first \
                     with `crewline password set`, which confirms it.",
                    account.email
                );
                return Err(Error::Conflict { code: "unproved_account", sentence });
            }
            let existing = tx.optional::<(MemberId,)>(&OF_USER, &[&account.id]).await?;
            let now = tx.now();
            let (member, event) = match existing {
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
                    let row = tx.optional::<(MemberId,)>(&ADD, &[&account.id, &account.name, &folded, &now]).await?;
                    let (id,) = row.ok_or(crate::db::Error::UniqueViolation)?;
                    let member = load_in_tx(tx, id).await?;
                    let event = Event::of("member.added", "member", id, &member.name).after(member.to_audit_json());
                    (member, event)
                }
            };
            tx.notify(Change::Member(member.id));
            let recovery = Event::of("owner.recovered", "member", member.id, &member.name);
            Ok((member, [event, recovery]))
        })
    })
    .await
}
