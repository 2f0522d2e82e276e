//! The invitations of a business, page by page.

use super::{Invitation, Status};
use crate::access::{BusinessSql, May, Role, actions, business_sql};
use crate::cursor::{Cursor as Place, ENDS_OF_TEXT, Key, cut};
use crate::db::{self, Db, words};
use crate::ids::InvitationId;
use crate::people::address_sought;
use crate::time::Timestamp;
use crate::{Error, text};

static BY_NAME: BusinessSql = business_sql!("by_name.sql");
static BY_NAME_REVERSED: BusinessSql = business_sql!("by_name_reversed.sql");
static BY_ROLE: BusinessSql = business_sql!("by_role.sql");
static BY_ROLE_REVERSED: BusinessSql = business_sql!("by_role_reversed.sql");
static BY_CREATED: BusinessSql = business_sql!("by_created.sql");
static BY_CREATED_REVERSED: BusinessSql = business_sql!("by_created_reversed.sql");
static COUNT: BusinessSql = business_sql!("count_found.sql");

words! {
    /// The orders of the list.
    pub enum Sort {
        /// By name.
        Name = "name",
        /// By name, from the end.
        NameReversed = "-name",
        /// The highest role first, then by name.
        Role = "role",
        /// The lowest role first, then by name from the end.
        RoleReversed = "-role",
        /// The oldest first.
        Created = "created_at",
        /// The newest first.
        CreatedReversed = "-created_at",
    }
}

words! {
    /// Which invitations, by what became of them.
    pub enum Which {
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

impl Which {
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
pub type Cursor = Place<Sort, InvitationId>;

/// Which invitations to list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Part of the name or the address.
    pub q: Option<String>,
    /// Those to a role.
    pub role: Option<Role>,
    /// By what became of them.
    pub which: Which,
}

impl Default for Filter {
    /// The live ones.
    fn default() -> Self {
        Self { q: None, role: None, which: Which::Pending }
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
pub(crate) async fn count_found(db: &Db, may: &May<actions::SeeUsers>, filter: &Filter) -> Result<i64, Error> {
    let (q, address) = (text::sought(filter.q.as_deref()), address_sought(filter.q.as_deref()));
    let ([one, two, three, four], after, until) = filter.which.bounds(db.now());
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
    let (q, address) = (text::sought(filter.q.as_deref()), address_sought(filter.q.as_deref()));
    let (role, more, now) = (filter.role, limit + 1, db.now());
    let ([one, two, three, four], after, until) = filter.which.bounds(now);
    let (sql, backwards) = match sort {
        Sort::Name => (&BY_NAME, false),
        Sort::NameReversed => (&BY_NAME_REVERSED, true),
        Sort::Role => (&BY_ROLE, false),
        Sort::RoleReversed => (&BY_ROLE_REVERSED, true),
        Sort::Created => (&BY_CREATED, false),
        Sort::CreatedReversed => (&BY_CREATED_REVERSED, true),
    };
    let end = InvitationId::new(if backwards { i64::MAX } else { 0 });
    let rows = match sort {
        Sort::Name | Sort::NameReversed | Sort::Role | Sort::RoleReversed => {
            let (name, id) = Cursor::after_text(cursor, sort, (ENDS_OF_TEXT[usize::from(backwards)], end))?;
            db.read(
                may,
                sql,
                &[&name, &id, &role, &q, &now, &after, &until, &one, &two, &three, &four, &more, &address],
            )
            .await?
        }
        Sort::Created | Sort::CreatedReversed => {
            let beginning = Timestamp::from_millis(if backwards { i64::MAX } else { i64::MIN });
            let (at, id) = Cursor::after_moment(cursor, sort, (beginning, end))?;
            db.read(may, sql, &[&at, &id, &role, &q, &now, &after, &until, &one, &two, &three, &four, &more, &address])
                .await?
        }
    };
    let (invitations, next) = cut(rows, limit, |last: &Invitation| Cursor { sort, key: key(sort, last), id: last.id });
    Ok(Page { invitations, next })
}

pub(crate) fn key(sort: Sort, invitation: &Invitation) -> Key {
    match sort {
        Sort::Name | Sort::NameReversed => Key::Text(text::folded(&invitation.name)),
        // As the statements write it: a digit for the rank, then the name.
        Sort::Role | Sort::RoleReversed => {
            Key::Text(format!("{}{}", invitation.role as u8, text::folded(&invitation.name)))
        }
        Sort::Created | Sort::CreatedReversed => Key::Moment(invitation.created_at),
    }
}
