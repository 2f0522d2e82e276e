//! The e-mails, as text and as HTML.

mod account;
mod deletion;

use askama::Template;
use crewline_core::invitations::{InvitationLetter, Occasion};
use crewline_core::log_in_as::Digest;
use crewline_core::mail::{Correspondent, OutgoingEmail};
use crewline_core::members::handovers::{HandedOver, Offered};
use crewline_core::members::{AccessNames, Edited, NumberAccess, Removed};
use crewline_core::setup::TestLetter;
use crewline_core::time::Timestamp;
use crewline_core::{Error, db};
use jiff::tz::TimeZone;
use secrecy::ExposeSecret;

pub(crate) use self::account::{address_change, password_reset, security};
pub(crate) use self::deletion::deletion;
use crate::state::App;
use crate::view;

/// The most numbers and groups that an e-mail names.
const MAX_NAMES: usize = 20;

/// An e-mail with one button.
#[derive(Template, Default)]
#[template(path = "emails.html")]
struct Words {
    greeting: String,
    /// The event, in a sentence.
    lead: String,
    /// The details of it, as a list.
    list: Vec<String>,
    /// Further facts for the reader.
    paragraphs: Vec<String>,
    button: String,
    href: String,
    footer: String,
    /// A link after the footer: its words, and its address.
    footer_link: Option<(String, String)>,
}

impl Words {
    /// The e-mail, as text and as HTML.
    fn email(&self, subject: &str) -> Result<OutgoingEmail, Error> {
        #[expect(
            clippy::disallowed_methods,
            reason = "an e-mail that can't be rendered fails the change that sends it"
        )]
        let html = self.render().map_err(|error| db::Error::Internal(error.to_string()))?;
        let list = self.list.iter().map(|entry| format!("- {entry}")).collect::<Vec<_>>().join("\n");
        let button = format!("{}:\n{}", self.button, self.href);
        let link = self.footer_link.as_ref().map(|(words, href)| format!("{words}: {href}")).unwrap_or_default();
        let footer = format!("{}\n{link}", self.footer).trim_end().to_owned();
        let mut parts = vec![self.greeting.clone(), self.lead.clone(), list];
        parts.extend(self.paragraphs.iter().cloned());
        parts.extend([button, footer]);
        parts.retain(|part| !part.is_empty());
        let (subject, text) = (subject.to_owned(), format!("{}\n", parts.join("\n\n")));
        Ok(OutgoingEmail { subject, text, html, ..OutgoingEmail::default() })
    }
}

/// An e-mail that is answered to a person. Without an address, answers go to the sender of all e-mails.
fn answered_to(email: OutgoingEmail, name: &str, address: &str) -> OutgoingEmail {
    let person = Correspondent { name: name.to_owned(), email: address.to_owned() };
    OutgoingEmail { reply_to: Some(person).filter(|person| !person.email.is_empty()), ..email }
}

/// The names of groups and numbers, each number with its digits.
fn name_list(names: &AccessNames) -> Vec<String> {
    let groups = names.groups.iter().map(|name| format!("{name} (group)"));
    let numbers = names.numbers.iter().map(|(name, number)| format!("{name}, {number}"));
    let mut list: Vec<String> = groups.chain(numbers).collect();
    let more = list.len().saturating_sub(MAX_NAMES);
    if more > 1 {
        list.truncate(MAX_NAMES);
        list.push(format!("and {more} more"));
    }
    list
}

/// To somebody who tests whether mail works.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn setup_test(app: &App, letter: &TestLetter) -> Result<OutgoingEmail, Error> {
    let spam = "If it lies in the spam folder, look at the sender's domain: its SPF and DKIM entries have to name your mail server.";
    let words = Words {
        greeting: format!("Hello {},", letter.name),
        lead: "You asked for this letter to see that Crewline's mail arrives. It has.".into(),
        button: "Back to the set-up".into(),
        href: app.link(&format!("/b/{}/setup", letter.slug)),
        footer: spam.into(),
        ..Words::default()
    };
    words.email(&format!("Mail of {} works", letter.business))
}

