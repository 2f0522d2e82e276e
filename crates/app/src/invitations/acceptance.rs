//! Accepting an invitation by its link. Opening the link changes nothing; posting the form accepts.

use axum::extract::{OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use crewline_core::accounts::{self, Email, Person, Theme};
use crewline_core::invitations::{self, Accepted, Link, LinkState, find_link};
use crewline_core::secret::{Digest, digest};
use crewline_core::{Error, Fields, businesses};
use jiff::tz::TimeZone;

use super::acceptance_page::{Acceptance, InvalidInvitation, Offer, Way};
use crate::emails;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::{go_to, with_cookie};
use crate::http::signed_in::lead_on;
use crate::http::visitor::Visitor;
use crate::http::{address, begin_guess, device_signing_in};
use crate::page::layout::Browser;
use crate::page::{Answer, page, refused, with_query, with_status};
use crate::state::App;
use crate::view::{Flash, TextField, When, access_in_words, theme_from_key};

/// The text for a link that was never sent, or that a newer one has replaced.
const UNKNOWN: &str =
    "This link is not valid, or no longer valid. Use the newest one that you were sent, or ask for a new one.";

/// The browser that opened the link, and the person who is signed in there.
struct InvitationVisitor {
    app: App,
    browser: Browser,
    person: Option<Person>,
    return_to: String,
}

impl InvitationVisitor {
    fn theme(&self) -> Theme {
        let own = self.person.as_ref().map(|person| theme_from_key(&person.theme));
        own.unwrap_or_else(|| self.browser.theme())
    }

    fn page(&self, link: &Link, typed: Option<&Form>, fields: &Fields) -> Acceptance {
        let entry = |name: &'static str, value: &str| TextField {
            error: fields.get(name).map(str::to_owned),
            ..TextField::with_value(name, value)
        };
        let password = entry("password", "");
        let way = match &self.person {
            // Only a proved account sees the page that declines.
            Some(person) if link.is_for(person) && link.has_account => {
                let decline = format!("/invitations/waiting/{}/refusal", link.id());
                Way::SignedIn { decline: person.is_proved.then_some(decline) }
            }
            Some(person) if !link.is_for(person) => {
                Way::OtherAccount { email: person.email.clone(), here: self.return_to.clone() }
            }
            _ if link.has_account => Way::OwnAccount { password },
            _ => {
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

    /// The page for a link that doesn't work: why, and where to go next. A member is led into the business.
    async fn invalid_link_page(&self, link: Option<&Link>, default_sentence: &str) -> Answer {
        let title = match link.map(|link| link.state) {
            Some(LinkState::Expired) => "This invitation has expired",
            Some(LinkState::Cancelled) => "This invitation was cancelled",
            Some(LinkState::Declined) => "This invitation was declined",
            Some(LinkState::Used) => "This invitation was accepted",
            Some(LinkState::InviterGone | LinkState::NothingLeft) => "This invitation is no longer valid",
            Some(LinkState::Live) | None => "This link lets nobody in",
        };
        let sentence = link.and_then(Link::sentence).unwrap_or_else(|| default_sentence.to_owned());
        let home = ("/".to_owned(), "Go to Crewline".to_owned());
        let used = link.filter(|link| link.state == LinkState::Used);
        let (sentence, onward) = match (used, &self.person) {
            (Some(link), None) => {
                let business_path = format!("/b/{}", link.slug);
                (sentence, (with_query("/sign-in", &[("return_to", &business_path)]), "Sign in".to_owned()))
            }
            (Some(link), Some(person)) if self.is_member(person, link).await? => {
                let sentence = format!("You are a member of {}. There is nothing left to accept.", link.business_name);
                (sentence, (format!("/b/{}", link.slug), format!("Open {}", link.business_name)))
            }
            _ => (sentence, home),
        };
        with_status(StatusCode::GONE, &InvalidInvitation { theme: self.theme(), title, sentence, onward })
    }

    async fn is_member(&self, person: &Person, link: &Link) -> Result<bool, PageFailure> {
        let own = businesses::of_user(&self.app.db, person.user).await?;
        Ok(own.iter().any(|business| business.slug == link.slug))
    }
}

/// The page that the link opens.
pub(crate) async fn new(
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    Path(token): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let visitor = InvitationVisitor { app, browser, person, return_to: uri.path().to_owned() };
    match find_link(&visitor.app.db, &digest(&token)).await? {
        Some(link) if link.state == LinkState::Live => page(&visitor.page(&link, None, &Fields::none())),
        other => visitor.invalid_link_page(other.as_ref(), UNKNOWN).await,
    }
}

/// Accepts the invitation as the signed-in person, or with the password that was typed.
pub(crate) async fn create(
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    Path(token): Path<String>,
    parts: Parts,
    form: Form,
) -> Answer {
    let visitor = InvitationVisitor { app, browser, person, return_to: parts.uri.path().to_owned() };
    let (app, token) = (&visitor.app, digest(&token));
    let network = address(&app.config, &parts);
    let link = find_link(&app.db, &token).await?;
    let Some(link) = link else {
        app.limits.unknown_link(&network).map_err(PageFailure::TooMany)?;
        return visitor.invalid_link_page(None, UNKNOWN).await;
    };
    // The sign-in limit holds here too: otherwise this page would be the faster one to guess passwords on. A new account's
    // password is nobody's guess.
    let account = link.canonical_email();
    let guess = if visitor.person.is_none() && link.has_account {
        Some(begin_guess(app, &parts, &account, Email::read(&account).ok().as_ref()).await?)
    } else {
        None
    };
    // An account of the address that nobody has proved is taken over with a new password, also by who is signed in to it.
    let takes_over = |person: &Person| link.is_for(person) && !link.has_account;
    let accepted = match visitor.person.as_ref().filter(|person| !takes_over(person)) {
        Some(person) => invitations::accept_signed_in(&app.db, &link, person, &network).await,
        None => {
            let name = form.has("name").then(|| form.get("name"));
            let password = form.get("password").into();
            invitations::accept(&app.db, &app.passwords, &link, name, password, &network).await
        }
    };
    match (guess, &accepted) {
        (Some(guess), Err(Error::Fields(_))) => guess.failed(),
        (Some(guess), Ok(_)) => guess.passed(),
        _ => {}
    }
    match accepted {
        Ok(accepted) => {
            let (device, browser_cookie) = device_signing_in(&app.config, &parts)?;
            let composer = app.composer(emails::security);
            let opened = match &accepted.password_proof {
                Some(proof) => accounts::sessions::open_with_password_proof(&app.db, proof, &device, &composer).await?,
                None => None,
            };
            // No session is opened when the password was changed meanwhile. The business then asks to sign in.
            Ok(match opened {
                Some(token) => {
                    let answer = lead_on(app, &parts.headers, &business_path(&accepted), &token, &account);
                    with_cookie(with_flash(app, answer, &welcome(&accepted)), browser_cookie)
                }
                None => enter_business(app, &accepted),
            })
        }
        Err(Error::Fields(fields)) => refused(&visitor.page(&link, Some(&form), &fields)),
        Err(Error::Conflict { sentence, .. }) => {
            let link = reload(app, &token, link).await?;
            // When another account is signed in, the page itself names both addresses.
            let error = visitor.person.is_none().then_some(sentence);
            let page_shown = visitor.page(&link, Some(&form), &Fields::none());
            with_status(StatusCode::CONFLICT, &Acceptance { error, ..page_shown })
        }
        Err(Error::DeadLink(sentence)) => {
            let link = reload(app, &token, link).await?;
            visitor.invalid_link_page(Some(&link), &sentence).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The link as it is now.
async fn reload(app: &App, token: &Digest, link: Link) -> Result<Link, PageFailure> {
    Ok(find_link(&app.db, token).await?.unwrap_or(link))
}

/// Redirects into the business, with a welcome.
pub(super) fn enter_business(app: &App, accepted: &Accepted) -> axum::response::Response {
    with_flash(app, go_to(&business_path(accepted)), &welcome(accepted))
}

fn business_path(accepted: &Accepted) -> String {
    format!("/b/{}", accepted.slug)
}

fn welcome(accepted: &Accepted) -> Flash {
    Flash::good(format!("You are a member of {} now.", accepted.business_name))
}
