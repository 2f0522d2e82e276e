//! Makes somebody a member.

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

/// Somebody to be made a member at the command line, by whoever runs the instance.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// Their address; an account is made where there is none.
    pub email: Email,
    /// Their display name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Which numbers they see; all of them for every role but Viewer.
    pub access: NumberAccess,
    /// The hash of their password, for a new account.
    pub password_hash: Option<String>,
}

/// Makes somebody a member.
///
/// # Errors
/// `already_member`, a number or group that is not of this business, or that the database failed.
pub async fn add_by_operator(db: &Db, operator: &Operator, member: NewMember) -> Result<(MemberId, UserId), Error> {
    let account = find_account(db, &member.email).await?.map(|account| account.id);
    db.change(operator, move |tx| {
        Box::pin(async move {
            let NewMember { email, name, role, access, password_hash } = member;
            let user = match account {
                Some(user) => user,
                None => {
                    let added = add_account(&mut tx.global(), &email, &name, password_hash.as_deref()).await?;
                    added.ok_or(crate::db::Error::UniqueViolation)?
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

/// Makes a user a member; `None` where they are one already.
pub(crate) async fn add(
    tx: &mut Scoped<'_>,
    user: UserId,
    name: &str,
    role: Role,
    access: &NumberAccess,
) -> Result<Option<MemberId>, crate::db::Error> {
    let now = tx.now();
    let added =
        tx.optional::<(MemberId,)>(&ADD, &[&user, &role, &name, &text::fold_case(name), &access.kind(), &now]).await?;
    let Some((member,)) = added else { return Ok(None) };
    replace_grants(tx, member, access).await?;
    tx.notify(Change::Member(member));
    Ok(Some(member))
}