/// To a person who was invited, invited again, or made a member at once.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn invitation(app: &App, letter: &InvitationLetter) -> Result<OutgoingEmail, Error> {
    let InvitationLetter { business, inviter, .. } = letter;
    let role = format!("{} ({})", letter.role.title(), access_words(&letter.access));
    let email = match &letter.occasion {
        Occasion::Invited { token, expires_at, again, has_account } => {
            let until = moment_words(*expires_at, &letter.time_zone);
            let instruction = match has_account {
                true => "You have a Crewline account with this address: sign in with it to accept.",
                false => "Open the link and choose a password to join.",
            };
            let mut paragraphs = vec![instruction.to_owned(), format!("The link works once, until {until}.")];
            if *again {
                paragraphs.push("It replaces the link in the earlier e-mail, which no longer works.".to_owned());
            }
            let words = Words {
                greeting: format!("Hello {},", letter.name),
                lead: format!("{inviter} invites you to {business} on Crewline as {role}."),
                list: name_list(&letter.names),
                paragraphs,
                button: "Accept the invitation".into(),
                href: app.link(&format!("/invitations/{}", token.expose_secret())),
                footer: format!("If you do not know {inviter} or {business}, ignore this e-mail."),
                ..Words::default()
            };
            let subject = match again {
                true => format!("Again: {inviter} invites you to {business}"),
                false => format!("{inviter} invites you to {business}"),
            };
            OutgoingEmail { expires_at_millis: Some(expires_at.millis()), ..words.email(&subject)? }
        }
        Occasion::Added => {
            let account = "You sign in with the account that you have. Your other businesses stay as they are.";
            let words = Words {
                greeting: format!("Hello {},", letter.name),
                lead: format!("{inviter} made you a member of {business} on Crewline, as {role}."),
                list: name_list(&letter.names),
                paragraphs: vec![account.into()],
                button: format!("Open {business}"),
                href: app.link(&format!("/b/{}", letter.slug)),
                footer: format!("You do not want to be a member of {business}?"),
                footer_link: Some(("Leave it".into(), app.link(&format!("/b/{}/leave", letter.slug)))),
            };
            words.email(&format!("{inviter} added you to {business}"))?
        }
    };
    Ok(answered_to(email, inviter, &letter.inviter_email))
}

/// To a member whose role or number access was changed.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn member_edited(app: &App, edited: &Edited) -> Result<OutgoingEmail, Error> {
    let Edited { business, by, before, after, .. } = edited;
    let mut lead = format!("{by} changed what you may do in {business}.");
    if before.role != after.role {
        lead.push_str(&format!(" You were {}; you are {} now.", before.role.title(), after.role.title()));
    }
    let has_other_access = before.access != after.access;
    if has_other_access {
        lead.push_str(&format!(" You see {} now.", access_words(&after.access)));
    }
    let words = Words {
        greeting: format!("Hello {},", after.name),
        lead,
        list: if has_other_access { name_list(&edited.names) } else { Vec::new() },
        button: format!("Open {business}"),
        href: app.link(&format!("/b/{}", edited.slug)),
        footer: format!("If this looks wrong, answer this e-mail, or ask an Owner of {business}."),
        ..Words::default()
    };
    Ok(answered_to(words.email(&format!("What you may do in {business} has changed"))?, by, &edited.by_email))
}

/// To a member who was removed.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn member_removed(app: &App, removed: &Removed) -> Result<OutgoingEmail, Error> {
    let Removed { business, by, by_email, member } = removed;
    let words = Words {
        greeting: format!("Hello {},", member.name),
        lead: format!("{by} removed you from {business}. You no longer see its numbers, calls and messages."),
        paragraphs: vec!["Your account stays, and so do your other businesses.".into()],
        button: "Open Crewline".into(),
        href: app.link("/"),
        footer: format!("If this looks wrong, ask {by}."),
        ..Words::default()
    };
    Ok(answered_to(words.email(&format!("You are no longer a member of {business}"))?, by, by_email))
}

/// To a member who is offered the ownership.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn ownership_offered(app: &App, offered: &Offered) -> Result<OutgoingEmail, Error> {
    let Offered { business, by, by_email, to, time_zone, expires_at, .. } = offered;
    let until = moment_words(*expires_at, time_zone);
    let effect =
        format!("If you accept, you become an Owner and {by} becomes an Admin. The offer is valid until {until}.");
    let words = Words {
        greeting: format!("Hello {},", to.name),
        lead: format!("{by} wants to hand the ownership of {business} over to you."),
        paragraphs: vec![effect],
        button: "See the offer".into(),
        href: app.link(&format!("/b/{}/ownership", offered.slug)),
        footer: "If you do nothing, everything stays as it is.".into(),
        ..Words::default()
    };
    let email = words.email(&format!("{by} offers you the ownership of {business}"))?;
    Ok(answered_to(OutgoingEmail { expires_at_millis: Some(expires_at.millis()), ..email }, by, by_email))
}

