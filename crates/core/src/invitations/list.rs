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
    /// What the list can be sorted by.
    pub enum SortKey {
        /// The name.
        Name = "name" text,
        /// The role, highest first, and then the name.
        Role = "role" text,
        /// When the invitation was made.
        Created = "created_at" moment,
    }
}

/// An order of the list.
pub type Sort = Order<SortKey>;

words! {
    /// Which invitations, by what became of them.
    pub enum StatusFilter {
        /// The live ones.
        Pending = "pending",
        /// Those whose time is over.
        Expired = "expired",
        /// Those that may still be sent again: the live ones and the expired ones.
        Open = "open",
        /// Those that somebody came in by.
        Accepted = "accepted",
        /// Those taken back.
        Cancelled = "cancelled",
        /// Every one.
        All = "all",
    }
}

impl StatusFilter {
    /// The words of the column, each as often as it takes to fill the places, and between which moments it expires.
    const fn bounds(self, now: Timestamp) -> ([Status; 4], Timestamp, Timestamp) {
        use Status::{Accepted, Cancelled, Expired, Pending};
        let (never, ever) = (Timestamp::from_millis(i64::MIN), Timestamp::from_millis(i64::MAX));
        match self {
            Self::Pending => ([Pending; 4], now, ever),
            // One that nobody has looked at since it expired still says pending.
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

/// Which invitations to list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Part of the name or the address.
    pub q: Option<String>,
    /// Those to a role.
    pub role: Option<Role>,
    /// By what became of them.
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
    /// In the order asked for.
    pub invitations: Vec<Invitation>,
    /// Where the next one begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// How many invitations the filter lets through.
///
/// # Errors
/// When the database fails.
pub(crate) async fn count_matching(db: &Db, may: &May<actions::SeeUsers>, filter: &Filter) -> Result<i64, Error> {
    let (q, address) = (text::search_pattern(filter.q.as_deref()), address_pattern(filter.q.as_deref()));
    let ([one, two, three, four], after, until) = filter.status.bounds(db.now());
    let values: db::Values<'_> = &[&filter.role, &q, &address, &after, &until, &one, &two, &three, &four];
    let counted = db.read::<(i64,)>(may, &COUNT, values).await?;
    Ok(counted.first().map_or(0, |(count,)| *count))
}

/// A page of invitations: `limit` at most.
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
    let (q, address) = (text::search_pattern(filter.q.as_deref()), address_pattern(filter.q.as_deref()));
    let (more, now) = (limit + 1, db.now());
    let ([one, two, three, four], after, until) = filter.status.bounds(now);
    let (key, id) = sort.begin(cursor, InvitationId::new)?;
    let values: db::Values<'_> =
        &[&key, &id, &filter.role, &q, &now, &after, &until, &one, &two, &three, &four, &more, &address];
    let rows = db.read(may, LIST.for_form(sort.key.word(), sort.direction)?, values).await?;
    let (invitations, next) = cut(rows, limit, |last| sort.after(list_key(sort.key, last), last.id));
    Ok(Page { invitations, next })
}

/// The value of an invitation's sort key, as the statement writes it.
pub(crate) fn list_key(key: SortKey, invitation: &Invitation) -> KeyValue {
    let name = text::fold_case(&invitation.name);
    match key {
        SortKey::Name => KeyValue::Text(name),
        // A digit for the rank, then the name.
        SortKey::Role => KeyValue::Text(format!("{}{name}", invitation.role as u8)),
        SortKey::Created => KeyValue::Moment(invitation.created_at),
    }
}
