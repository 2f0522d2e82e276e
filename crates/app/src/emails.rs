//! The e-mails, as text and as HTML.

use askama::Template;
use crewline_core::invitations::{InvitationLetter, Occasion};
use crewline_core::log_in_as::Digest;
use crewline_core::mail::OutgoingEmail;
use crewline_core::members::handovers::{HandedOver, Offered};
use crewline_core::members::{Edited, NumberAccess, Removed};
use crewline_core::time::Timestamp;
use crewline_core::{Error, db};
use jiff::tz::TimeZone;
use secrecy::ExposeSecret;

use crate::state::App;

/// An e-mail with one link.
#[derive(Template)]
#[template(path = "emails.html")]
struct LinkHtml<'l> {
    greeting: &'l str,
    paragraphs: &'l [&'l str],
    button: &'l str,
    href: &'l str,
    footer: &'l str,
}

/// To a person who asked for a new password.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn password_reset(name: &str, href: &str) -> Result<OutgoingEmail, Error> {
    email_with_link(
        "Choose a new password",
        &format!("Hello {name},"),
        &[
            "Somebody, most likely you, asked for a new password for your Crewline account.",
            "The link works once, within an hour.",
        ],
        "Choose a new password",
        href,
        "If it was not you, do nothing: your password stays as it is.",
    )
}

/// To a person who was invited, invited again, or made a member at once.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn invitation(app: &App, letter: &InvitationLetter) -> Result<OutgoingEmail, Error> {
    let InvitationLetter { business, inviter, .. } = letter;
    let role = format!("{} ({})", letter.role.title(), access_words(&letter.access));
    let greeting = format!("Hello {},", letter.name);
    match &letter.occasion {
        Occasion::Invited { token, expires_at, again, has_account } => {
            let until = moment_words(*expires_at, &letter.time_zone);
            let instruction = match has_account {
                true => "You have a Crewline account with this address: sign in with it to accept.",
                false => "Open the link and choose a password to join.",
            };
            let intro = format!("{inviter} invites you to {business} on Crewline as {role}.");
            let validity = format!("The link works once, until {until}.");
            let mut paragraphs = vec![intro.as_str(), instruction, validity.as_str()];
            if *again {
                paragraphs.push("It replaces the link in the earlier e-mail, which no longer works.");
            }
            let subject = match again {
                true => format!("Again: {inviter} invites you to {business}"),
                false => format!("{inviter} invites you to {business}"),
            };
            let href = app.link(&format!("/invitations/{}", token.expose_secret()));
            let footer = format!("If you do not know {inviter} or {business}, ignore this e-mail.");
            email_with_link(&subject, &greeting, &paragraphs, "Accept the invitation", &href, &footer)
        }
        Occasion::Added => {
            let leave = app.link(&format!("/b/{}/leave", letter.slug));
            email_with_link(
                &format!("{inviter} added you to {business}"),
                &greeting,
                &[
                    &format!("{inviter} made you a member of {business} on Crewline, as {role}."),
                    "You sign in with the account that you have. Your other businesses stay as they are.",
                ],
                &format!("Open {business}"),
                &app.link(&format!("/b/{}", letter.slug)),
                &format!("If you do not want to be a member of {business}, leave it here: {leave}"),
            )
        }
    }
}

/// To a member whose role or number access was changed.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn member_edited(app: &App, edited: &Edited) -> Result<OutgoingEmail, Error> {
    let Edited { business, by, before, after, .. } = edited;
    let mut changes = Vec::new();
    if before.role != after.role {
        changes.push(format!("You were {}; you are {} now.", before.role.title(), after.role.title()));
    }
    if before.access != after.access {
        changes.push(format!("You see {} now.", access_words(&after.access)));
    }
    let intro = format!("{by} changed what you may do in {business}.");
    let paragraphs: Vec<&str> = std::iter::once(intro.as_str()).chain(changes.iter().map(String::as_str)).collect();
    email_with_link(
        &format!("What you may do in {business} has changed"),
        &format!("Hello {},", after.name),
        &paragraphs,
        &format!("Open {business}"),
        &app.link(&format!("/b/{}", edited.slug)),
        &format!("If this looks wrong, ask {by} or an Owner of {business}."),
    )
}

/// To a member who was removed.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn member_removed(app: &App, removed: &Removed) -> Result<OutgoingEmail, Error> {
    let Removed { business, by, member } = removed;
    email_with_link(
        &format!("You are no longer a member of {business}"),
        &format!("Hello {},", member.name),
        &[
            &format!("{by} removed you from {business}. You no longer see its numbers, calls and messages."),
            "Your account stays, and so do your other businesses.",
        ],
        "Open Crewline",
        &app.link("/"),
        &format!("If this looks wrong, ask {by}."),
    )
}

