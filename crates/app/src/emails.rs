//! The e-mails that are sent: as text and as HTML.

use askama::Template;
use crewline_core::invitations::{Occasion, Told};
use crewline_core::log_in_as::Digest;
use crewline_core::mail::Letter;
use crewline_core::members::handovers::{HandedOver, Offered};
use crewline_core::members::{Edited, NumberAccess, Removed};
use crewline_core::time::Timestamp;
use crewline_core::{Error, db};
use jiff::tz::TimeZone;
use secrecy::ExposeSecret;

use crate::state::App;

/// A letter with one link.
#[derive(Template)]
#[template(path = "emails.html")]
struct LinkHtml<'l> {
    greeting: &'l str,
    paragraphs: &'l [&'l str],
    button: &'l str,
    href: &'l str,
    footer: &'l str,
}

/// A link to choose a new password.
///
/// # Errors
/// The template fails.
pub(crate) fn password_reset(name: &str, href: &str) -> Result<Letter, Error> {
    with_link(
        "Choose a new password",
        &format!("Hello {name},"),
        &[
            "Somebody, most likely you, asked for a new password for your Crewline account.",
            "The link works once, within an hour.",
        ],
        "Choose a new password",
        href,
        "If it was not you, you need do nothing: your password stays as it is.",
    )
}

/// Somebody is invited, invited again, or made a member at once.
///
/// # Errors
/// The template fails.
pub(crate) fn invitation(app: &App, told: &Told) -> Result<Letter, Error> {
    let Told { business, inviter, .. } = told;
    let what = format!("{} ({})", told.role.title(), access(&told.access));
    let greeting = format!("Hello {},", told.name);
    match &told.occasion {
        Occasion::Invited { token, expires_at, again, has_account } => {
            let until = moment(*expires_at, &told.time_zone);
            let how = match has_account {
                true => "You have a Crewline account with this address: sign in with it to accept.",
                false => "Open the link and choose a password, and you are in.",
            };
            let first = format!("{inviter} invites you to {business} on Crewline as {what}.");
            let works = format!("The link works once, until {until}.");
            let mut paragraphs = vec![first.as_str(), how, works.as_str()];
            if *again {
                paragraphs.push("It takes the place of the link that you were sent before, which no longer works.");
            }
            let subject = match again {
                true => format!("Again: {inviter} invites you to {business}"),
                false => format!("{inviter} invites you to {business}"),
            };
            let href = app.link(&format!("/invitations/{}", token.expose_secret()));
            let footer = format!("If you do not know {inviter} or {business}, you need do nothing.");
            with_link(&subject, &greeting, &paragraphs, "Accept the invitation", &href, &footer)
        }
        Occasion::Added => {
            let leave = app.link(&format!("/b/{}/leave", told.slug));
            with_link(
                &format!("{inviter} added you to {business}"),
                &greeting,
                &[
                    &format!("{inviter} made you a member of {business} on Crewline, as {what}."),
                    "You sign in with the account that you have. Your other businesses stay as they are.",
                ],
                &format!("Open {business}"),
                &app.link(&format!("/b/{}", told.slug)),
                &format!("If you do not want to be a member of {business}, leave it here: {leave}"),
            )
        }
    }
}

/// A member's role or number access is another now.
///
/// # Errors
/// The template fails.
pub(crate) fn member_edited(app: &App, edited: &Edited) -> Result<Letter, Error> {
    let Edited { business, by, before, after, .. } = edited;
    let mut changes = Vec::new();
    if before.role != after.role {
        changes.push(format!("You were {}; you are {} now.", before.role.title(), after.role.title()));
    }
    if before.access != after.access {
        changes.push(format!("You see {} now.", access(&after.access)));
    }
    let first = format!("{by} changed what you may do in {business}.");
    let paragraphs: Vec<&str> = std::iter::once(first.as_str()).chain(changes.iter().map(String::as_str)).collect();
    with_link(
        &format!("What you may do in {business} has changed"),
        &format!("Hello {},", after.name),
        &paragraphs,
        &format!("Open {business}"),
        &app.link(&format!("/b/{}", edited.slug)),
        &format!("If this looks wrong, ask {by} or an Owner of {business}."),
    )
}

/// A member is removed.
///
/// # Errors
/// The template fails.
pub(crate) fn member_removed(app: &App, removed: &Removed) -> Result<Letter, Error> {
    let Removed { business, by, member } = removed;
    with_link(
        &format!("You are no longer a member of {business}"),
        &format!("Hello {},", member.name),
        &[
            &format!("{by} removed you from {business}. Its numbers, calls and messages no longer open to you."),
            "Your account stays, and so do your other businesses.",
        ],
        "Open Crewline",
        &app.link("/"),
        &format!("If this looks wrong, ask {by}."),
    )
}

