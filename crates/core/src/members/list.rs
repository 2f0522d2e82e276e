//! The active members of a business, page by page.

use super::Member;
use crate::access::{BusinessSql, May, Role, actions, business_sql};
use crate::cursor::{Cursor as Place, ENDS_OF_TEXT, Key, cut};
use crate::db::{Db, words};
use crate::ids::MemberId;
use crate::people::{Email, address_sought};
use crate::time::Timestamp;
use crate::{Error, text};

static BY_NAME: BusinessSql = business_sql!("by_name.sql");
static BY_NAME_REVERSED: BusinessSql = business_sql!("by_name_reversed.sql");
static BY_EMAIL: BusinessSql = business_sql!("by_email.sql");
static BY_EMAIL_REVERSED: BusinessSql = business_sql!("by_email_reversed.sql");
static BY_ROLE: BusinessSql = business_sql!("by_role.sql");
static BY_ROLE_REVERSED: BusinessSql = business_sql!("by_role_reversed.sql");
static BY_JOINED: BusinessSql = business_sql!("by_joined.sql");
static BY_JOINED_REVERSED: BusinessSql = business_sql!("by_joined_reversed.sql");
static BY_LAST_ACTIVE: BusinessSql = business_sql!("by_last_active.sql");
static BY_LAST_ACTIVE_REVERSED: BusinessSql = business_sql!("by_last_active_reversed.sql");
static COUNT: BusinessSql = business_sql!("count_found.sql");

words! {
    /// The orders of the list. Who was never active is before whoever was.
    pub enum Sort {
        /// By name.
        Name = "name",
        /// By name, from the end.
        NameReversed = "-name",
        /// By e-mail address.
        Email = "email",
        /// By e-mail address, from the end.
        EmailReversed = "-email",
        /// The highest role first, then by name.
        Role = "role",
        /// The lowest role first, then by name from the end.
        RoleReversed = "-role",
        /// The longest here first.
        Joined = "joined_at",
        /// The last to join first.
        JoinedReversed = "-joined_at",
        /// The longest inactive first.
        LastActive = "last_active_at",
        /// The last active first.
        LastActiveReversed = "-last_active_at",
    }
}

/// Where a page of members begins.
pub type Cursor = Place<Sort, MemberId>;

/// Which members to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name or the address.
    pub q: Option<String>,
    /// Those of a role.
    pub role: Option<Role>,
}

/// A page of members.
#[derive(Clone, Debug)]
pub struct Page {
    /// In the order asked for.
    pub members: Vec<Member>,
    /// Where the next one begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// A page of the active members: `limit` at most.
///
/// # Errors
/// A cursor of another order (`cursor`), or that the database failed.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeUsers>,
    filter: &Filter,
    sort: Sort,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let (q, address) = (text::sought(filter.q.as_deref()), address_sought(filter.q.as_deref()));
    let (role, more) = (filter.role, limit + 1);
    let (sql, backwards) = statement(sort);
    let end = MemberId::new(if backwards { i64::MAX } else { 0 });
    let rows = match sort {
        Sort::Name | Sort::NameReversed | Sort::Email | Sort::EmailReversed | Sort::Role | Sort::RoleReversed => {
            let beginning = (ENDS_OF_TEXT[usize::from(backwards)], end);
            let (text, id) = Cursor::after_text(cursor, sort, beginning)?;
            db.read(may, sql, &[&text, &id, &role, &q, &more, &address]).await?
        }
        Sort::Joined | Sort::JoinedReversed | Sort::LastActive | Sort::LastActiveReversed => {
            let beginning = (Timestamp::from_millis(if backwards { i64::MAX } else { i64::MIN }), end);
            let (at, id) = Cursor::after_moment(cursor, sort, beginning)?;
            db.read(may, sql, &[&at, &id, &role, &q, &more, &address]).await?
        }
    };
    let (members, next) = cut(rows, limit, |last| Cursor { sort, key: key(sort, last), id: last.id });
    Ok(Page { members, next })
}

/// How many active members the filter lets through.
///
/// # Errors
/// When the database fails.
pub(crate) async fn count_found(db: &Db, may: &May<actions::SeeUsers>, filter: &Filter) -> Result<i64, Error> {
    let (q, address) = (text::sought(filter.q.as_deref()), address_sought(filter.q.as_deref()));
    let counted = db.read::<(i64,)>(may, &COUNT, &[&filter.role, &q, &address]).await?;
    Ok(counted.first().map_or(0, |(count,)| *count))
}

fn statement(sort: Sort) -> (&'static BusinessSql, bool) {
    match sort {
        Sort::Name => (&BY_NAME, false),
        Sort::NameReversed => (&BY_NAME_REVERSED, true),
        Sort::Email => (&BY_EMAIL, false),
        Sort::EmailReversed => (&BY_EMAIL_REVERSED, true),
        Sort::Role => (&BY_ROLE, false),
        Sort::RoleReversed => (&BY_ROLE_REVERSED, true),
        Sort::Joined => (&BY_JOINED, false),
        Sort::JoinedReversed => (&BY_JOINED_REVERSED, true),
        Sort::LastActive => (&BY_LAST_ACTIVE, false),
        Sort::LastActiveReversed => (&BY_LAST_ACTIVE_REVERSED, true),
    }
}

pub(crate) fn key(sort: Sort, member: &Member) -> Key {
    match sort {
        Sort::Name | Sort::NameReversed => Key::Text(text::folded(&member.name)),
        Sort::Email | Sort::EmailReversed => Key::Text(canonical(&member.email)),
        // As the statements write it: a digit for the rank, then the name.
        Sort::Role | Sort::RoleReversed => Key::Text(format!("{}{}", member.role as u8, text::folded(&member.name))),
        Sort::Joined | Sort::JoinedReversed => Key::Moment(member.joined_at),
        Sort::LastActive | Sort::LastActiveReversed => Key::Moment(member.last_active_at.unwrap_or_default()),
    }
}

/// An address as it is compared and sorted.
fn canonical(typed: &str) -> String {
    Email::read(typed).map_or_else(|_| text::folded(typed), |email| email.canonical().to_owned())
}