/// To the former Owner, when the ownership was accepted.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn ownership_handed_over(app: &App, handed: &HandedOver) -> Result<OutgoingEmail, Error> {
    let HandedOver { business, from, to, .. } = handed;
    let words = Words {
        greeting: format!("Hello {},", from.name),
        lead: format!("{} accepted the ownership of {business}. You are an Admin now.", to.name),
        button: format!("Open {business}"),
        href: app.link(&format!("/b/{}", handed.slug)),
        footer: format!("If this looks wrong, ask {}.", to.name),
        ..Words::default()
    };
    Ok(answered_to(words.email(&format!("{} is now an Owner of {business}", to.name))?, &to.name, &to.email))
}

/// To a member as whom others logged in, once a day.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn log_in_as_digest(app: &App, digest: &Digest) -> Result<OutgoingEmail, Error> {
    let Digest { business, name, time_zone, periods: uses, unsubscribe } = digest;
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let list = uses.iter().map(|each| {
        let at = zone.to_datetime(each.started_at.jiff()).strftime("%-d %B %Y, %H:%M");
        let mode = if each.with_changes { "changes were allowed" } else { "read-only" };
        format!("{at}: {}, {mode}. Reason: {}", each.by, each.reason)
    });
    let stop = app.link(&format!("/unsubscribe/{unsubscribe}"));
    let words = Words {
        greeting: format!("Hello {name},"),
        lead: format!("Somebody used Log in as to see {business} as you."),
        list: list.collect(),
        button: "Unsubscribe from these e-mails".into(),
        href: stop.clone(),
        footer: format!("Times are those of {}. Settings → Security lists every use.", time_zone.replace('_', " ")),
        ..Words::default()
    };
    let email = words.email(&format!("Somebody logged in as you in {business}"))?;
    Ok(OutgoingEmail { unsubscribe: Some(stop), ..email })
}

/// A moment in the reader's time zone: `Monday, 9 March 2026, 07:00 (America/New York)`.
fn moment_words(at: Timestamp, time_zone: &str) -> String {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    view::moment_words(at.jiff(), &zone)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_says_the_same_as_text_and_as_html() {
        let email =
            password_reset("Ada <b>", "https://crew.example/password-reset/abc", Timestamp::from_millis(1)).unwrap();
        assert!(email.text.contains("https://crew.example/password-reset/abc"));
        assert!(email.html.contains(r#"href="https://crew.example/password-reset/abc""#));
        assert!(email.html.contains("Ada &#60;b&#62;"), "{}", email.html);
    }

    #[test]
    fn an_email_names_numbers_and_has_real_links_in_the_products_colour() {
        let names = AccessNames {
            numbers: (0..25).map(|at| (format!("Line {at}"), format!("+1773555{at:04}"))).collect(),
            groups: vec!["Bright Dental".to_owned()],
        };
        let words = Words {
            lead: "You see 25 numbers and 1 group.".into(),
            list: name_list(&names),
            href: "https://crew.example/b/x".into(),
            footer: "You do not want it?".into(),
            footer_link: Some(("Leave it".into(), "https://crew.example/b/x/leave".into())),
            ..Words::default()
        };
        let email = words.email("Hello").unwrap();
        assert!(email.text.contains("- Bright Dental (group)\n- Line 0, +17735550000\n"), "{}", email.text);
        assert!(
            email.text.contains("- and 6 more\n") && email.text.ends_with("Leave it: https://crew.example/b/x/leave\n")
        );
        assert!(email.html.contains("<li style=\"margin:0 0 4px\">Line 0, +17735550000</li>"), "{}", email.html);
        assert!(email.html.contains(r#"<a href="https://crew.example/b/x/leave""#), "{}", email.html);
        assert!(email.html.contains("#006187") && !email.html.contains("#4f3fd1"), "{}", email.html);
    }

    #[test]
    fn an_answer_goes_to_the_person_who_caused_the_email() {
        let email = || Words::default().email("Hello").unwrap();
        let person = Correspondent { name: "Olga".into(), email: "olga@northline.example".into() };
        assert_eq!(answered_to(email(), "Olga", "olga@northline.example").reply_to, Some(person));
        assert_eq!(answered_to(email(), "Olga", "").reply_to, None);
    }
}
