//! An Owner deletes the business. From the commit on nobody is in it.

use super::letter::{DeletionLetter, DeletionOccasion, write_to_owners};
use crate::access::{BusinessSql, Change, May, Refusal, actions, business_sql};
use crate::accounts::RecentPassword;
use crate::audit::Event;
use crate::db::Db;
use crate::ids::ImpersonationId;
use crate::mail::EmailComposer;
use crate::members::recheck_in_transaction;
use crate::time::Timestamp;
use crate::{Error, Fields, text};

static DELETE: BusinessSql = business_sql!("delete.sql");
static NAME: BusinessSql = business_sql!("name.sql");
static END_PERIODS: BusinessSql = business_sql!("end_periods.sql");
static END_PERIOD_SESSIONS: BusinessSql = business_sql!("end_period_sessions.sql");

/// For how many days a deleted business may be taken back.
pub const DAYS: i64 = 7;

/// The form in which an Owner deletes their business.
#[derive(Clone, Debug)]
pub struct Request {
    /// The business's name, as they typed it.
    pub name: String,
}

/// Deletes the business of the requester, and returns when it is removed for good. Everybody else is out of it with this
/// change: sessions, tokens, streams, links and jobs find it no more. Log in as ends; the rest is as it was if the business is
/// taken back. Its Owners get a letter.
///
/// # Errors
/// Returns [`Error::Fields`] (`deleted_name`) when the typed name is another, a refusal when the requester is no longer an
/// Owner or somebody else has just deleted it, or a database error.
pub async fn ask(
    db: &Db,
    may: &May<actions::DeleteBusiness>,
    _: &RecentPassword,
    request: &Request,
    composer: &EmailComposer<DeletionLetter>,
) -> Result<Timestamp, Error> {
    let (viewpoint, typed, composer) = (may.viewpoint().clone(), request.name.clone(), composer.clone());
    db.change(may, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::DeleteBusiness).await?;
            let (name,) = tx.one::<(String,)>(&NAME, &[]).await?;
            if !is_same_name(&typed, &name) {
                return Err(Error::Fields(Fields(vec![("deleted_name", format!("Type the name as it is: {name}"))])));
            }
            let now = tx.now();
            let removal_at = now.plus_seconds(DAYS * 86_400);
            let by = viewpoint.name().to_owned();
            if tx.run(&DELETE, &[&now, &by, &removal_at]).await? == 0 {
                return Err(Refusal::NotFound.into());
            }
            for (period,) in tx.all::<(ImpersonationId,)>(&END_PERIODS, &[&now]).await? {
                tx.run(&END_PERIOD_SESSIONS, &[&period]).await?;
            }
            write_to_owners(tx, &composer, "business_deleted", |owner| DeletionLetter {
                occasion: DeletionOccasion::Deleted { by: by.clone(), removal_at },
                business: name.clone(),
                slug: viewpoint.slug().to_owned(),
                name: owner.name.clone(),
                time_zone: owner.time_zone.clone(),
            })
            .await?;
            // Every open stream enters anew, and ends.
            tx.notify(Change::Everything);
            tx.reload_standby();
            let event = Event::of("business.deleted", "business", viewpoint.business(), name);
            Ok((removal_at, event.after(serde_json::json!({ "removal_at": removal_at }))))
        })
    })
    .await
}

/// Whether a name was typed as it is, apart from case and spaces around it.
fn is_same_name(typed: &str, name: &str) -> bool {
    let comparable = |name: &str| text::fold_case(name.trim()).split_whitespace().collect::<Vec<_>>().join(" ");
    comparable(typed) == comparable(name)
}

#[cfg(test)]
mod tests {
    use super::is_same_name;

    #[test]
    fn a_name_is_typed_as_it_is_but_for_case_and_spaces() {
        for typed in ["Northline Agency", " northline  agency ", "NORTHLINE AGENCY"] {
            assert!(is_same_name(typed, "Northline Agency"), "{typed}");
        }
        for typed in ["", "Northline", "Northline Agency 2", "NorthlineAgency"] {
            assert!(!is_same_name(typed, "Northline Agency"), "{typed}");
        }
    }
}
