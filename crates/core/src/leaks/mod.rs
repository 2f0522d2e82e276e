//! The things of a business that each viewer with Specific Numbers may see, for the search for leaks. They are read from the grants
//! alone, and not by the conditions of the lists, which the search tests.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{BusinessSql, Operator, business_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::{CallId, GroupId, MemberId, MessageId, NumberId, RecordingId, UserId};

static LIMITED_VIEWERS: BusinessSql = business_sql!("limited_viewers.sql");
static GRANTED_NUMBERS: BusinessSql = business_sql!("granted_numbers.sql");
static GRANTED_GROUPS: BusinessSql = business_sql!("granted_groups.sql");
static ALL_NUMBERS: BusinessSql = business_sql!("all_numbers.sql");
static NEWEST_CALLS: BusinessSql = business_sql!("newest_calls.sql");
static NEWEST_MESSAGES: BusinessSql = business_sql!("newest_messages.sql");
static NEWEST_WRITTEN: BusinessSql = business_sql!("newest_written.sql");
static FIRST_OWNER: BusinessSql = business_sql!("first_owner.sql");

/// The most calls and messages of each number that are looked for.
const MAX_EVENTS: i64 = 200;

/// A viewer with Specific Numbers.
#[derive(Clone, Debug)]
pub struct LimitedViewer {
    /// The membership.
    pub member: MemberId,
    /// The account.
    pub user: UserId,
    /// The name.
    pub name: String,
    /// The numbers that they may see.
    pub numbers: BTreeSet<NumberId>,
    /// The groups that they were given, even empty ones.
    pub groups: BTreeSet<GroupId>,
}

/// A number, and what there is to see of it.
#[derive(Clone, Debug)]
pub struct NumberContent {
    /// Its id.
    pub id: NumberId,
    /// Its group.
    pub group: Option<GroupId>,
    /// Everything that people read of it: digits, names, callers, texts, tags, notes.
    pub texts: BTreeSet<String>,
    /// The newest calls.
    pub calls: Vec<CallId>,
    /// Their recordings.
    pub recordings: Vec<RecordingId>,
    /// The newest messages.
    pub messages: Vec<MessageId>,
}

struct ListedNumber {
    id: NumberId,
    phone_number: String,
    friendly_name: String,
    source: String,
    group: Option<GroupId>,
    group_name: Option<String>,
}

from_row!(ListedNumber { id, phone_number, friendly_name, source, group, group_name });

/// Every active viewer with Specific Numbers.
///
/// # Errors
/// When the database fails.
pub async fn limited_viewers(db: &Db, operator: &Operator) -> Result<Vec<LimitedViewer>, Error> {
    let mut numbers: BTreeMap<MemberId, BTreeSet<NumberId>> = BTreeMap::new();
    for (member, number) in db.read::<(MemberId, NumberId)>(operator, &GRANTED_NUMBERS, &[]).await? {
        numbers.entry(member).or_default().insert(number);
    }
    let mut groups: BTreeMap<MemberId, BTreeSet<GroupId>> = BTreeMap::new();
    for (member, group) in db.read::<(MemberId, GroupId)>(operator, &GRANTED_GROUPS, &[]).await? {
        groups.entry(member).or_default().insert(group);
    }
    let rows = db.read::<(MemberId, UserId, String)>(operator, &LIMITED_VIEWERS, &[]).await?;
    let viewers = rows.into_iter().map(|(member, user, name)| LimitedViewer {
        member,
        user,
        name,
        numbers: numbers.remove(&member).unwrap_or_default(),
        groups: groups.remove(&member).unwrap_or_default(),
    });
    Ok(viewers.collect())
}

/// Every number with its newest calls and messages.
///
/// # Errors
/// When the database fails.
pub async fn contents(db: &Db, operator: &Operator) -> Result<Vec<NumberContent>, Error> {
    let mut contents = Vec::new();
    for number in db.read::<ListedNumber>(operator, &ALL_NUMBERS, &[]).await? {
        let mut texts = BTreeSet::from([number.phone_number, number.friendly_name, number.source]);
        texts.extend(number.group_name);
        let (mut calls, mut recordings, mut messages) = (Vec::new(), Vec::new(), Vec::new());
        type CallColumns = (CallId, Option<String>, Option<String>, String, Option<RecordingId>);
        let rows = db.read::<CallColumns>(operator, &NEWEST_CALLS, &[&number.id, &MAX_EVENTS]).await?;
        for (id, caller, caller_name, source, recording) in rows {
            calls.push(id);
            recordings.extend(recording);
            texts.extend(caller.into_iter().chain(caller_name).chain([source]));
        }
        let rows = db.read::<(String,)>(operator, &NEWEST_WRITTEN, &[&number.id, &MAX_EVENTS]).await?;
        texts.extend(rows.into_iter().map(|(text,)| text));
        type MessageColumns = (MessageId, String, String, String);
        let rows = db.read::<MessageColumns>(operator, &NEWEST_MESSAGES, &[&number.id, &MAX_EVENTS]).await?;
        for (id, from, to, body) in rows {
            messages.push(id);
            texts.extend([from, to, body]);
        }
        contents.push(NumberContent { id: number.id, group: number.group, texts, calls, recordings, messages });
    }
    Ok(contents)
}

/// The account of an Owner.
///
/// # Errors
/// When the database fails.
pub async fn first_owner(db: &Db, operator: &Operator) -> Result<Option<UserId>, Error> {
    Ok(db.read::<(UserId,)>(operator, &FIRST_OWNER, &[]).await?.into_iter().next().map(|(user,)| user))
}
