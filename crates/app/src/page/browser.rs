//! The facts that a browser's request tells besides its question.

use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use crewline_core::access::Viewpoint;
use crewline_core::accounts::Theme;
use jiff::tz::TimeZone;

use crate::http::cookies::{self, percent_decode};
use crate::http::flash;
use crate::state::App;
use crate::view::{Flash, theme_from_key};

/// The parts of the request that the layout needs: the address, preferences and the flash.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(super) address: String,
    time_zone: Option<String>,
    pub(super) flash: Option<Flash>,
    theme: Theme,
    pub(crate) period: Option<String>,
    host: Option<String>,
}

impl FromRequestParts<App> for Browser {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self::of(app, &parts.headers, &parts.uri))
    }
}

impl Browser {
    /// The facts in the headers and the address of a request.
    pub(super) fn of(app: &App, headers: &HeaderMap, uri: &Uri) -> Self {
        Self {
            address: uri.path_and_query().map(|at| at.as_str().to_owned()).unwrap_or_default(),
            time_zone: cookies::value(headers, "time_zone").map(percent_decode),
            flash: flash::from_headers(headers),
            theme: theme_from_key(cookies::value(headers, "crewline_theme").unwrap_or_default()),
            period: cookies::period(&app.config, headers),
            host: headers.get(HOST).and_then(|host| host.to_str().ok()).map(str::to_owned),
        }
    }

    /// The theme in the browser's cookie.
    pub(crate) fn theme(&self) -> Theme {
        self.theme
    }

    /// The host and port that the browser has used.
    pub(crate) fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The path of this request, without its query.
    pub(super) fn path(&self) -> &str {
        self.address.split('?').next().unwrap_or_default()
    }

    /// The sentence that the previous response left for this page.
    pub(crate) fn flash(&self) -> Option<&Flash> {
        self.flash.as_ref()
    }

    /// The browser's time zone; `None` when there is no such zone.
    pub(crate) fn time_zone(&self) -> Option<&str> {
        self.time_zone.as_deref().filter(|name| crewline_core::text::time_zone(name).is_ok())
    }

    /// The time zone of a list in words: the zone of its times, and that of its days where they differ.
    pub(crate) fn zone_words(&self, viewpoint: &Viewpoint) -> String {
        let name = |zone: &TimeZone| zone.iana_name().unwrap_or("UTC").replace('_', " ");
        let (times, days) = (name(&self.zone(viewpoint)), name(&business_zone(viewpoint)));
        if times == days {
            return format!("All times {times}, {}'s zone", viewpoint.business_name());
        }
        format!("Times {times}; days from and to {days}, {}'s zone", viewpoint.business_name())
    }

    /// The person's time zone: their profile's, else the browser's, else the business's.
    pub(crate) fn zone(&self, viewpoint: &Viewpoint) -> TimeZone {
        let names = [viewpoint.time_zone(), self.time_zone(), Some(viewpoint.business_time_zone())];
        names.into_iter().flatten().find_map(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
    }
}

/// The business's time zone. Its days are those of the filters, so that an address means the same to everybody.
pub(crate) fn business_zone(viewpoint: &Viewpoint) -> TimeZone {
    TimeZone::get(viewpoint.business_time_zone()).unwrap_or(TimeZone::UTC)
}
