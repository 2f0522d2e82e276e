//! An outside recipient.

use crate::access::{
    AccessKind, Action, BusinessSql, CountScope, Held, May, Proof, Refusal, Scoped, Thing, Viewpoint, actions,
    business_sql,
};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{MemberId, OutsideRecipientId, ReportId};
use crate::members::NumberAccess;
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find.sql");
static OF_REPORTS: BusinessSql = business_sql!("of_reports.sql");
static LOCK: BusinessSql = business_sql!("lock.sql");

/// An address outside the team to which a report is mailed by its schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideRecipient {
    /// Its id as a viewer in scopes. No member has it.
    viewer: MemberId,
    /// Its id.
    pub id: OutsideRecipientId,
    /// The report.
    pub report: ReportId,
    report_name: String,
    is_shared: bool,
    author: Option<MemberId>,
    /// The address, as typed.
    pub email: String,
    /// The name of its reader; empty where none was given.
    pub name: String,
    /// Its number access.
    pub access: NumberAccess,
    /// The name of the member who gave it this access.
    pub giver: String,
    /// When it was given this access.
    pub granted_at: Timestamp,
    /// When it was added.
    pub added_at: Timestamp,
    /// When the last letter was sent.
    pub sent_at: Option<Timestamp>,
    /// Why none was sent the last time.
    pub problem: Option<String>,
}

impl OutsideRecipient {
    /// The scope for counting what it sees. Only people who see the Users page may count it.
    pub fn count_scope(held: &Held<Self, actions::SeeUsers>) -> CountScope {
        let recipient = held.thing();
        let sees = if recipient.access == NumberAccess::All { AccessKind::All } else { AccessKind::Granted };
        CountScope::of_member(held, recipient.viewer, sees)
    }

    /// The name of its report, for those who find the report: a private one is its author's alone.
    pub fn report_name(&self, viewpoint: &Viewpoint) -> Option<&str> {
        (self.is_shared || self.author == Some(viewpoint.member())).then_some(self.report_name.as_str())
    }

    /// The outside recipients of some reports, by address.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn of_reports(db: &Db, proof: &impl Proof, reports: &[ReportId]) -> Result<Vec<Self>, Error> {
        db.read_by_ids(proof, &OF_REPORTS, reports).await
    }

    /// The form in the audit log.
    pub(crate) fn to_audit_json(&self) -> serde_json::Value {
        serde_json::json!({
            "report": self.report_name,
            "email": self.email,
            "name": self.name,
            "number_access": self.access.to_audit_json(),
            "access_given_by": self.giver,
        })
    }
}

impl FromRow for OutsideRecipient {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self {
            viewer: columns.take()?,
            id: columns.take()?,
            report: columns.take()?,
            report_name: columns.take()?,
            is_shared: columns.take()?,
            author: columns.take()?,
            email: columns.take()?,
            name: columns.take()?,
            access: NumberAccess::from_columns(&mut columns)?,
            giver: columns.take()?,
            granted_at: columns.take()?,
            added_at: columns.take()?,
            sent_at: columns.take()?,
            problem: columns.take()?,
        })
    }
}

impl Thing for OutsideRecipient {
    type Id = OutsideRecipientId;

    /// Finds one of any report: people who see the Users page must see, and Owners and Admins must be able to end, also a letter
    /// with the private report of a colleague.
    async fn find<A: Action>(db: &Db, may: &May<A>, id: OutsideRecipientId) -> Result<Option<Self>, Error> {
        if !may.viewpoint().allows(actions::SeeUsers) {
            return Ok(None);
        }
        Ok(db.read::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}

/// Loads one inside a transaction.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when there is none, or a database error.
pub(crate) async fn load_outside_in_tx(
    tx: &mut Scoped<'_>,
    id: OutsideRecipientId,
) -> Result<OutsideRecipient, crate::Error> {
    Ok(tx.optional::<OutsideRecipient>(&FIND, &[&id]).await?.ok_or(Refusal::NotFound)?)
}

/// Locks one until the transaction ends, and loads it.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when it was ended meanwhile, or a database error.
pub(crate) async fn lock_outside(
    tx: &mut Scoped<'_>,
    id: OutsideRecipientId,
) -> Result<OutsideRecipient, crate::Error> {
    tx.run(&LOCK, &[&id]).await?;
    load_outside_in_tx(tx, id).await
}
