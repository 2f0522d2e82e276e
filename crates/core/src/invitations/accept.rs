//! Comes into a business by an invitation.

use secrecy::SecretString;

use super::joining_account::{JoiningAccount, joining_account, wrong_password};
use super::link::{Link, LinkState};
use super::{find_link, scope};
use crate::Error;
use crate::access::{AuditActor, BusinessSql, Refusal, Role, Scoped, business_sql};
use crate::accounts::{PasswordProof, Passwords, Person, add_account};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::{BusinessId, MemberId, UserId};
use crate::members::{Member, join, load_in_tx, lock_team};

static MARK_ACCEPTED: BusinessSql = business_sql!("mark_accepted.sql");
static ACCEPTED_BY: BusinessSql = business_sql!("accepted_by.sql");
static MEMBER_OF_USER: BusinessSql = business_sql!("member_of_user.sql");

/// Somebody who has come in.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Their membership.
    pub member: Member,
    /// Their account.
    pub user: UserId,
    /// What they have shown of themselves by a password: a session can be opened by it.
    pub password_proof: Option<PasswordProof>,
    /// The business.
    pub business: BusinessId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub business_name: String,
}

/// Accepts with a password: that of the account of the address, or a new account's. The seat was reserved by the
/// invitation, so there always is one. `address` is the network address of the request, for the audit log.
///
/// # Errors
/// [`Error::DeadLink`]; what to change, by field (`name`, `password`); a conflict where an account of the address has
/// appeared in the meantime; or that the database failed.
pub async fn accept(
    db: &Db,
    passwords: &Passwords,
    link: &Link,
    name: Option<&str>,
    password: SecretString,
    address: &str,
) -> Result<Accepted, Error> {
    ensure_live(link)?;
    let newcomer = joining_account(db, passwords, link, name, password).await?;
    join_business(db, link, newcomer, address).await
}

/// Accepts as whoever is signed in. It never joins another account than that of the address.
///
/// # Errors
/// [`Error::DeadLink`]; a conflict that says both addresses, where another account is signed in; or that the database
/// failed.
pub async fn accept_signed_in(db: &Db, link: &Link, person: &Person, address: &str) -> Result<Accepted, Error> {
    ensure_live(link)?;
    if !link.is_for(person) {
        let sentence = format!(
            "This invitation is for {}, and you are signed in as {}. Sign out first, and open the link again.",
            link.email, person.email
        );
        return Err(Error::Conflict { code: "another_account", sentence });
    }
    let newcomer = JoiningAccount::Existing { user: person.user, name: person.name.clone(), proof: None };
    join_business(db, link, newcomer, address).await
}

fn ensure_live(link: &Link) -> Result<(), Error> {
    link.sentence().map_or(Ok(()), |sentence| Err(Error::DeadLink(sentence)))
}

/// The one transaction: whether the promise still holds is looked at in it, and in the statement that uses it up.
async fn join_business(db: &Db, link: &Link, account: JoiningAccount, address: &str) -> Result<Accepted, Error> {
    let (shown, address) = (link.clone(), address.to_owned());
    let accepted = db
        .change_by_link(&link.proof, move |tx| {
            Box::pin(async move {
                // The account comes before the team here, as it comes before the audit log where a password is changed.
                if let JoiningAccount::Existing { proof: Some(knower), .. } = &account
                    && !knower.is_still_valid(&mut tx.global()).await?
                {
                    return Err(wrong_password());
                }
                lock_team(tx).await?;
                let (user, user_name, knower, is_new) = match account {
                    JoiningAccount::Existing { user, name, proof: knower } => (user, name, knower, false),
                    JoiningAccount::New { email, name, hash } => {
                        let added = add_account(&mut tx.global(), &email, &name, Some(&hash)).await?;
                        let user = added.ok_or(Error::Db(crate::db::Error::UniqueViolation))?;
                        (user, name, Some(PasswordProof::new(user, hash)), true)
                    }
                };
                let now = tx.now();
                let used = tx
                    .optional::<(String, Role, String)>(&MARK_ACCEPTED, &[&shown.id, &shown.hash, &now, &user])
                    .await?;
                let (name, role, sees) = used.ok_or_else(dead_link)?;
                // Who makes an account says what they are called; who has one is called here as the inviter says.
                let name = if is_new { user_name.clone() } else { name };
                let access = scope::remaining(tx, shown.id, &sees).await?;
                if scope::is_empty(&access) {
                    return Err(dead_link());
                }
                let id = match join(tx, user, &name, role, &access).await? {
                    Some(id) => id,
                    None => existing_member(tx, user).await?,
                };
                tx.run(&ACCEPTED_BY, &[&shown.id, &id]).await?;
                let member = load_in_tx(tx, id).await?;
                let mut after = member.to_audit_json();
                after["email"] = member.email.clone().into();
                let before = serde_json::json!({ "invitation": shown.id, "invited_by": shown.inviter });
                let event = Event::of("invitation.accepted", "member", id, &member.name).before(before).after(after);
                let actor = AuditActor::joining(user, &user_name, &address);
                let accepted = Accepted {
                    member,
                    user,
                    password_proof: knower,
                    business: shown.proof.business(),
                    slug: shown.slug,
                    business_name: shown.business_name,
                };
                Ok((accepted, actor, event))
            })
        })
        .await;
    match accepted {
        // Why is said by how it stands now.
        Err(Error::DeadLink(_) | Error::Db(crate::db::Error::UniqueViolation)) => Err(refusal_reason(db, link).await?),
        other => other,
    }
}

/// Somebody who came in otherwise since they were invited is what they are; the invitation has nothing to add.
async fn existing_member(tx: &mut Scoped<'_>, user: UserId) -> Result<MemberId, Error> {
    let (id,) = tx.optional::<(MemberId,)>(&MEMBER_OF_USER, &[&user]).await?.ok_or(Refusal::NotFound)?;
    Ok(id)
}

fn dead_link() -> Error {
    Error::DeadLink(String::new())
}

async fn refusal_reason(db: &Db, link: &Link) -> Result<Error, Error> {
    const RESENT: &str = "This link is no longer valid. If a newer one was sent to you, use that one.";
    let Some(now) = find_link(db, &link.hash).await? else { return Ok(Error::DeadLink(RESENT.into())) };
    if now.state == LinkState::Live && now.has_account && !link.has_account {
        let sentence = "There is an account with this address by now. Sign in with its password to accept.";
        return Ok(Error::Conflict { code: "account_exists", sentence: sentence.into() });
    }
    Ok(Error::DeadLink(now.sentence().unwrap_or_else(|| RESENT.into())))
}
