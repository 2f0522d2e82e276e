//! The addresses outside the team to which a report is mailed by its schedule.

use super::change::lock_for_edit;
use super::report::SavedReport;
use crate::access::{Action, BusinessSql, Held, Scoped, Thing as _, actions, business_sql};
use crate::accounts::Email;
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::{OutsideRecipientId, ReportId};
use crate::members::{
    AccessDraft, NumberAccess, OutsideRecipient, change_outside_grants, end_one, load_outside_in_tx, lock_outside,
    recheck_in_transaction,
};
use crate::{Error, Fields, text};

static OF_REPORT: BusinessSql = business_sql!("count_outside.sql");
static IS_LISTED: BusinessSql = business_sql!("is_listed_outside.sql");
static MEMBER_BY_ADDRESS: BusinessSql = business_sql!("member_by_address.sql");
static ADD: BusinessSql = business_sql!("add_outside.sql");
static EDIT: BusinessSql = business_sql!("edit_outside.sql");

/// The most addresses outside the team that a report is mailed to.
pub const MAX_OUTSIDE: i64 = 20;

/// The longest name of an outside recipient.
const MAX_NAME: usize = 80;

const ACCESS_REQUIRED: &str = "Choose what this address is to see: All Numbers or Specific Numbers.";

/// An outside recipient as entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutsideDraft {
    /// The address.
    pub email: String,
    /// The name of its reader; may be empty.
    pub name: String,
    /// Its number access, which has no default.
    pub access: Option<AccessDraft>,
}

/// A change of an outside recipient as entered. A field that is `None` stays as it is. Its address never changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutsideChange {
    /// The name of its reader; may be empty.
    pub name: Option<String>,
    /// Its number access. The member who sets it answers for it from then on.
    pub access: Option<AccessDraft>,
}

fn checked_name(typed: &str) -> Result<String, text::BadText> {
    if typed.trim().is_empty() { Ok(String::new()) } else { text::name(typed, MAX_NAME) }
}

impl OutsideDraft {
    fn check(&self) -> Result<(Email, String, NumberAccess), Fields> {
        let mut fields = Fields::none();
        let email = fields.checked("email", Email::read(&self.email));
        let name = fields.checked("name", checked_name(&self.name));
        let access = self.access.as_ref().map_or(Err(ACCESS_REQUIRED), AccessDraft::check);
        let access = fields.checked("number_access", access);
        match (email, name, access) {
            (Some(email), Some(name), Some(access)) => Ok((email, name, access)),
            _ => Err(fields),
        }
    }
}

impl OutsideChange {
    fn check(&self) -> Result<(Option<String>, Option<NumberAccess>), Error> {
        let mut fields = Fields::none();
        let name = self.name.as_deref().and_then(|typed| fields.checked("name", checked_name(typed)));
        let access = self.access.as_ref().and_then(|access| fields.checked("number_access", access.check()));
        fields.into_result()?;
        Ok((name, access))
    }
}

fn no_access() -> NumberAccess {
    NumberAccess::Specific { numbers: Default::default(), groups: Default::default() }
}

/// Adds an address outside the team to the readers of a scheduled report.
///
/// # Errors
/// Returns the invalid fields (`email`, `name`, `number_access`), a conflict when the report has no schedule or as many addresses
/// as it may, a refusal when the role no longer allows it or the report was removed or made private meanwhile, or a database error.
pub async fn add_outside(
    db: &Db,
    held: &Held<SavedReport, actions::MailOutside>,
    draft: &OutsideDraft,
) -> Result<OutsideRecipient, Error> {
    let (email, name, access) = draft.check().map_err(Error::Fields)?;
    let (report, viewpoint) = (held.id, held.viewpoint().clone());
    let id = db
        .change(held, move |tx| {
            Box::pin(async move {
                recheck_in_transaction(tx, &viewpoint, actions::MailOutside).await?;
                if lock_for_edit(tx, &viewpoint, report).await?.schedule.is_none() {
                    return Err(conflict("Schedule the report first, then add addresses outside the team."));
                }
                ensure_free(tx, report, &email).await?;
                let (giver, now) = (viewpoint.member(), tx.now());
                let (typed, canonical, kind) = (email.typed(), email.canonical(), access.kind());
                let (id,): (OutsideRecipientId,) =
                    tx.one(&ADD, &[&report, &typed, &canonical, &name, &kind, &giver, &now]).await?;
                change_outside_grants(tx, id, &no_access(), &access).await?;
                let recipient = load_outside_in_tx(tx, id).await?;
                let event = Event::of("report.outside_added", "outside_recipient", id, &recipient.email);
                Ok((id, event.after(recipient.to_audit_json())))
            })
        })
        .await?;
    Ok(OutsideRecipient::hold(db, held.may().clone(), id).await?.into_parts().1)
}

