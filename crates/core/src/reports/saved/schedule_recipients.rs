//! The readers of scheduled reports, as lists of reports show them.

use std::collections::BTreeMap;

use super::report::SavedReport;
use crate::Error;
use crate::access::{BusinessSql, Viewpoint, actions, business_sql};
use crate::db::Db;
use crate::ids::{MemberId, ReportId};
use crate::members::OutsideRecipient;

static MEMBERS: BusinessSql = business_sql!("members_of_reports.sql");

/// The readers of a scheduled report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScheduleRecipients {
    /// The members and their names, by name.
    pub members: Vec<(MemberId, String)>,
    /// The addresses outside the team.
    pub outside: Vec<OutsideRecipient>,
}

/// The readers of these reports. People who do not see the Users page see themselves alone.
///
/// # Errors
/// When the database fails.
pub async fn schedule_recipients(
    db: &Db,
    viewpoint: &Viewpoint,
    reports: &[SavedReport],
) -> Result<BTreeMap<ReportId, ScheduleRecipients>, Error> {
    let mut all = BTreeMap::<ReportId, ScheduleRecipients>::new();
    let Ok(may) = viewpoint.may::<actions::SeeUsers>() else {
        for report in reports.iter().filter(|report| report.is_mailed) {
            all.entry(report.id).or_default().members.push((viewpoint.member(), viewpoint.name().to_owned()));
        }
        return Ok(all);
    };
    let scheduled = reports.iter().filter(|report| report.schedule.is_some());
    let ids: Vec<ReportId> = scheduled.map(|report| report.id).collect();
    for (report, member, name) in db.read_by_ids::<(ReportId, MemberId, String)>(&may, &MEMBERS, &ids).await? {
        all.entry(report).or_default().members.push((member, name));
    }
    for recipient in OutsideRecipient::of_reports(db, &may, &ids).await? {
        all.entry(recipient.report).or_default().outside.push(recipient);
    }
    Ok(all)
}
