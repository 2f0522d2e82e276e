//! Revokes whatever depends on a membership when it ends or changes.

use super::outside::{end_outside_of_member, end_outside_of_private_reports};
use crate::access::{BusinessSql, Role, Scoped, business_sql};
use crate::audit::Event;
use crate::db::Error;
use crate::ids::{InvitationId, MemberId, ReportId};
use crate::mail::withdraw_invitation;

static IMPERSONATIONS: BusinessSql = business_sql!("end_impersonations.sql");
static THEIR_SESSIONS: BusinessSql = business_sql!("end_impersonation_sessions.sql");
static TOKENS: BusinessSql = business_sql!("end_tokens.sql");
static INVITATIONS: BusinessSql = business_sql!("end_invitations.sql");
static HANDOVERS: BusinessSql = business_sql!("end_handovers.sql");
static REPORTS_OF_AUTHOR: BusinessSql = business_sql!("reports_of_author.sql");
static LOCK_REPORT: BusinessSql = business_sql!("lock_report.sql");
static REPORT_RECIPIENTS: BusinessSql = business_sql!("end_report_recipients.sql");
static REPORT_LETTERS: BusinessSql = business_sql!("end_report_letters.sql");
static PRIVATE_REPORTS: BusinessSql = business_sql!("end_private_reports.sql");
static SHARED_REPORTS: BusinessSql = business_sql!("keep_shared_reports.sql");
static PRIVATE_VIEWS: BusinessSql = business_sql!("end_private_views.sql");
static SHARED_VIEWS: BusinessSql = business_sql!("keep_shared_views.sql");
static PREPARED_ANSWERS: BusinessSql = business_sql!("end_prepared_answers.sql");
pub(super) static SESSIONS: BusinessSql = business_sql!("count_sessions.sql");

/// The number of things that were revoked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revoked {
    /// Sessions that lost access to the business, or to a part of it. They stay valid in other businesses.
    pub sessions: u64,
    /// API tokens.
    pub tokens: u64,
    /// Pending invitations that they had sent.
    pub invitations: u64,
    /// Log in as periods, in either direction.
    pub impersonations: u64,
}

/// Revokes everything that depends on an ended membership. Reports and views that the member shared stay, as those of
/// nobody; private ones go, and the addresses outside that got those reports, and those that are the member's own: these are the
/// events.
pub(super) async fn revoke_all(tx: &mut Scoped<'_>, member: MemberId) -> Result<(Revoked, Vec<Event>), Error> {
    let now = tx.now();
    let (sessions,) = tx.one::<(i64,)>(&SESSIONS, &[&member, &now]).await?;
    let mut revoked = revoke_excess(tx, member, None).await?;
    revoked.sessions = sessions.unsigned_abs();
    revoked.tokens = tx.run(&TOKENS, &[&member]).await?;
    // A change of a report locks it before its recipients and letters, so this does, too; and several in the order of their ids.
    let mut reports = tx.all::<(ReportId,)>(&REPORTS_OF_AUTHOR, &[&member]).await?;
    reports.sort_unstable();
    for (report,) in reports {
        tx.run(&LOCK_REPORT, &[&report]).await?;
    }
    let mut events = end_outside_of_private_reports(tx, member).await?;
    events.extend(end_outside_of_member(tx, member).await?);
    tx.run(&REPORT_RECIPIENTS, &[&member]).await?;
    tx.run(&REPORT_LETTERS, &[&member]).await?;
    tx.run(&PRIVATE_REPORTS, &[&member]).await?;
    tx.run(&SHARED_REPORTS, &[&member]).await?;
    tx.run(&PRIVATE_VIEWS, &[&member]).await?;
    tx.run(&SHARED_VIEWS, &[&member]).await?;
    tx.run(&PREPARED_ANSWERS, &[&member]).await?;
    Ok((revoked, events))
}

/// Revokes what the new role no longer permits: Log in as in either direction, offers of ownership, and the invitations that
/// the role may not grant. Without a role, it revokes all of them.
pub(super) async fn revoke_excess(tx: &mut Scoped<'_>, member: MemberId, role: Option<Role>) -> Result<Revoked, Error> {
    let now = tx.now();
    let impersonations = tx.run(&IMPERSONATIONS, &[&member, &now]).await?;
    if impersonations > 0 {
        tx.run(&THEIR_SESSIONS, &[&member]).await?;
    }
    let ended = tx.all::<(InvitationId,)>(&INVITATIONS, &[&member, &now, &role]).await?;
    for (invitation,) in &ended {
        // A letter that still waits would bring a dead link.
        withdraw_invitation(tx, *invitation).await?;
    }
    let invitations = u64::try_from(ended.len()).unwrap_or(u64::MAX);
    tx.run(&HANDOVERS, &[&member, &now]).await?;
    Ok(Revoked { invitations, impersonations, ..Revoked::default() })
}
