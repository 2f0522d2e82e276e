//! Edits a business's profile.

use crate::access::{BusinessSql, May, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::{Error, Fields, text};

static EDIT: BusinessSql = business_sql!("edit.sql");

/// The editable profile of a business.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name. The slug stays.
    pub name: String,
    /// Its time zone, which decides when its days begin.
    pub time_zone: String,
    /// The country that its national phone numbers are read in, ISO 3166 alpha-2.
    pub country: String,
}

/// Saves a business's profile.
///
/// # Errors
/// Returns [`Error::Fields`] for an invalid `name`, `time_zone` or `country`, or a database error.
pub async fn edit(db: &Db, may: &May<actions::EditBusiness>, profile: Profile) -> Result<(), Error> {
    let mut fields = Fields::none();
    let name = fields.checked("name", text::line(&profile.name, 80)).unwrap_or_default();
    let zone = fields.checked("time_zone", text::time_zone(&profile.time_zone)).unwrap_or_default();
    let country = fields.checked("country", text::country(&profile.country)).unwrap_or_default();
    fields.into_result()?;
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            tx.run(&EDIT, &[&name, &zone, &country]).await?;
            let before = serde_json::json!({
                "name": viewpoint.business_name(), "time_zone": viewpoint.business_time_zone(), "country": viewpoint.country(),
            });
            let after = serde_json::json!({ "name": name, "time_zone": zone, "country": country });
            let event = Event::of("business.edited", "business", viewpoint.business(), name);
            Ok(((), event.before(before).after(after)))
        })
    })
    .await
}
