//! Accepts an invitation.

use secrecy::SecretString;

use super::joining_account::{JoiningAccount, joining_account, wrong_password};
use super::link::{Link, LinkState};
use super::{find_link, scope};
use crate::Error;
use crate::access::{AuditActor, BusinessSql, Refusal, Role, Scoped, business_sql};
use crate::accounts::{PasswordProof, Passwords, Person, Witness, add_account, claim, end_unproved_access};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::{BusinessId, MemberId, UserId};
use crate::mail::withdraw_invitation;
use crate::members::{Member, join, load_in_tx, lock_team};

static MARK_ACCEPTED: BusinessSql = business_sql!("mark_accepted.sql");
static ACCEPTED_BY: BusinessSql = business_sql!("accepted_by.sql");
static MEMBER_OF_USER: BusinessSql = business_sql!("member_of_user.sql");

/// An accepted invitation.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The new member.
    pub member: Member,
    /// Their account.
    pub user: UserId,
    /// The proof of their password, if they entered one. It can open a session.
    pub password_proof: Option<PasswordProof>,
    /// The business.
    pub business: BusinessId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub business_name: String,
}

/// Accepts with the password of the address's account, or of a new account. A mailed link proves the address, and takes an
/// account of it over that nobody has proved. The invitation holds a seat, so there is always one. `address` is the network address of the request, for the audit log.
///
/// # Errors
/// Returns [`Error::DeadLink`], [`Error::Fields`] (`name`, `password`), `account_exists` when the address has got an account
/// meanwhile, or a database error.
pub async fn accept(
    db: &Db,
    passwords: &Passwords,
    link: &Link,
    name: Option<&str>,
    password: SecretString,
    address: &str,
) -> Result<Accepted, Error> {
    ensure_live(link)?;
    let account = joining_account(db, passwords, link, name, password).await?;
    join_business(db, link, account, address).await
}

/// Accepts as the signed-in person, whose account must have the invitation's address.
///
/// # Errors
/// Returns [`Error::DeadLink`], `another_account` with both addresses when they differ, `unproved_account` when a mailed link
/// wants a new password, or a database error.
pub async fn accept_signed_in(db: &Db, link: &Link, person: &Person, address: &str) -> Result<Accepted, Error> {
    ensure_live(link)?;
    if !link.is_for(person) {
        let sentence = format!(
            "This invitation is for {}, and you are signed in as {}. Sign out first, and open the link again.",
            link.email, person.email
        );
        return Err(Error::Conflict { code: "another_account", sentence });
    }
    if link.is_mailed && !person.is_proved {
        let sentence = "Nobody has confirmed yet that this account is yours. Choose a new password to accept.";
        return Err(Error::Conflict { code: "unproved_account", sentence: sentence.into() });
    }
    let account = JoiningAccount::Existing { user: person.user, name: person.name.clone(), proof: None };
    join_business(db, link, account, address).await
}

fn ensure_live(link: &Link) -> Result<(), Error> {
    link.sentence().map_or(Ok(()), |sentence| Err(Error::DeadLink(sentence)))
}

