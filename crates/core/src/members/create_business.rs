//! Creates a business and its first Owner.

use secrecy::SecretString;

use super::member::member_to_audit_json;
use super::{NumberAccess, add::add};
use crate::access::{AuditActor, Global, GlobalSql, Role, global_sql};
use crate::accounts::{Email, Passwords, Witness, add_account, claim, end_unproved_access, find_account, judge};
use crate::audit::{Event, append};
use crate::businesses::candidates;
use crate::db::Db;
use crate::ids::{BusinessId, MemberId, UserId};
use crate::{Error, Fields, text};

static ADD_BUSINESS: GlobalSql = global_sql!("add_business.sql");
static CLAIM_FIRST: GlobalSql = global_sql!("claim_first_business.sql");

/// A business to create, and its Owner.
#[derive(Debug)]
pub struct NewBusiness {
    /// The business's name.
    pub business: String,
    /// The Owner's name.
    pub name: String,
    /// The Owner's address.
    pub email: String,
    /// The Owner's password. An existing account keeps its own, unless nobody has proved that its address is theirs.
    pub password: SecretString,
    /// The business's time zone.
    pub time_zone: String,
    /// The country that its national phone numbers are read in.
    pub country: String,
}

/// The created business and its Owner.
#[derive(Clone, Debug)]
pub struct CreatedBusiness {
    /// The business.
    pub business: BusinessId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub business_name: String,
    /// The Owner's account.
    pub user: UserId,
    /// The Owner's address, as typed.
    pub email: String,
    /// The Owner's membership.
    pub member: MemberId,
}

/// Creates a business and its Owner, for the operator.
///
/// # Errors
/// Returns [`Error::Fields`] (`business`, `name`, `email`, `password`, `time_zone`, `country`), or a database error.
pub async fn create_business(db: &Db, passwords: &Passwords, new: NewBusiness) -> Result<CreatedBusiness, Error> {
    create(db, passwords, new, false).await
}

/// Creates the first business and its Owner, for the first-run page. Anybody may do so until there is an account.
///
/// # Errors
/// As [`create_business`], and [`Error::Gone`] once there is an account. Of several concurrent requests only one succeeds.
pub async fn create_first_business(db: &Db, passwords: &Passwords, new: NewBusiness) -> Result<CreatedBusiness, Error> {
    create(db, passwords, new, true).await
}

async fn create(db: &Db, passwords: &Passwords, new: NewBusiness, is_setup: bool) -> Result<CreatedBusiness, Error> {
    let mut fields = Fields::none();
    let business = fields.checked("business", text::name(&new.business, 80));
    let name = fields.checked("name", text::name(&new.name, 80));
    let email = fields.checked("email", Email::read(&new.email));
    let zone = fields.checked("time_zone", text::time_zone(&new.time_zone));
    let country = fields.checked("country", text::country(&new.country));
    let account = match &email {
        Some(email) => find_account(db, email).await?,
        None => None,
    };
    if account.as_ref().is_none_or(|account| !account.is_proved) {
        let known = [new.name.as_str(), &new.email, &new.business];
        if let Some(sentence) = judge(&new.password, &known).sentence() {
            fields.add("password", sentence);
        }
    }
    fields.into_result()?;
    let (Some(business), Some(name), Some(email), Some(zone), Some(country)) = (business, name, email, zone, country)
    else {
        return Err(Error::Fields(Fields::none()));
    };
    let hash = passwords.hash(new.password).await?;
    db.global_change(move |tx| {
        Box::pin(async move {
            // Only one of several concurrent requests can write this row.
            let now = tx.now();
            let is_first = tx.run(&CLAIM_FIRST, &[&now]).await? == 1;
            if is_setup && !is_first {
                return Err(Error::Gone("This Crewline is set up already. Sign in."));
            }
            let (id, slug) = add_business(tx, &business, &zone, &country).await?;
            // The operator's word proves the address.
            let mut takes_over = false;
            let user = match account {
                Some(account) if account.is_proved => account.id,
                Some(account) => {
                    takes_over = claim(tx, account.id, &hash, Some(&name)).await?;
                    account.id
                }
                None => {
                    let user = add_account(tx, &email, &name, Some(&hash), true).await?;
                    user.ok_or(crate::db::Error::UniqueViolation)?
                }
            };
            let mut tx = tx.of_answered_business(id);
            let member = add(&mut tx, user, &name, Role::Owner, &NumberAccess::All)
                .await?
                .ok_or(crate::db::Error::UniqueViolation)?;
            let mut owner = member_to_audit_json(&name, Role::Owner, &NumberAccess::All);
            owner["member_id"] = serde_json::json!(member);
            let event = Event::of("business.founded", "business", id, &business).after(owner);
            append(&mut tx, &AuditActor::with_name(&name), &event).await?;
            if takes_over {
                end_unproved_access(&mut tx.global(), user, &Witness::Operator).await?;
            }
            Ok(CreatedBusiness {
                business: id,
                slug,
                business_name: business,
                user,
                email: email.typed().to_owned(),
                member,
            })
        })
    })
    .await
}

async fn add_business(
    tx: &mut Global<'_>,
    name: &str,
    zone: &str,
    country: &str,
) -> Result<(BusinessId, String), Error> {
    let (now, currency) = (tx.now(), text::currency_of(country));
    for slug in candidates(name).take(10_000) {
        let row =
            tx.optional::<(BusinessId,)>(&ADD_BUSINESS, &[&slug, &name, &zone, &country, &currency, &now]).await?;
        if let Some((id,)) = row {
            return Ok((id, slug));
        }
    }
    Err(Error::Conflict { code: "conflict", sentence: "Too many businesses have this name. Choose another.".into() })
}
