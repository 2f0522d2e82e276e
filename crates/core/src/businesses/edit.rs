//! Edits a business's profile.

use crate::access::{BusinessSql, May, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::jobs::{NewJob, enqueue};
use crate::{Error, Fields, text};

static EDIT: BusinessSql = business_sql!("edit.sql");

/// The name of the job that builds the rows of the reports anew, with the days of another time zone.
pub(crate) const REBUILD_JOB: &str = "reports";

/// How long the job waits: by then every transaction has ended that began before the change and does not write the next build.
const REBUILD_DELAY_SECONDS: i64 = 60;

/// The editable profile of a business.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name. The slug stays.
    pub name: String,
    /// Its time zone, which decides when its days begin.
    pub time_zone: String,
    /// The country that its national phone numbers are read in, ISO 3166 alpha-2.
    pub country: String,
    /// The currency that the values of calls are in, ISO 4217. `None` keeps the present one.
    pub currency: Option<String>,
}

/// Saves a business's profile. Another time zone makes a job build the rows of the reports anew.
///
/// # Errors
/// Returns [`Error::Fields`] for an invalid `name`, `time_zone`, `country` or `currency`, or a database error.
pub async fn edit(db: &Db, may: &May<actions::EditBusiness>, profile: Profile) -> Result<(), Error> {
    let mut fields = Fields::none();
    let name = fields.checked("name", text::name(&profile.name, 80)).unwrap_or_default();
    let zone = fields.checked("time_zone", text::time_zone(&profile.time_zone)).unwrap_or_default();
    let country = fields.checked("country", text::country(&profile.country)).unwrap_or_default();
    let currency = profile.currency.unwrap_or_else(|| may.viewpoint().currency().to_owned());
    let currency = fields.checked("currency", text::currency(&currency)).unwrap_or_default();
    fields.into_result()?;
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            if let (Some(build),) = tx.one::<(Option<i64>,)>(&EDIT, &[&name, &zone, &country, &currency]).await? {
                let payload = serde_json::json!({ "build": build }).to_string();
                let (kind, unique_key) = (REBUILD_JOB, Some(format!("{} {build}", viewpoint.business())));
                let due_at = tx.now().plus_seconds(REBUILD_DELAY_SECONDS);
                enqueue(tx, NewJob { kind, unique_key, payload: payload.as_bytes(), due_at }).await?;
            }
            let before = serde_json::json!({
                "name": viewpoint.business_name(), "time_zone": viewpoint.business_time_zone(), "country": viewpoint.country(),
                "currency": viewpoint.currency(),
            });
            let after = serde_json::json!({ "name": name, "time_zone": zone, "country": country, "currency": currency });
            let event = Event::of("business.edited", "business", viewpoint.business(), name);
            Ok(((), event.before(before).after(after)))
        })
    })
    .await
}
