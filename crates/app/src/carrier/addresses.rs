//! Our own addresses, as documents hold them: absolute, below the public one.

use crewline_core::carrier::twiml::AbsoluteUrl;
use crewline_core::db;

use crate::state::App;

/// An address of a business's webhooks.
pub(super) fn below(app: &App, slug: &str, path: &str) -> Result<AbsoluteUrl, db::Error> {
    AbsoluteUrl::parse(&app.link(&format!("/carrier/{slug}/{path}")))
        .map_err(|error| db::Error::Unfit(format!("CREWLINE_PUBLIC_URL can't be used: {error}")))
}
