//! The number access that an answer is made with.

use crate::Error;
use crate::access::Viewpoint;
use crate::db::Db;
use crate::numbers;

/// All that a viewpoint sees of numbers now, in short: two are equal if it is the same.
///
/// # Errors
/// When the database fails.
pub(super) async fn access_of(db: &Db, viewpoint: &Viewpoint) -> Result<String, Error> {
    let numbers = numbers::fingerprint(db, &viewpoint.may()?).await?;
    Ok(numbers.map_or_else(|| "all".to_owned(), |numbers| numbers.to_string()))
}
