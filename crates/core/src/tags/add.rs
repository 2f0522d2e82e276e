//! Adds a tag.

use super::colour::Colour;
use super::draft::{Draft, name_taken};
use super::names::{addition_event, insert};
use super::tag::Tag;
use crate::access::{May, actions};
use crate::db::Db;
use crate::{Error, Fields, text};

/// Adds a tag. Without a colour it gets one by its name.
///
/// # Errors
/// Returns the invalid fields (`name`, `colour`), a conflict when the business has as many tags as it may, or a database
/// error.
pub async fn add(db: &Db, may: &May<actions::ManageTags>, draft: &Draft) -> Result<Tag, Error> {
    let (name, colour) = draft.check()?;
    let name = name.ok_or_else(|| Error::Fields(Fields(vec![("name", text::BadText::Empty.to_string())])))?;
    db.change(may, move |tx| {
        Box::pin(async move {
            let colour = colour.unwrap_or_else(|| Colour::of_name(&text::fold_case(&name)));
            let tag = insert(tx, &name, colour).await?.ok_or_else(name_taken)?;
            let event = addition_event(&tag);
            Ok((tag, event))
        })
    })
    .await
}
