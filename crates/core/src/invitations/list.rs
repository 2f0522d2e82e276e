//! The invitations of a business, page by page.

use super::{Invitation, Status};
use crate::access::{BusinessSql, ListSql, May, Role, actions, business_list_sql, business_sql};
use crate::accounts::address_pattern;
use crate::db::{self, Db, words};
use crate::ids::InvitationId;
use crate::paging::{KeyValue, Order, SortedCursor, cut, sort_keys};
use crate::time::Timestamp;
use crate::{Error, text};

static LIST: ListSql<BusinessSql> = business_list_sql!("list.sql");
static COUNT: BusinessSql = business_sql!("count_matching.sql");

sort_keys! {
    /// The sort keys of the list.
    pub enum SortKey {
        /// The name.
        Name = "name" text,
        /// The role, highest first, and then the name.
        Role = "role" text,
        /// When the invitation was made.
        Created = "created_at" moment,
    }
}

/// A sort order of the list.
pub type Sort = Order<SortKey>;

words! {
    /// A filter by status.
    pub enum StatusFilter {
        /// The live ones.
        Pending = "pending",
        /// The expired ones.
        Expired = "expired",
        /// The live and the expired ones, which can be resent.
        Open = "open",
        /// The accepted ones.
        Accepted = "accepted",
        /// The cancelled ones.
        Cancelled = "cancelled",
        /// All of them.
        All = "all",
    }
}

impl StatusFilter {
    /// The parameters of the statement: four statuses, repeated to fill the places, and the range of `expires_at`.
    const fn bounds(self, now: Timestamp) -> ([Status; 4], Timestamp, Timestamp) {
        use Status::{Accepted, Cancelled, Expired, Pending};
        let (never, ever) = (Timestamp::from_millis(i64::MIN), Timestamp::from_millis(i64::MAX));
        match self {
            Self::Pending => ([Pending; 4], now, ever),
            // An expired invitation keeps the status pending until something updates it.
            Self::Expired => ([Pending, Expired, Pending, Expired], never, now),
            Self::Open => ([Pending, Expired, Pending, Expired], never, ever),
            Self::Accepted => ([Accepted; 4], never, ever),
            Self::Cancelled => ([Cancelled; 4], never, ever),
            Self::All => ([Pending, Accepted, Cancelled, Expired], never, ever),
        }
    }
}

/// Where a page of invitations begins.
pub type Cursor = SortedCursor<SortKey, InvitationId>;

/// A filter of the invitations.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Part of the name or the address.
    pub q: Option<String>,
    /// Only this role.
    pub role: Option<Role>,
    /// Only this status.
    pub status: StatusFilter,
}

impl Default for Filter {
    /// The live ones.
    fn default() -> Self {
        Self { q: None, role: None, status: StatusFilter::Pending }
    }
}

/// A page of invitations.
#[derive(Clone, Debug)]
pub struct Page {
    /// In the requested order.
    pub invitations: Vec<Invitation>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}

/// How many invitations match the filter.
///
/// # Errors
/// When the database fails.
pub(crate) async fn count_matching(db: &Db, may: &May<actions::SeeUsers>, filter: &Filter) -> Result<i64, Error> {
    let (q, address) = (text::search_pattern(filter.q.as_deref()), address_pattern(filter.q.as_deref()));
    let ([one, two, three, four], after, until) = filter.status.bounds(db.now());
    let values: db::Values<'_> = &[&filter.role, &q, &address, &after, &until, &one, &two, &three, &four];
    let rows = db.read::<(i64,)>(may, &COUNT, values).await?;
    Ok(rows.first().map_or(0, |(count,)| *count))
}

/// A page of at most `limit` invitations.
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
    let (more, now) = (limit + 1, db.now());
    let ([one, two, three, four], after, until) = filter.status.bounds(now);
    let (key, id) = sort.begin(cursor)?;
    let values: db::Values<'_> =
        &[&key, &id, &filter.role, &q, &now, &after, &until, &one, &two, &three, &four, &more, &address];
    let rows = db.read(may, LIST.for_form(sort.key.word(), sort.direction)?, values).await?;
    let (invitations, next) = cut(rows, limit, |last| sort.after(list_key(sort.key, last), last.id));
    Ok(Page { invitations, next })
}

/// The value of an invitation's sort key, as the statement computes it.
pub(crate) fn list_key(key: SortKey, invitation: &Invitation) -> KeyValue {
    let name = text::fold_case(&invitation.name);
    match key {
        SortKey::Name => KeyValue::Text(name),
        // A digit for the rank, then the name.
        SortKey::Role => KeyValue::Text(format!("{}{name}", invitation.role as u8)),
        SortKey::Created => KeyValue::Moment(invitation.created_at),
    }
}
