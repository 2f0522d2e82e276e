//! Tags by their names, which are made when they are first used.

use super::colour::Colour;
use super::draft::MAX_NAME;
use super::tag::{MAX_TAGS, Tag};
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::audit::Event;
use crate::{Error, db, text};

static COUNT: BusinessSql = business_sql!("count.sql");
static ADD: BusinessSql = business_sql!("add.sql");
static FIND_BY_NAME: BusinessSql = business_sql!("find_by_name.sql");

/// A name that a tag may have.
pub(crate) fn checked_name(typed: &str) -> Result<String, text::BadText> {
    text::label(typed, MAX_NAME)
}

/// The tag of a checked name. Makes it if the business has none of this name; then there is an event of it.
///
/// # Errors
/// Returns a conflict when the business has as many tags as it may, or a database error.
pub(crate) async fn ensure(tx: &mut Scoped<'_>, name: &str) -> Result<(Tag, Option<Event>), Error> {
    let folded = text::fold_case(name);
    if let Some(tag) = tx.optional::<Tag>(&FIND_BY_NAME, &[&folded]).await? {
        return Ok((tag, None));
    }
    match insert(tx, name, Colour::of_name(&folded)).await? {
        Some(tag) => {
            let event = addition_event(&tag);
            Ok((tag, Some(event)))
        }
        // Another transaction has just made it.
        None => match tx.optional::<Tag>(&FIND_BY_NAME, &[&folded]).await? {
            Some(tag) => Ok((tag, None)),
            None => Err(db::Error::Internal("a tag was neither inserted nor found".into()).into()),
        },
    }
}

/// Inserts a tag. `None` means that the name is taken.
pub(super) async fn insert(tx: &mut Scoped<'_>, name: &str, colour: Colour) -> Result<Option<Tag>, Error> {
    let count: Option<(i64,)> = tx.optional(&COUNT, &[&MAX_TAGS]).await?;
    if count.is_some_and(|(count,)| count >= MAX_TAGS) {
        return Err(Error::Conflict {
            code: "conflict",
            sentence: format!("There are {MAX_TAGS} tags already. Merge or remove some under Settings → Tags first."),
        });
    }
    let now = tx.now();
    Ok(tx.optional::<Tag>(&ADD, &[&name, &text::fold_case(name), &colour, &now]).await?)
}

/// The event of a new tag.
pub(super) fn addition_event(tag: &Tag) -> Event {
    Event::of("tag.added", "tag", tag.id, &tag.name).after(tag.to_audit_json())
}
