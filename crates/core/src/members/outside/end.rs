//! The end of an outside recipient: it is removed with its grants, and the audit log says what it saw until then.

use super::OutsideRecipient;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::audit::Event;
use crate::db::Error;
use crate::ids::{MemberId, ReportId};

static OF_REPORT: BusinessSql = business_sql!("of_report.sql");
static OF_PRIVATE_REPORTS: BusinessSql = business_sql!("of_private_reports.sql");
static OF_MEMBER: BusinessSql = business_sql!("of_member.sql");
static DROP_NUMBERS: BusinessSql = business_sql!("drop_number_grants.sql");
static DROP_GROUPS: BusinessSql = business_sql!("drop_group_grants.sql");
static DROP: BusinessSql = business_sql!("drop.sql");

/// Ends an outside recipient. The action is `report.outside_removed` when somebody of the team does it, and `report.outside_ended`
/// when its reader does.
pub(crate) async fn end_one(
    tx: &mut Scoped<'_>,
    recipient: &OutsideRecipient,
    action: &'static str,
) -> Result<Event, Error> {
    tx.run(&DROP_NUMBERS, &[&recipient.id]).await?;
    tx.run(&DROP_GROUPS, &[&recipient.id]).await?;
    tx.run(&DROP, &[&recipient.id]).await?;
    let event = Event::of(action, "outside_recipient", recipient.id, &recipient.email);
    Ok(event.before(recipient.to_audit_json()))
}

/// Ends all outside recipients of a report.
pub(crate) async fn end_outside_of_report(tx: &mut Scoped<'_>, report: ReportId) -> Result<Vec<Event>, Error> {
    let recipients = tx.all::<OutsideRecipient>(&OF_REPORT, &[&report]).await?;
    end_all(tx, &recipients).await
}

/// Ends all outside recipients of a member's private reports.
pub(in crate::members) async fn end_outside_of_private_reports(
    tx: &mut Scoped<'_>,
    author: MemberId,
) -> Result<Vec<Event>, Error> {
    let recipients = tx.all::<OutsideRecipient>(&OF_PRIVATE_REPORTS, &[&author]).await?;
    end_all(tx, &recipients).await
}

/// Ends all outside recipients with a member's address. While they were a member nothing was mailed to it; when the membership ends, so
/// does what the address was once given.
pub(in crate::members) async fn end_outside_of_member(
    tx: &mut Scoped<'_>,
    member: MemberId,
) -> Result<Vec<Event>, Error> {
    let recipients = tx.all::<OutsideRecipient>(&OF_MEMBER, &[&member]).await?;
    end_all(tx, &recipients).await
}

async fn end_all(tx: &mut Scoped<'_>, recipients: &[OutsideRecipient]) -> Result<Vec<Event>, Error> {
    let mut events = Vec::with_capacity(recipients.len());
    for recipient in recipients {
        events.push(end_one(tx, recipient, "report.outside_removed").await?);
    }
    Ok(events)
}