/// Refuses an address that is a member's or on the list already, and one more than there may be.
async fn ensure_free(tx: &mut Scoped<'_>, report: ReportId, email: &Email) -> Result<(), Error> {
    let canonical = email.canonical();
    if let Some((name,)) = tx.optional::<(String,)>(&MEMBER_BY_ADDRESS, &[&canonical]).await? {
        return Err(invalid(format!("This is the address of {name}, a member. Choose the member instead.")));
    }
    if tx.optional::<(OutsideRecipientId,)>(&IS_LISTED, &[&report, &canonical]).await?.is_some() {
        return Err(invalid("The report is mailed to this address already.".to_owned()));
    }
    let (count,) = tx.one::<(i64,)>(&OF_REPORT, &[&report]).await?;
    if count >= MAX_OUTSIDE {
        return Err(conflict(&format!(
            "The report is mailed to {MAX_OUTSIDE} addresses outside the team already. Remove one first."
        )));
    }
    Ok(())
}

fn invalid(sentence: String) -> Error {
    Error::Fields(Fields(vec![("email", sentence)]))
}

fn conflict(sentence: &str) -> Error {
    Error::Conflict { code: "conflict", sentence: sentence.to_owned() }
}

/// Changes the name of an outside recipient, or what it sees. The requester becomes the giver of an access that is set, also of the
/// same one again.
///
/// # Errors
/// Returns the invalid fields (`name`, `number_access`), a refusal when the role no longer allows it or the recipient was removed
/// meanwhile, or a database error.
pub async fn edit_outside(
    db: &Db,
    held: &Held<OutsideRecipient, actions::MailOutside>,
    change: &OutsideChange,
) -> Result<OutsideRecipient, Error> {
    let (name, access) = change.check()?;
    let (id, viewpoint) = (held.id, held.viewpoint().clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::MailOutside).await?;
            let before = lock_outside(tx, id).await?;
            let name = name.unwrap_or_else(|| before.name.clone());
            let giver = access.is_some().then_some(viewpoint.member());
            let access = access.unwrap_or_else(|| before.access.clone());
            let (kind, now) = (access.kind(), tx.now());
            change_outside_grants(tx, id, &before.access, &access).await?;
            tx.run(&EDIT, &[&id, &name, &kind, &giver, &now]).await?;
            let (was, is) = (before.to_audit_json(), load_outside_in_tx(tx, id).await?.to_audit_json());
            let event = Event::of("report.outside_edited", "outside_recipient", id, &before.email);
            Ok(((), (was != is).then(|| event.before(was).after(is))))
        })
    })
    .await?;
    Ok(OutsideRecipient::hold(db, held.may().clone(), id).await?.into_parts().1)
}

/// Removes an outside recipient: its letters end, and its number access.
///
/// # Errors
/// Returns a refusal when the role no longer allows it or the recipient was removed meanwhile, or a database error.
pub async fn remove_outside(db: &Db, held: &Held<OutsideRecipient, actions::MailOutside>) -> Result<(), Error> {
    let (id, viewpoint) = (held.id, held.viewpoint().clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::MailOutside).await?;
            let recipient = lock_outside(tx, id).await?;
            Ok(((), end_one(tx, &recipient, "report.outside_removed").await?))
        })
    })
    .await
}

/// The outside recipients of a report, by address; none for those who do not see the Users page.
///
/// # Errors
/// When the database fails.
pub async fn outside_recipients<A: Action>(
    db: &Db,
    held: &Held<SavedReport, A>,
) -> Result<Vec<OutsideRecipient>, db::Error> {
    if !held.viewpoint().allows(actions::SeeUsers) {
        return Ok(Vec::new());
    }
    OutsideRecipient::of_reports(db, held, &[held.id]).await
}

/// Whether a report has a reader outside the team.
pub(super) async fn has_outside<A: Action>(db: &Db, held: &Held<SavedReport, A>) -> Result<bool, db::Error> {
    let rows = db.read::<(i64,)>(held, &OF_REPORT, &[&held.id]).await?;
    Ok(rows.first().is_some_and(|(count,)| *count > 0))
}
