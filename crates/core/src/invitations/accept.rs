//! Comes into a business by an invitation.

use secrecy::SecretString;

use super::account::{Newcomer, newcomer, wrong_password};
use super::link::{Link, State};
use super::{find_link, scope};
use crate::Error;
use crate::access::{AuditActor, BusinessSql, Refusal, Role, Scoped, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::{BusinessId, MemberId, UserId};
use crate::members::{Member, join, queue, within};
use crate::people::{Knower, Passwords, Person, add_account};

static USE: BusinessSql = business_sql!("use.sql");
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
    pub knower: Option<Knower>,
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
    alive(link)?;
    let newcomer = newcomer(db, passwords, link, name, password).await?;
    come_in(db, link, newcomer, address).await
}

/// Accepts as whoever is signed in. It never joins another account than that of the address.
///
/// # Errors
/// [`Error::DeadLink`]; a conflict that says both addresses, where another account is signed in; or that the database
/// failed.
pub async fn accept_as(db: &Db, link: &Link, person: &Person, address: &str) -> Result<Accepted, Error> {
    alive(link)?;
    if !link.is_for(person) {
        let sentence = format!(
            "This invitation is for {}, and you are signed in as {}. Sign out first, and open the link again.",
            link.email, person.email
        );
        return Err(Error::Conflict { code: "another_account", sentence });
    }
    let newcomer = Newcomer::Known { user: person.user, name: person.name.clone(), knower: None };
    come_in(db, link, newcomer, address).await
}

fn alive(link: &Link) -> Result<(), Error> {
    link.sentence().map_or(Ok(()), |sentence| Err(Error::DeadLink(sentence)))
}

/// The one transaction: whether the promise still holds is looked at in it, and in the statement that uses it up.
async fn come_in(db: &Db, link: &Link, newcomer: Newcomer, address: &str) -> Result<Accepted, Error> {
    let (shown, address) = (link.clone(), address.to_owned());
    let accepted = db
        .change_by_link(&link.proof, move |tx| {
            Box::pin(async move {
                // The account comes before the team here, as it comes before the audit log where a password is changed.
                if let Newcomer::Known { knower: Some(knower), .. } = &newcomer
                    && !knower.knows_still(&mut tx.global()).await?
                {
                    return Err(wrong_password());
                }
                queue(tx).await?;
                let (user, user_name, knower, is_new) = match newcomer {
                    Newcomer::Known { user, name, knower } => (user, name, knower, false),
                    Newcomer::New { email, name, hash } => {
                        let added = add_account(&mut tx.global(), &email, &name, Some(&hash)).await?;
                        let user = added.ok_or(Error::Db(crate::db::Error::Taken))?;
                        (user, name, Some(Knower::new(user, hash)), true)
                    }
                };
                let now = tx.now();
                let used = tx.optional::<(String, Role, String)>(&USE, &[&shown.id, &shown.hash, &now, &user]).await?;
                let (name, role, sees) = used.ok_or_else(dead)?;
                // Who makes an account says what they are called; who has one is called here as the inviter says.
                let name = if is_new { user_name.clone() } else { name };
                let access = scope::now(tx, shown.id, &sees).await?;
                if scope::is_empty(&access) {
                    return Err(dead());
                }
                let id = match join(tx, user, &name, role, &access).await? {
                    Some(id) => id,
                    None => already(tx, user).await?,
                };
                tx.run(&ACCEPTED_BY, &[&shown.id, &id]).await?;
                let member = within(tx, id).await?;
                let mut after = member.told();
                after["email"] = member.email.clone().into();
                let before = serde_json::json!({ "invitation": shown.id, "invited_by": shown.inviter });
                let event = Event::of("invitation.accepted", "member", id, &member.name).before(before).after(after);
                let actor = AuditActor::newcomer(user, &user_name, &address);
                let accepted = Accepted {
                    member,
                    user,
                    knower,
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
        Err(Error::DeadLink(_) | Error::Db(crate::db::Error::Taken)) => Err(why(db, link).await?),
        other => other,
    }
}

/// Somebody who came in otherwise since they were invited is what they are; the invitation has nothing to add.
async fn already(tx: &mut Scoped<'_>, user: UserId) -> Result<MemberId, Error> {
    let (id,) = tx.optional::<(MemberId,)>(&MEMBER_OF_USER, &[&user]).await?.ok_or(Refusal::NotFound)?;
    Ok(id)
}

fn dead() -> Error {
    Error::DeadLink(String::new())
}

async fn why(db: &Db, link: &Link) -> Result<Error, Error> {
    const RESENT: &str = "This link is no longer valid. If a newer one was sent to you, use that one.";
    let Some(now) = find_link(db, &link.hash).await? else { return Ok(Error::DeadLink(RESENT.into())) };
    if now.state == State::Live && now.has_account && !link.has_account {
        let sentence = "There is an account with this address by now. Sign in with its password to accept.";
        return Ok(Error::Conflict { code: "account_exists", sentence: sentence.into() });
    }
    Ok(Error::DeadLink(now.sentence().unwrap_or_else(|| RESENT.into())))
}
