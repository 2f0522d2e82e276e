//! The members to whom a report is mailed by its schedule.

use super::draft::CheckedSchedule;
use super::report::SavedReport;
use super::run::enqueue_run;
use super::schedule::Schedule;
use super::stored::Stored;
use crate::access::{BusinessSql, Held, Scoped, Viewpoint, actions, business_sql};
use crate::accounts::address_pattern;
use crate::audit::Event;
use crate::db::{self, Db, from_row};
use crate::ids::{MemberId, ReportId};
use crate::members::end_outside_of_report;
use crate::time::Timestamp;
use crate::{Error, Fields, text};

static MEMBERS: BusinessSql = business_sql!("members.sql");
static MEMBERS_BY_IDS: BusinessSql = business_sql!("members_by_ids.sql");
static SET_SCHEDULE: BusinessSql = business_sql!("set_schedule.sql");
static CLEAR_RECIPIENTS: BusinessSql = business_sql!("clear_recipients.sql");
static ADD_RECIPIENT: BusinessSql = business_sql!("add_recipient.sql");
static COUNT_RECIPIENTS: BusinessSql = business_sql!("count_recipients.sql");
static RECIPIENT_NAMES: BusinessSql = business_sql!("recipient_names.sql");
static KEEP_AUTHOR: BusinessSql = business_sql!("keep_author.sql");

/// The most members that are offered at once, and that a report is mailed to.
pub const MAX_RECIPIENTS: i64 = 200;

/// The members to whom a shared report can be mailed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Those to whom it is mailed first, then the others, by name: at most [`MAX_RECIPIENTS`].
    pub members: Vec<Recipient>,
    /// Whether there are more, which a search finds.
    pub has_more: bool,
}

/// A member who may get a report, and what became of the last letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The member.
    pub member: MemberId,
    /// The display name.
    pub name: String,
    /// Whether the report is mailed to them.
    pub is_chosen: bool,
    /// When the last letter was sent.
    pub sent_at: Option<Timestamp>,
    /// Why none was sent the last time.
    pub problem: Option<String>,
}

from_row!(Recipient { member, name, is_chosen, sent_at, problem });

/// Whether the requester decides to whom a report is mailed: it is shared, and they see the Users page.
pub fn decides_recipients(held: &Held<SavedReport, actions::SaveReports>) -> bool {
    let viewpoint = held.viewpoint();
    let decides = viewpoint.allows(actions::SeeUsers) && viewpoint.allows(actions::ShareReports);
    decides && held.is_shared && held.may_edit
}

/// The members to whom a shared report can be mailed; none for those who do not decide that. With a search text, those whose name or
/// address has it.
///
/// # Errors
/// When the database fails.
pub async fn candidates(
    db: &Db,
    held: &Held<SavedReport, actions::SaveReports>,
    q: Option<&str>,
) -> Result<Candidates, db::Error> {
    if !decides_recipients(held) {
        return Ok(Candidates::default());
    }
    let (name, address) = (text::search_pattern(q), address_pattern(q));
    let one_more = MAX_RECIPIENTS + 1;
    let mut members = db.read::<Recipient>(held, &MEMBERS, &[&held.id, &one_more, &name, &address]).await?;
    let max = usize::try_from(MAX_RECIPIENTS).unwrap_or(usize::MAX);
    let has_more = members.len() > max;
    members.truncate(max);
    Ok(Candidates { members, has_more })
}

/// The active members with these ids, as they can be chosen, without their letters; none for those who do not decide that.
///
/// # Errors
/// When the database fails.
pub async fn candidates_by_ids(
    db: &Db,
    held: &Held<SavedReport, actions::SaveReports>,
    ids: &[MemberId],
) -> Result<Vec<Recipient>, db::Error> {
    if !decides_recipients(held) {
        return Ok(Vec::new());
    }
    db.read_by_ids(held, &MEMBERS_BY_IDS, ids).await
}

/// Sets the schedule of a report and its recipients; `None` ends it, also for the addresses outside: these are the events. Without
/// members, it goes to those that it goes to, or else to the requester.
pub(super) async fn set_schedule(
    tx: &mut Scoped<'_>,
    viewpoint: &Viewpoint,
    report: &Stored,
    schedule: Option<&CheckedSchedule>,
) -> Result<(Option<Schedule>, Vec<Event>), Error> {
    let (id, now) = (report.id, tx.now());
    let Some(CheckedSchedule { schedule, members }) = schedule else {
        tx.run(&SET_SCHEDULE, &[&id, &None::<String>, &None::<Timestamp>]).await?;
        tx.run(&CLEAR_RECIPIENTS, &[&id]).await?;
        return Ok((None, end_outside_of_report(tx, id).await?));
    };
    let zone = jiff::tz::TimeZone::get(viewpoint.business_time_zone()).unwrap_or(jiff::tz::TimeZone::UTC);
    let next = schedule.next(now, &zone);
    tx.run(&SET_SCHEDULE, &[&id, &Some(schedule.to_text()), &Some(next)]).await?;
    let chosen = match members {
        Some(members) => {
            tx.run(&CLEAR_RECIPIENTS, &[&id]).await?;
            members.clone()
        }
        None => {
            if count_recipients(tx, id).await? > 0 {
                Vec::new()
            } else {
                vec![viewpoint.member()]
            }
        }
    };
    let is_for_others = chosen.iter().any(|member| *member != viewpoint.member());
    if is_for_others && !report.is_shared {
        return Err(invalid("Share the report first: a private one goes to you alone."));
    }
    if is_for_others {
        viewpoint.may::<actions::ShareReports>()?;
    }
    for member in chosen {
        if tx.run(&ADD_RECIPIENT, &[&id, &member, &now]).await? == 0 {
            return Err(invalid("Choose members of the business."));
        }
    }
    enqueue_run(tx, id, next).await?;
    Ok((Some(*schedule), Vec::new()))
}

/// How many readers a report has, outside the team, too.
pub(super) async fn count_recipients(tx: &mut Scoped<'_>, report: ReportId) -> Result<i64, db::Error> {
    let (count,) = tx.one::<(i64,)>(&COUNT_RECIPIENTS, &[&report]).await?;
    Ok(count)
}

/// The names of the members to whom a report is mailed, for the audit log.
pub(super) async fn recipient_names(tx: &mut Scoped<'_>, report: ReportId) -> Result<Vec<String>, db::Error> {
    Ok(tx.all::<(String,)>(&RECIPIENT_NAMES, &[&report]).await?.into_iter().map(|(name,)| name).collect())
}

/// A report that is private again goes to no member but its author.
pub(super) async fn keep_author_alone(tx: &mut Scoped<'_>, report: &Stored) -> Result<(), db::Error> {
    tx.run(&KEEP_AUTHOR, &[&report.id, &report.author]).await.map(drop)
}

fn invalid(sentence: &str) -> Error {
    Error::Fields(Fields(vec![("member_ids", sentence.to_owned())]))
}