/// Joins in one transaction, which checks the invitation again, also in the statement that marks it as accepted.
async fn join_business(db: &Db, link: &Link, account: JoiningAccount, address: &str) -> Result<Accepted, Error> {
    let (own_link, address) = (link.clone(), address.to_owned());
    let result = db
        .change_by_link(&link.proof, move |tx| {
            Box::pin(async move {
                // The lock order is account, team, audit log. A password change locks the account before the audit log too.
                if let JoiningAccount::Existing { proof: Some(proof), .. } = &account
                    && !proof.is_still_valid(&mut tx.global()).await?
                {
                    return Err(wrong_password());
                }
                if let JoiningAccount::Unproved { user, name, hash } = &account
                    && !claim(&mut tx.global(), *user, hash, Some(name)).await?
                {
                    return Err(Error::Db(crate::db::Error::UniqueViolation));
                }
                lock_team(tx).await?;
                let takes_over = matches!(account, JoiningAccount::Unproved { .. });
                let (user, user_name, proof, is_new) = match account {
                    JoiningAccount::Existing { user, name, proof } => (user, name, proof, false),
                    JoiningAccount::New { email, name, hash } => {
                        let proved = own_link.is_mailed;
                        let user = add_account(&mut tx.global(), &email, &name, Some(&hash), proved).await?;
                        let user = user.ok_or(Error::Db(crate::db::Error::UniqueViolation))?;
                        (user, name, Some(PasswordProof::new(user, hash)), true)
                    }
                    JoiningAccount::Unproved { user, name, hash } => {
                        (user, name, Some(PasswordProof::new(user, hash)), true)
                    }
                };
                let now = tx.now();
                let row = tx
                    .optional::<(String, Role, String)>(&MARK_ACCEPTED, &[&own_link.id, &own_link.hash, &now, &user])
                    .await?;
                let (name, role, sees) = row.ok_or_else(dead_link)?;
                // The owner of a new account, or of one taken over, chose the name; any other gets the inviter's.
                let name = if is_new { user_name.clone() } else { name };
                let access = scope::load(tx, own_link.id, &sees).await?;
                if scope::is_empty(&access) {
                    return Err(dead_link());
                }
                let id = match join(tx, user, &name, role, &access).await? {
                    Some(id) => id,
                    None => find_existing_member(tx, user).await?,
                };
                tx.run(&ACCEPTED_BY, &[&own_link.id, &id]).await?;
                withdraw_invitation(tx, own_link.id).await?;
                let member = load_in_tx(tx, id).await?;
                let mut after = member.to_audit_json();
                after["email"] = member.email.clone().into();
                let before = serde_json::json!({ "invitation_id": own_link.id, "invited_by": own_link.inviter });
                let event = Event::of("invitation.accepted", "member", id, &member.name).before(before).after(after);
                if takes_over {
                    // After the join, so that the audit log of this business too is locked in the common order.
                    let witness = Witness::MailedLink { name: &user_name, address: &address };
                    end_unproved_access(&mut tx.global(), user, &witness).await?;
                }
                let actor = AuditActor::joining(user, &user_name, &address);
                let accepted = Accepted {
                    member,
                    user,
                    password_proof: proof,
                    business: own_link.proof.business(),
                    slug: own_link.slug,
                    business_name: own_link.business_name,
                };
                Ok((accepted, actor, event))
            })
        })
        .await;
    match result {
        // The current state of the link explains the refusal.
        Err(Error::DeadLink(_) | Error::Db(crate::db::Error::UniqueViolation)) => Err(refusal_reason(db, link).await?),
        other => other,
    }
}

/// The member that the user became in another way since they were invited. The invitation does not change them.
async fn find_existing_member(tx: &mut Scoped<'_>, user: UserId) -> Result<MemberId, Error> {
    let (id,) = tx.optional::<(MemberId,)>(&MEMBER_OF_USER, &[&user]).await?.ok_or(Refusal::NotFound)?;
    Ok(id)
}

fn dead_link() -> Error {
    Error::DeadLink(String::new())
}

async fn refusal_reason(db: &Db, link: &Link) -> Result<Error, Error> {
    const RESENT: &str = "This link is no longer valid. If a newer one was sent to you, use that one.";
    let Some(now) = find_link(db, &link.hash).await? else { return Ok(Error::DeadLink(RESENT.into())) };
    if now.state == LinkState::Live && !link.has_account {
        let sentence = match now.has_account {
            true => "There is an account with this address by now. Sign in with its password to accept.",
            false => "Something about this address changed at the same moment. Send the form again.",
        };
        return Ok(Error::Conflict { code: "account_exists", sentence: sentence.into() });
    }
    Ok(Error::DeadLink(now.sentence().unwrap_or_else(|| RESENT.into())))
}
