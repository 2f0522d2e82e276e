//! Makes an existing account an Owner: the operator's way, at the command line, where a business has lost its own.

use super::Member;
use super::access::drop_all;
use super::ends::what_no_longer_fits;
use super::find::within;
use super::standing::queue;
use crate::access::{BusinessSql, Change, Operator, Refusal, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::MemberId;
use crate::people::{Email, find_account};
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
            queue(tx).await?;
            let there = tx.optional::<(MemberId,)>(&OF_USER, &[&account.id]).await?;
            let now = tx.now();
            let (member, event) = match there {
                Some((id,)) => {
                    let before = within(tx, id).await?;
                    tx.one::<(MemberId,)>(&RAISE, &[&account.id]).await?;
                    drop_all(tx, id).await?;
                    let after = within(tx, id).await?;
                    what_no_longer_fits(tx, id, Some(after.role)).await?;
                    let event = Event::of("member.edited", "member", id, &after.name);
                    let event = event.before(before.told()).after(after.told());
                    (after, event)
                }
                None => {
                    let folded = text::folded(&account.name);
                    let added = tx.optional::<(MemberId,)>(&ADD, &[&account.id, &account.name, &folded, &now]).await?;
                    let (id,) = added.ok_or(crate::db::Error::Taken)?;
                    let member = within(tx, id).await?;
                    let event = Event::of("member.added", "member", id, &member.name).after(member.told());
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
