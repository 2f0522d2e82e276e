//! A business's profile.

use crate::access::{BusinessSql, May, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::{Error, Fields, text};

static EDIT: BusinessSql = business_sql!("edit.sql");

/// What may be set about a business.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name. Its name in addresses stays.
    pub name: String,
    /// Its time zone: where its days begin.
    pub time_zone: String,
    /// The country that its national phone numbers are read in, ISO 3166 alpha-2.
    pub country: String,
}

/// Saves a business's profile.
///
/// # Errors
/// What to change, by field (`name`, `time_zone`, `country`); or that the database failed.
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
