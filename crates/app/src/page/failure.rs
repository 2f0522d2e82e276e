//! Renders the failures of pages: in the layout of the business that the address is in, so that the sidebar and the banner of
//! Log in as stay; for a person who is out of it, with what became of it; and outside for everybody else, alike for a
//! business that does not exist and for one that they never were in.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use crewline_core::access::{Departed, Viewpoint, departed, enter};
use crewline_core::{accounts, businesses};
use jiff::tz::TimeZone;

use super::departed_page::{DepartedPage, RemovalNotice};
use super::failure_page::{Failure, FailureInside, NextStep};
use super::layout::{Browser, build_bare_layout};
use crate::http::cookies;
use crate::http::headers::RequestId;
use crate::http::page_failure::FailureResponse;
use crate::state::App;
use crate::view::{BusinessName, moment_words, theme_from_key};

/// How long the layout of a failure may take: the database may be the reason of it.
const LAYOUT_TIMEOUT: Duration = Duration::from_secs(1);

/// Renders the page of a failure.
pub(crate) async fn render_failures(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let place = Place { headers: request.headers().clone(), uri: request.uri().clone() };
    let mut response = next.run(request).await;
    let Some(failure) = response.extensions_mut().remove::<FailureResponse>() else { return response };
    let status = failure.status;
    // A page that can't be laid out is shown outside of the business, and where the database is away it is not asked.
    let inside = match status {
        StatusCode::SERVICE_UNAVAILABLE => None,
        status => tokio::time::timeout(LAYOUT_TIMEOUT, place.inside(&app, status)).await.ok().flatten(),
    };
    let rendered = match inside {
        Some(Inside::Departed(page)) => render(&*page),
        Some(Inside::Business(viewpoint)) => {
            let browser = place.browser(&app);
            let layout = tokio::time::timeout(LAYOUT_TIMEOUT, build_bare_layout(&app, &viewpoint, &browser)).await;
            let mut page = content(failure, place.browser(&app).theme(), id);
            match layout {
                Ok(Ok(layout)) => {
                    page.lead_inside(&layout);
                    render(&FailureInside { layout, failure: page })
                }
                _ => render(&page),
            }
        }
        None => render(&content(failure, place.browser(&app).theme(), id)),
    };
    let retry = response.headers().get(RETRY_AFTER).cloned();
    let mut response = match rendered {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a failure page could not be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "That did not work. Try again.").into_response()
        }
    };
    if let Some(retry) = retry {
        response.headers_mut().insert(RETRY_AFTER, retry);
    }
    response
}

fn render(page: &impl askama::Template) -> Result<String, askama::Error> {
    #[expect(clippy::disallowed_methods, reason = "a failure page that can't be rendered is answered with plain text")]
    page.render()
}

/// The texts of a failure page.
fn content(failure: FailureResponse, theme: accounts::Theme, id: String) -> Failure {
    let mut page = match failure.status.as_u16() {
        404 => Failure::not_found(theme),
        403 => Failure::forbidden(theme),
        421 => Failure::misdirected(theme),
        429 => Failure::too_many(theme, failure.wait),
        500 => Failure::fault(theme, id),
        503 => Failure::unavailable(theme, id),
        status => match failure.list {
            Some(list) => Failure::unreadable_filter(theme, status, list),
            None => Failure::unreadable(theme, status),
        },
    };
    page.needs_changes = failure.needs_changes;
    if let Some(sentence) = failure.sentence {
        page.advice = sentence;
    }
    page
}

/// The relation of the requester to the business of the address.
enum Inside {
    /// They are in it, under Log in as perhaps.
    Business(Box<Viewpoint>),
    /// They were in it.
    Departed(Box<DepartedPage>),
}

/// The address of a request, and its cookies.
struct Place {
    headers: HeaderMap,
    uri: Uri,
}

impl Place {
    fn browser(&self, app: &App) -> Browser {
        Browser::of(app, &self.headers, &self.uri)
    }

    /// The business's name in the address, if it is in one.
    fn slug(&self) -> Option<&str> {
        self.uri.path().strip_prefix("/b/")?.split('/').next().filter(|slug| !slug.is_empty())
    }

    /// `None` for everybody who has nothing to do with the business, for a business that does not exist, and when the
    /// database fails.
    async fn inside(&self, app: &App, status: StatusCode) -> Option<Inside> {
        let slug = self.slug()?;
        let own = cookies::session(&app.config, &self.headers)?;
        let viewpoint = match cookies::log_in_as(&app.config, &self.headers) {
            Some(acting) => enter::logged_in_as(&app.db, &acting, &own, slug, "").await,
            None => enter::by_session(&app.db, &own, slug, "").await,
        };
        if let Some(viewpoint) = viewpoint.ok()? {
            return Some(Inside::Business(Box::new(viewpoint)));
        }
        if status != StatusCode::NOT_FOUND {
            return None;
        }
        let departed = departed(&app.db, &own, slug).await.ok()??;
        let person = accounts::find_signed_in(&app.db, &own).await.ok()??;
        let links = businesses::of_user(&app.db, person.user).await.ok()?;
        let live = links.into_iter().filter(|link| link.removal_at.is_none());
        let businesses = live.map(|link| BusinessName::live(link.name, link.slug)).collect();
        let browser = self.browser(app);
        Some(Inside::Departed(Box::new(departed_page(departed, theme_from_key(&person.theme), businesses, &browser))))
    }
}

fn departed_page(
    departed: Departed,
    theme: accounts::Theme,
    businesses: Vec<BusinessName>,
    browser: &Browser,
) -> DepartedPage {
    let take_back = departed.deletion.as_ref().is_some_and(|deletion| deletion.may_take_back);
    DepartedPage {
        theme,
        take_back: take_back.then(|| NextStep::new("Take it back", format!("/b/{}/deletion", departed.slug))),
        business: departed.business,
        removal: departed.deletion.map(|deletion| {
            let names = [browser.time_zone(), Some(deletion.time_zone.as_str())];
            let zone = names.into_iter().flatten().find_map(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
            RemovalNotice { by: deletion.by, at: moment_words(deletion.removal_at.jiff(), &zone) }
        }),
        businesses,
    }
}
