//! Comes into a business by the link of an invitation. Opening it uses nothing up: what posts does.

use axum::extract::{OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use crewline_core::invitations::{self, Accepted, Link, State as Stands, find_link};
use crewline_core::people::{self, Person, Theme};
use crewline_core::secret::{Digest, digest};
use crewline_core::{Error, Fields, businesses};
use jiff::tz::TimeZone;
use secrecy::ExposeSecret;

use super::acceptance_page::{Acceptance, DeadInvitation, Offer, Way};
use crate::http::extract::Form;
use crate::http::flash::saying;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::{go_to, with_cookie};
use crate::http::visitor::Visitor;
use crate::http::{address, cookies, device};
use crate::page::layout::Browser;
use crate::page::{Answer, page, refused, with_query, with_status};
use crate::state::App;
use crate::view::{Entry, Flash, When, access_in_words, theme_of};

/// What is said of a link that was never sent, and of one that a newer one took the place of.
const UNKNOWN: &str =
    "This link is not valid, or no longer. Use the newest one that you were sent, or ask for a new one.";

/// A browser at the door.
struct Caller {
    app: App,
    browser: Browser,
    person: Option<Person>,
    here: String,
}

impl Caller {
    fn theme(&self) -> Theme {
        let own = self.person.as_ref().map(|person| theme_of(&person.theme));
        own.unwrap_or_else(|| self.browser.theme())
    }

    fn page(&self, link: &Link, typed: Option<&Form>, fields: &Fields) -> Acceptance {
        let entry = |name: &'static str, value: &str| Entry {
            error: fields.of(name).map(str::to_owned),
            ..Entry::filled(name, value)
        };
        let password = entry("password", "");
        let way = match &self.person {
            Some(person) if link.is_for(person) => {
                Way::SignedIn { decline: format!("/invitations/waiting/{}/refusal", link.id()) }
            }
            Some(person) => Way::OtherAccount { email: person.email.clone(), here: self.here.clone() },
            None if link.has_account => Way::OwnAccount { password },
            None => {
                let name = typed.map_or(link.name.as_str(), |form| form.get("name"));
                Way::NewAccount { name: entry("name", name), password }
            }
        };
        Acceptance { theme: self.theme(), offer: self.offer(link), way, error: None }
    }

    fn offer(&self, link: &Link) -> Offer {
        let zones = [self.browser.time_zone(), Some(link.business_time_zone.as_str())];
        let zone = zones.into_iter().flatten().find_map(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        Offer {
            business: link.business_name.clone(),
            inviter: link.inviter.clone(),
            email: link.email.clone(),
            role: link.role,
            access: access_in_words(&link.access),
            until: When::moment(link.expires_at.jiff(), &zone, self.app.db.now().jiff()),
        }
    }

    /// Why a link lets nobody in, and where to go on. Who came in by it goes in.
    async fn dead(&self, link: Option<&Link>, otherwise: &str) -> Answer {
        let title = match link.map(|link| link.state) {
            Some(Stands::Expired) => "This invitation has expired",
            Some(Stands::Cancelled) => "This invitation was cancelled",
            Some(Stands::Declined) => "This invitation was declined",
            Some(Stands::Used) => "This invitation was accepted",
            Some(Stands::InviterGone | Stands::NothingLeft) => "This invitation no longer holds",
            Some(Stands::Live) | None => "This link lets nobody in",
        };
        let sentence = link.and_then(Link::sentence).unwrap_or_else(|| otherwise.to_owned());
        let home = ("/".to_owned(), "Go to Crewline".to_owned());
        let used = link.filter(|link| link.state == Stands::Used);
        let (sentence, onward) = match (used, &self.person) {
            (Some(link), None) => {
                let inside = format!("/b/{}", link.slug);
                (sentence, (with_query("/sign-in", &[("return_to", &inside)]), "Sign in".to_owned()))
            }
            (Some(link), Some(person)) if self.is_in(person, link).await? => {
                let sentence = format!("You are a member of {}. There is nothing left to accept.", link.business_name);
                (sentence, (format!("/b/{}", link.slug), format!("Open {}", link.business_name)))
            }
            _ => (sentence, home),
        };
        with_status(StatusCode::GONE, &DeadInvitation { theme: self.theme(), title, sentence, onward })
    }

    async fn is_in(&self, person: &Person, link: &Link) -> Result<bool, PageFailure> {
        let own = businesses::of_user(&self.app.db, person.user).await?;
        Ok(own.iter().any(|business| business.slug == link.slug))
    }
}

/// What the link opens.
pub(crate) async fn new(
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    Path(token): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let caller = Caller { app, browser, person, here: uri.path().to_owned() };
    match find_link(&caller.app.db, &digest(&token)).await? {
        Some(link) if link.state == Stands::Live => page(&caller.page(&link, None, &Fields::none())),
        other => caller.dead(other.as_ref(), UNKNOWN).await,
    }
}

/// Accepts: as whoever is signed in, or else with the password that was typed.
pub(crate) async fn create(
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    Path(token): Path<String>,
    parts: Parts,
    form: Form,
) -> Answer {
    let caller = Caller { app, browser, person, here: parts.uri.path().to_owned() };
    let (app, token) = (&caller.app, digest(&token));
    let network = address(&app.config, &parts);
    let link = find_link(&app.db, &token).await?;
    // A password is guessed at no faster here than at the door.
    let account = link.as_ref().map_or_else(|| "an unknown invitation".to_owned(), Link::canonical_email);
    app.limits.sign_in(&network, &account).map_err(PageFailure::TooMany)?;
    let Some(link) = link else { return caller.dead(None, UNKNOWN).await };
    let accepted = match &caller.person {
        Some(person) => invitations::accept_as(&app.db, &link, person, &network).await,
        None => {
            let name = form.has("name").then(|| form.get("name"));
            let password = form.get("password").into();
            invitations::accept(&app.db, &app.passwords, &link, name, password, &network).await
        }
    };
    match accepted {
        Ok(accepted) => {
            let device = device(&app.config, &parts);
            let opened = match &accepted.knower {
                Some(knower) => people::sessions::open_knowing(&app.db, knower, &device).await?,
                None => None,
            };
            // Whose password was changed in this very moment is sent to the door from there.
            let answer = inside(app, &accepted);
            let cookie = opened.and_then(|token| cookies::set_session(&app.config, token.expose_secret()));
            Ok(with_cookie(answer, cookie))
        }
        Err(Error::Fields(fields)) => refused(&caller.page(&link, Some(&form), &fields)),
        Err(Error::Conflict { sentence, .. }) => {
            let link = again(app, &token, link).await?;
            // The page itself says both addresses where another account is signed in.
            let error = caller.person.is_none().then_some(sentence);
            let shown = caller.page(&link, Some(&form), &Fields::none());
            with_status(StatusCode::CONFLICT, &Acceptance { error, ..shown })
        }
        Err(Error::DeadLink(sentence)) => {
            let link = again(app, &token, link).await?;
            caller.dead(Some(&link), &sentence).await
        }
        Err(error) => Err(error.into()),
    }
}

/// How the link stands now.
async fn again(app: &App, token: &Digest, link: Link) -> Result<Link, PageFailure> {
    Ok(find_link(&app.db, token).await?.unwrap_or(link))
}

/// Into the business.
pub(super) fn inside(app: &App, accepted: &Accepted) -> axum::response::Response {
    let welcome = Flash::good(format!("You are a member of {} now.", accepted.business_name));
    saying(app, go_to(&format!("/b/{}", accepted.slug)), &welcome)
}
