//! The tags that the viewpoint sees.

use super::tag::{MAX_TAGS, MAX_USES, Tag, TagUse};
use crate::access::{Action as _, BusinessSql, May, Role, VisibleSql, actions, business_sql, visible_sql};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::TagId;
use crate::text;

static LIST_ALL: BusinessSql = business_sql!("list_all.sql");
static LIST_ON_CALLS: VisibleSql = visible_sql!("list_on_calls.sql");
static FIND_BY_NAME: BusinessSql = business_sql!("find_by_name.sql");
static USES: BusinessSql = business_sql!("uses.sql");

/// The tags that the viewpoint sees, by name: all of them for a role that tags calls, and else those that are on calls that
/// it sees.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, may: &May<actions::SeeCalls>) -> Result<Vec<Tag>, Error> {
    if tags_calls(may.viewpoint().role()) {
        return db.read(may, &LIST_ALL, &[&MAX_TAGS]).await;
    }
    db.read_visible(may, &LIST_ON_CALLS, &[&MAX_TAGS]).await
}

/// The tag of a name, for a filter. It says nothing of whether the viewpoint sees a call that carries it, so it is not shown.
///
/// # Errors
/// When the database fails.
pub async fn find_by_name(db: &Db, may: &May<actions::SeeCalls>, name: &str) -> Result<Option<TagId>, Error> {
    // PostgreSQL allows no NUL in texts.
    if name.contains('\0') {
        return Ok(None);
    }
    let tags = db.read::<Tag>(may, &FIND_BY_NAME, &[&text::fold_case(name.trim())]).await?;
    Ok(tags.into_iter().next().map(|tag| tag.id))
}

/// All tags by name, each with how many calls carry it.
///
/// # Errors
/// When the database fails.
pub async fn uses(db: &Db, may: &May<actions::SeeCalls>) -> Result<Vec<TagUse>, Error> {
    if !tags_calls(may.viewpoint().role()) {
        return Ok(Vec::new());
    }
    db.read(may, &USES, &[&MAX_TAGS, &MAX_USES]).await
}

/// Whether a role tags calls. It then sees all numbers, so it may know all tags, also where it only looks.
fn tags_calls(role: Role) -> bool {
    actions::AnnotateCalls::ENTRY.roles.has(role)
}

impl FromRow for TagUse {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            tag: Tag { id: row.get(0)?, name: row.get(1)?, colour: row.get(2)?, created_at: row.get(3)? },
            calls: row.get(4)?,
        })
    }
}
