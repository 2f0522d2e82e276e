//! Adds a member.

use super::NumberAccess;
use super::access::replace_grants;
use super::member::member_to_audit_json;
use crate::access::{BusinessSql, Change, Operator, Role, Scoped, business_sql};
use crate::accounts::{Email, add_account, find_account};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::{MemberId, UserId};
use crate::{Error, text};

static ADD: BusinessSql = business_sql!("add.sql");

/// A member to add on the command line.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// Their address. An account is made when the address has none.
    pub email: Email,
    /// Their display name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Their number access. Every role but Viewer gets All Numbers instead.
    pub access: NumberAccess,
    /// The hash of their password, for a new account.
    pub password_hash: Option<String>,
}

/// Adds a member, for the operator.
///
/// # Errors
/// Returns `already_member`, or a database error; one of them is a number or group of another business.
pub async fn add_by_operator(db: &Db, operator: &Operator, member: NewMember) -> Result<(MemberId, UserId), Error> {
    let account = find_account(db, &member.email).await?.map(|account| account.id);
    db.change(operator, move |tx| {
        Box::pin(async move {
            let NewMember { email, name, role, access, password_hash } = member;
            let user = match account {
                Some(user) => user,
                None => {
                    let user = add_account(&mut tx.global(), &email, &name, password_hash.as_deref(), true).await?;
                    user.ok_or(crate::db::Error::UniqueViolation)?
                }
            };
            let access = if role == Role::Viewer { access } else { NumberAccess::All };
            let member = add(tx, user, &name, role, &access).await?.ok_or_else(|| Error::Conflict {
                code: "already_member",
                sentence: "This person is a member already.".into(),
            })?;
            let after = member_to_audit_json(&name, role, &access);
            Ok(((member, user), Event::of("member.added", "member", member, name).after(after)))
        })
    })
    .await
}

/// Makes a user a member. Returns `None` when they already are one.
pub(crate) async fn add(
    tx: &mut Scoped<'_>,
    user: UserId,
    name: &str,
    role: Role,
    access: &NumberAccess,
) -> Result<Option<MemberId>, crate::db::Error> {
    let now = tx.now();
    let row =
        tx.optional::<(MemberId,)>(&ADD, &[&user, &role, &name, &text::fold_case(name), &access.kind(), &now]).await?;
    let Some((member,)) = row else { return Ok(None) };
    replace_grants(tx, member, access).await?;
    tx.notify(Change::Member(member));
    Ok(Some(member))
}
