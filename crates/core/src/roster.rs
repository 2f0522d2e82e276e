//! Who is in a business and who is invited to it, as one list: what the Users page shows.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::Error;
use crate::access::{May, Role, actions};
use crate::cursor::{Key, NotACursor, of_another_list};
use crate::db::{Db, words};
use crate::ids::{InvitationId, MemberId, NotAnId};
use crate::invitations::{self, Invitation};
use crate::members::{self, Member};

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
        /// The longest inactive first; who is only invited comes before everybody who is a member.
        LastActive = "last_active_at",
        /// The last active first; who is only invited comes after everybody who is a member.
        LastActiveReversed = "-last_active_at",
    }
}

words! {
    /// How somebody stands.
    pub enum Standing {
        /// A member.
        Active = "active",
        /// Invited, by a link that works.
        Invited = "invited",
        /// Invited, by a link whose time is over.
        Expired = "expired",
    }
}

/// Which rows to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name or the address.
    pub q: Option<String>,
    /// Those of a role.
    pub role: Option<Role>,
    /// Those who stand so; members and live invitations, if nothing is said.
    pub standing: Option<Standing>,
}

impl Filter {
    /// Which members it lets through, if any.
    fn members(&self) -> Option<members::Filter> {
        let wanted = self.standing.is_none_or(|standing| standing == Standing::Active);
        wanted.then(|| members::Filter { q: self.q.clone(), role: self.role })
    }

    /// Which invitations it lets through, if any.
    fn invitations(&self) -> Option<invitations::Filter> {
        let which = match self.standing {
            Some(Standing::Active) => return None,
            Some(Standing::Expired) => invitations::Which::Expired,
            Some(Standing::Invited) | None => invitations::Which::Pending,
        };
        Some(invitations::Filter { q: self.q.clone(), role: self.role, which })
    }
}

/// Somebody in the list.
#[derive(Clone, Debug)]
pub enum Row {
    /// A member.
    Member(Member),
    /// Somebody invited.
    Invitation(Invitation),
}

/// Which row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowId {
    /// A member.
    Member(MemberId),
    /// An invitation.
    Invitation(InvitationId),
}

impl fmt::Display for RowId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(id) => id.fmt(out),
            Self::Invitation(id) => id.fmt(out),
        }
    }
}

impl FromStr for RowId {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        text.parse().map(Self::Member).or_else(|_| text.parse().map(Self::Invitation))
    }
}

impl Sort {
    /// The same list from its other end.
    const fn reversed(self) -> Self {
        match self {
            Self::Name => Self::NameReversed,
            Self::NameReversed => Self::Name,
            Self::Role => Self::RoleReversed,
            Self::RoleReversed => Self::Role,
            Self::LastActive => Self::LastActiveReversed,
            Self::LastActiveReversed => Self::LastActive,
        }
    }
}

/// A row's place in the list.
type Place = crate::cursor::Cursor<Sort, RowId>;

/// A place in the list, and which way to go on from there. Its text is opaque to other programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    place: Place,
    is_back: bool,
}

/// How the text of a cursor begins that leads back.
const BACK: &str = "back~";

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.is_back { BACK } else { "" })?;
        self.place.fmt(out)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;
    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let back = text.strip_prefix(BACK);
        Ok(Self { place: back.unwrap_or(text).parse()?, is_back: back.is_some() })
    }
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    /// In the order asked for.
    pub rows: Vec<Row>,
    /// Where the page before ends; `None` on the first.
    pub previous: Option<Cursor>,
    /// Where the next one begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// How the two lists under this one are sorted, and which of them comes first where one does as a whole.
struct Order {
    members: members::Sort,
    invitations: invitations::Sort,
    backwards: bool,
    /// No key of one list compares with a key of the other: members count as greater.
    apart: bool,
}

const fn order(sort: Sort) -> Order {
    use invitations::Sort as I;
    use members::Sort as M;
    let (members, invitations, backwards, apart) = match sort {
        Sort::Name => (M::Name, I::Name, false, false),
        Sort::NameReversed => (M::NameReversed, I::NameReversed, true, false),
        Sort::Role => (M::Role, I::Role, false, false),
        Sort::RoleReversed => (M::RoleReversed, I::RoleReversed, true, false),
        Sort::LastActive => (M::LastActive, I::Created, false, true),
        Sort::LastActiveReversed => (M::LastActiveReversed, I::CreatedReversed, true, true),
    };
    Order { members, invitations, backwards, apart }
}

/// A row with what it is sorted by.
struct Sorted {
    key: Key,
    id: RowId,
    row: Row,
}

impl Order {
    /// Which of two rows comes first.
    fn compare(&self, a: (&Key, RowId), b: (&Key, RowId)) -> Ordering {
        let is_member = |id| matches!(id, RowId::Member(_));
        let kinds = if self.apart { is_member(a.1).cmp(&is_member(b.1)) } else { Ordering::Equal };
        let upwards = kinds.then_with(|| a.0.cmp(b.0)).then_with(|| a.1.cmp(&b.1));
        if self.backwards { upwards.reverse() } else { upwards }
    }