/// Ownership is offered to somebody.
///
/// # Errors
/// The template fails.
pub(crate) fn ownership_offered(app: &App, offered: &Offered) -> Result<Letter, Error> {
    let Offered { business, by, to, time_zone, expires_at, .. } = offered;
    let until = moment(*expires_at, time_zone);
    with_link(
        &format!("{by} offers you the ownership of {business}"),
        &format!("Hello {},", to.name),
        &[
            &format!("{by} wants to hand the ownership of {business} over to you."),
            &format!("Take it, and you are an Owner and {by} an Admin. The offer stands until {until}."),
        ],
        "See the offer",
        &app.link(&format!("/b/{}/ownership", offered.slug)),
        "If you do nothing, everything stays as it is.",
    )
}

/// Ownership was taken: to who was the Owner.
///
/// # Errors
/// The template fails.
pub(crate) fn ownership_handed_over(app: &App, handed: &HandedOver) -> Result<Letter, Error> {
    let HandedOver { business, from, to, .. } = handed;
    with_link(
        &format!("{} is now an Owner of {business}", to.name),
        &format!("Hello {},", from.name),
        &[&format!("{} took the ownership of {business} that you offered. You are an Admin now.", to.name)],
        &format!("Open {business}"),
        &app.link(&format!("/b/{}", handed.slug)),
        &format!("If this looks wrong, ask {}.", to.name),
    )
}

/// Somebody was logged in as the reader: once a day.
///
/// # Errors
/// The template fails.
pub(crate) fn log_in_as_digest(app: &App, digest: &Digest) -> Result<Letter, Error> {
    let Digest { business, name, time_zone, uses, unsubscribe } = digest;
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let first = format!("Somebody saw {business} as you, by Log in as.");
    let each: Vec<String> = uses
        .iter()
        .map(|each| {
            let at = zone.to_datetime(each.started_at.jiff()).strftime("%-d %B %Y, %H:%M");
            let mode = if each.with_changes { "changes were allowed" } else { "read-only" };
            format!("{at}: {}, {mode}. Reason: {}", each.by, each.reason)
        })
        .collect();
    let paragraphs: Vec<&str> = std::iter::once(first.as_str()).chain(each.iter().map(String::as_str)).collect();
    let stop = app.link(&format!("/unsubscribe/{unsubscribe}"));
    let letter = with_link(
        &format!("Log in as was used on you in {business}"),
        &format!("Hello {name},"),
        &paragraphs,
        "Unsubscribe from these letters",
        &stop,
        &format!("Times are those of {}. Settings → Security lists every use.", time_zone.replace('_', " ")),
    )?;
    Ok(Letter { unsubscribe: Some(stop), ..letter })
}

/// A moment as its reader's clock shows it: `Monday, 9 March 2026, 07:00 (America/New York)`.
fn moment(at: Timestamp, time_zone: &str) -> String {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let place = zone.iana_name().unwrap_or("UTC").replace('_', " ");
    format!("{} ({place})", zone.to_datetime(at.jiff()).strftime("%A, %-d %B %Y, %H:%M"))
}

/// Number access in words: `all numbers`, `3 numbers and 1 group`.
fn access(access: &NumberAccess) -> String {
    let count = |count: usize, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {more}")),
    };
    match access {
        NumberAccess::All => "all numbers".to_owned(),
        NumberAccess::Specific { numbers, groups } => {
            let parts = [count(numbers.len(), "number", "numbers"), count(groups.len(), "group", "groups")];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            if parts.is_empty() { "no numbers".to_owned() } else { parts.join(" and ") }
        }
    }
}

fn with_link(
    subject: &str,
    greeting: &str,
    paragraphs: &[&str],
    button: &str,
    href: &str,
    footer: &str,
) -> Result<Letter, Error> {
    #[expect(
        clippy::disallowed_methods,
        reason = "an e-mail that can't be drawn is an error of the change that it tells of"
    )]
    let html = LinkHtml { greeting, paragraphs, button, href, footer }.render();
    let html = html.map_err(|error| db::Error::Fault(error.to_string()))?;
    let text = format!("{greeting}\n\n{}\n\n{button}:\n{href}\n\n{footer}\n", paragraphs.join("\n\n"));
    Ok(Letter { subject: subject.to_owned(), text, html, unsubscribe: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_the_same_as_text_and_as_html() {
        let letter = password_reset("Ada <b>", "https://crew.example/password-reset/abc").unwrap();
        assert!(letter.text.contains("https://crew.example/password-reset/abc"));
        assert!(letter.html.contains(r#"href="https://crew.example/password-reset/abc""#));
        assert!(letter.html.contains("Ada &#60;b&#62;"), "{}", letter.html);
    }
}
