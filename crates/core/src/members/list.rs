//! The active members of a business, page by page.

use super::Member;
use crate::access::{BusinessSql, ListSql, May, Role, actions, business_list_sql, business_sql};
use crate::accounts::{Email, address_pattern};
use crate::db::Db;
use crate::ids::MemberId;
use crate::paging::{KeyValue, Order, SortedCursor, cut, sort_keys};
use crate::{Error, text};

static LIST: ListSql<BusinessSql> = business_list_sql!("list.sql");
static COUNT: BusinessSql = business_sql!("count_matching.sql");

sort_keys! {
    /// The sort keys of the list. A member who was never active comes before those who were.
    pub enum SortKey {
        /// The name.
        Name = "name" text,
        /// The e-mail address.
        Email = "email" text,
        /// The role, highest first, and then the name.
        Role = "role" text,
        /// When the member joined.
        Joined = "joined_at" moment,
        /// When the member was last active.
        LastActive = "last_active_at" moment,
    }
}

/// A sort order of the list.
pub type Sort = Order<SortKey>;

/// Where a page of members begins.
pub type Cursor = SortedCursor<SortKey, MemberId>;

/// A filter of the members.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name or the address.
    pub q: Option<String>,
    /// Only this role.
    pub role: Option<Role>,
}

/// A page of members.
#[derive(Clone, Debug)]
pub struct Page {
    /// In the requested order.
    pub members: Vec<Member>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}

/// A page of at most `limit` active members.
///
/// # Errors
/// Returns [`Error::Fields`] (`cursor`) for a cursor of another order, or a database error.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeUsers>,
    filter: &Filter,
    sort: Sort,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let (q, address) = (text::search_pattern(filter.q.as_deref()), address_pattern(filter.q.as_deref()));
    let (key, id) = sort.begin(cursor)?;
    let sql = LIST.for_form(sort.key.word(), sort.direction)?;
    let rows = db.read(may, sql, &[&key, &id, &filter.role, &q, &(limit + 1), &address]).await?;
    let (members, next) = cut(rows, limit, |last| sort.after(list_key(sort.key, last), last.id));
    Ok(Page { members, next })
}

/// How many active members match the filter.
///
/// # Errors
/// When the database fails.
pub(crate) async fn count_matching(db: &Db, may: &May<actions::SeeUsers>, filter: &Filter) -> Result<i64, Error> {
    let (q, address) = (text::search_pattern(filter.q.as_deref()), address_pattern(filter.q.as_deref()));
    let rows = db.read::<(i64,)>(may, &COUNT, &[&filter.role, &q, &address]).await?;
    Ok(rows.first().map_or(0, |(count,)| *count))
}

/// The value of a member's sort key, as the statement computes it.
pub(crate) fn list_key(key: SortKey, member: &Member) -> KeyValue {
    match key {
        SortKey::Name => KeyValue::Text(text::fold_case(&member.name)),
        SortKey::Email => KeyValue::Text(canonical(&member.email)),
        // A digit for the rank, then the name.
        SortKey::Role => KeyValue::Text(format!("{}{}", member.role as u8, text::fold_case(&member.name))),
        SortKey::Joined => KeyValue::Moment(member.joined_at),
        SortKey::LastActive => KeyValue::Moment(member.last_active_at.unwrap_or_default()),
    }
}

/// The canonical form of an address.
fn canonical(typed: &str) -> String {
    Email::read(typed).map_or_else(|_| text::lower_case(typed), |email| email.canonical().to_owned())
}