    /// Where the members go on after a row; `None`: they are over.
    fn members_after(&self, place: Option<&Place>) -> Option<Option<members::Cursor>> {
        let Some(Place { key, id, .. }) = place else { return Some(None) };
        let id = match id {
            RowId::Member(id) => *id,
            RowId::Invitation(_) if self.apart => return if self.backwards { None } else { Some(None) },
            // Upwards, every member of a key is before every invitation of it.
            RowId::Invitation(_) => MemberId::new(i64::MAX),
        };
        Some(Some(members::Cursor { sort: self.members, key: key.clone(), id }))
    }

    /// Where the invitations go on after a row; `None`: they are over.
    fn invitations_after(&self, place: Option<&Place>) -> Option<Option<invitations::Cursor>> {
        let Some(Place { key, id, .. }) = place else { return Some(None) };
        let id = match id {
            RowId::Invitation(id) => *id,
            RowId::Member(_) if self.apart => return if self.backwards { Some(None) } else { None },
            RowId::Member(_) => InvitationId::new(0),
        };
        Some(Some(invitations::Cursor { sort: self.invitations, key: key.clone(), id }))
    }
}

/// A page of who is in the business and who is invited to it: `limit` rows at most.
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
    // The key of another order would be refused by neither list where both are texts.
    if cursor.is_some_and(|cursor| cursor.place.sort != sort) {
        return Err(of_another_list());
    }
    let from = match cursor {
        Some(Cursor { place, is_back: true }) => {
            let turned = Place { sort: sort.reversed(), ..place.clone() };
            let (mut rows, more) = onward(db, may, filter, turned.sort, Some(&turned), limit).await?;
            if more {
                rows.reverse();
                let (previous, next) = (place_of(rows.first(), sort, true), place_of(rows.last(), sort, false));
                return Ok(Page { rows: shown(rows), previous, next });
            }
            // Nothing lies before these: that is the first page, which is as full as any.
            None
        }
        Some(Cursor { place, is_back: false }) => Some(place),
        None => None,
    };
    let (rows, more) = onward(db, may, filter, sort, from, limit).await?;
    // Where the last rows of the list went meanwhile, the way back leads from where they were.
    let before = || from.map(|place| Cursor { place: place.clone(), is_back: true });
    let previous = from.and_then(|_| place_of(rows.first(), sort, true).or_else(before));
    let next = place_of(rows.last().filter(|_| more), sort, false);
    Ok(Page { rows: shown(rows), previous, next })
}

fn place_of(row: Option<&Sorted>, sort: Sort, is_back: bool) -> Option<Cursor> {
    row.map(|row| Cursor { place: Place { sort, key: row.key.clone(), id: row.id }, is_back })
}

fn shown(rows: Vec<Sorted>) -> Vec<Row> {
    rows.into_iter().map(|sorted| sorted.row).collect()
}

/// So many rows at most from a place on, and whether there are more.
async fn onward(
    db: &Db,
    may: &May<actions::SeeUsers>,
    filter: &Filter,
    sort: Sort,
    from: Option<&Place>,
    limit: i64,
) -> Result<(Vec<Sorted>, bool), Error> {
    let order = order(sort);
    let mut rows = Vec::new();
    let mut more = false;
    if let (Some(place), Some(of)) = (order.members_after(from), filter.members()) {
        let page = members::list(db, may, &of, order.members, place.as_ref(), limit).await?;
        more |= page.next.is_some();
        rows.extend(page.members.into_iter().map(|member| Sorted {
            key: members::list_key(order.members, &member),
            id: RowId::Member(member.id),
            row: Row::Member(member),
        }));
    }
    if let (Some(place), Some(of)) = (order.invitations_after(from), filter.invitations()) {
        let page = invitations::list(db, may, &of, order.invitations, place.as_ref(), limit).await?;
        more |= page.next.is_some();
        rows.extend(page.invitations.into_iter().map(|invitation| Sorted {
            key: invitations::list_key(order.invitations, &invitation),
            id: RowId::Invitation(invitation.id),
            row: Row::Invitation(invitation),
        }));
    }
    rows.sort_by(|a, b| order.compare((&a.key, a.id), (&b.key, b.id)));
    let limit = usize::try_from(limit).unwrap_or(0);
    more |= rows.len() > limit;
    rows.truncate(limit);
    Ok((rows, more))
}

/// How many rows the list has on all its pages.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &Db, may: &May<actions::SeeUsers>, filter: &Filter) -> Result<i64, Error> {
    let mut all = 0;
    if let Some(of) = filter.members() {
        all += members::count_found(db, may, &of).await?;
    }
    if let Some(of) = filter.invitations() {
        all += invitations::count_found(db, may, &of).await?;
    }
    Ok(all)
}