/// To a member who is offered the ownership.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn ownership_offered(app: &App, offered: &Offered) -> Result<OutgoingEmail, Error> {
    let Offered { business, by, to, time_zone, expires_at, .. } = offered;
    let until = moment_words(*expires_at, time_zone);
    email_with_link(
        &format!("{by} offers you the ownership of {business}"),
        &format!("Hello {},", to.name),
        &[
            &format!("{by} wants to hand the ownership of {business} over to you."),
            &format!("If you accept, you become an Owner and {by} becomes an Admin. The offer is valid until {until}."),
        ],
        "See the offer",
        &app.link(&format!("/b/{}/ownership", offered.slug)),
        "If you do nothing, everything stays as it is.",
    )
}

/// To the former Owner, when the ownership was accepted.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn ownership_handed_over(app: &App, handed: &HandedOver) -> Result<OutgoingEmail, Error> {
    let HandedOver { business, from, to, .. } = handed;
    email_with_link(
        &format!("{} is now an Owner of {business}", to.name),
        &format!("Hello {},", from.name),
        &[&format!("{} accepted the ownership of {business}. You are an Admin now.", to.name)],
        &format!("Open {business}"),
        &app.link(&format!("/b/{}", handed.slug)),
        &format!("If this looks wrong, ask {}.", to.name),
    )
}

/// To a member as whom others logged in, once a day.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn log_in_as_digest(app: &App, digest: &Digest) -> Result<OutgoingEmail, Error> {
    let Digest { business, name, time_zone, periods: uses, unsubscribe } = digest;
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let intro = format!("Somebody used Log in as to see {business} as you.");
    let each: Vec<String> = uses
        .iter()
        .map(|each| {
            let at = zone.to_datetime(each.started_at.jiff()).strftime("%-d %B %Y, %H:%M");
            let mode = if each.with_changes { "changes were allowed" } else { "read-only" };
            format!("{at}: {}, {mode}. Reason: {}", each.by, each.reason)
        })
        .collect();
    let paragraphs: Vec<&str> = std::iter::once(intro.as_str()).chain(each.iter().map(String::as_str)).collect();
    let stop = app.link(&format!("/unsubscribe/{unsubscribe}"));
    let email = email_with_link(
        &format!("Somebody logged in as you in {business}"),
        &format!("Hello {name},"),
        &paragraphs,
        "Unsubscribe from these e-mails",
        &stop,
        &format!("Times are those of {}. Settings → Security lists every use.", time_zone.replace('_', " ")),
    )?;
    Ok(OutgoingEmail { unsubscribe: Some(stop), ..email })
}

/// A moment in the reader's time zone: `Monday, 9 March 2026, 07:00 (America/New York)`.
fn moment_words(at: Timestamp, time_zone: &str) -> String {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let place = zone.iana_name().unwrap_or("UTC").replace('_', " ");
    format!("{} ({place})", zone.to_datetime(at.jiff()).strftime("%A, %-d %B %Y, %H:%M"))
}

/// Number access in words: `all numbers`, `3 numbers and 1 group`.
fn access_words(access: &NumberAccess) -> String {
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

fn email_with_link(
    subject: &str,
    greeting: &str,
    paragraphs: &[&str],
    button: &str,
    href: &str,
    footer: &str,
) -> Result<OutgoingEmail, Error> {
    #[expect(clippy::disallowed_methods, reason = "an e-mail that can't be rendered fails the change that sends it")]
    let html = LinkHtml { greeting, paragraphs, button, href, footer }.render();
    let html = html.map_err(|error| db::Error::Internal(error.to_string()))?;
    let text = format!("{greeting}\n\n{}\n\n{button}:\n{href}\n\n{footer}\n", paragraphs.join("\n\n"));
    Ok(OutgoingEmail { subject: subject.to_owned(), text, html, unsubscribe: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_says_the_same_as_text_and_as_html() {
        let email = password_reset("Ada <b>", "https://crew.example/password-reset/abc").unwrap();
        assert!(email.text.contains("https://crew.example/password-reset/abc"));
        assert!(email.html.contains(r#"href="https://crew.example/password-reset/abc""#));
        assert!(email.html.contains("Ada &#60;b&#62;"), "{}", email.html);
    }
}
