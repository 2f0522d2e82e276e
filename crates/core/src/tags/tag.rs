//! A tag.

use super::Colour;
use crate::access::{Action, BusinessSql, May, Role, Thing, business_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::TagId;
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find.sql");

/// The most tags of a business: menus offer all of them.
pub const MAX_TAGS: i64 = 500;

/// The calls of a tag are counted up to this many.
pub const MAX_USES: i64 = 1_000;

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
    /// When it was made.
    pub created_at: Timestamp,
}

from_row!(Tag { id, name, colour, created_at });

/// A tag, and how many calls carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagUse {
    /// The tag.
    pub tag: Tag,
    /// How many calls carry it, counted up to [`MAX_USES`].
    pub calls: i64,
}

impl Thing for Tag {
    type Id = TagId;

    /// Only for actions that no viewer may do: a viewer learns of tags by calls alone.
    async fn find<A: Action>(db: &Db, may: &May<A>, id: TagId) -> Result<Option<Self>, Error> {
        if A::ENTRY.roles.has(Role::Viewer) {
            return Ok(None);
        }
        Ok(db.read(may, &FIND, &[&id]).await?.into_iter().next())
    }
}

impl Tag {
    /// As the audit log records it.
    pub(super) fn to_audit_json(&self) -> serde_json::Value {
        serde_json::json!({ "name": self.name, "colour": self.colour })
    }
}
