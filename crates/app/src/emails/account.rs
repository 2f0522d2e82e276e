//! The e-mails about a person's account: a new password, a new browser, a new address.

use crewline_core::Error;
use crewline_core::accounts::{AddressChangeLetter, SecurityLetter, SecurityOccasion};
use crewline_core::mail::OutgoingEmail;
use crewline_core::time::Timestamp;
use secrecy::ExposeSecret;

use super::{Words, moment_words};
use crate::state::App;

/// To a person who asked for a new password.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn password_reset(name: &str, href: &str, expires_at: Timestamp) -> Result<OutgoingEmail, Error> {
    let words = Words {
        greeting: format!("Hello {name},"),
        lead: "Somebody, most likely you, asked for a new password for your Crewline account.".into(),
        paragraphs: vec!["The link works once, within an hour.".into()],
        button: "Choose a new password".into(),
        href: href.into(),
        footer: "If it was not you, do nothing: your password stays as it is.".into(),
        ..Words::default()
    };
    Ok(OutgoingEmail { expires_at_millis: Some(expires_at.millis()), ..words.email("Choose a new password")? })
}

/// About an account's security: a new browser, a new password, a new address.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn security(app: &App, letter: &SecurityLetter) -> Result<OutgoingEmail, Error> {
    let zone = letter.time_zone.as_deref().unwrap_or("UTC");
    let (subject, facts, advice) = match &letter.occasion {
        SecurityOccasion::NewDevice { device, at } => (
            "A new sign-in to your account",
            vec![
                "Somebody signed in to your Crewline account with your password, from a browser that was not used before."
                    .to_owned(),
                format!("{} ({}), {}", crate::view::device(&device.agent), device.address, moment_words(*at, zone)),
            ],
            "If it was you, there is nothing to do. If not, choose a new password now: it ends all other sessions.",
        ),
        SecurityOccasion::PasswordChanged { at } => (
            "Your password was changed",
            vec![format!("The password of your Crewline account was changed on {}.", moment_words(*at, zone))],
            "If it was you, there is nothing to do. If not, choose a new password now: it ends all other sessions.",
        ),
        SecurityOccasion::AddressChanged { to, at } => (
            "Your e-mail address was changed",
            vec![
                format!("Your Crewline account has another e-mail address since {}: {to}.", moment_words(*at, zone)),
                "Sign in with that address from now on. This one no longer opens the account.".to_owned(),
            ],
            "If it was not you, ask the operator of this Crewline or an Owner of your business for help at once.",
        ),
    };
    let (button, href) = match letter.occasion {
        SecurityOccasion::AddressChanged { .. } => ("Open Crewline", app.link("/")),
        _ => ("Choose a new password", app.link("/password-reset")),
    };
    let mut facts = facts.into_iter();
    let words = Words {
        greeting: format!("Hello {},", letter.name),
        lead: facts.next().unwrap_or_default(),
        paragraphs: facts.collect(),
        button: button.into(),
        href,
        footer: advice.into(),
        ..Words::default()
    };
    words.email(subject)
}

/// To a new address that an account asked for. An address that has an account of its own gets no link.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn address_change(app: &App, letter: &AddressChangeLetter) -> Result<OutgoingEmail, Error> {
    let (subject, words) = match &letter.token {
        Some(token) => (
            "Confirm your new e-mail address",
            Words {
                lead: "Somebody, most likely you, wants to use this address for a Crewline account.".into(),
                paragraphs: vec![
                    "Open the link in the browser that you are signed in with. It works once, within a day.".into(),
                ],
                button: "Confirm this address".into(),
                href: app.link(&format!("/address-change/{}", token.expose_secret())),
                footer: "If it was not you, do nothing: the address is not used.".into(),
                ..Words::default()
            },
        ),
        None => (
            "This address has an account",
            Words {
                lead: "Somebody, perhaps you, wanted to use this address for another Crewline account.".into(),
                paragraphs: vec![
                    "It has an account of its own, so nothing was changed. Sign in with it instead.".into(),
                ],
                button: "Sign in".into(),
                href: app.link("/sign-in"),
                footer: "If it was not you, there is nothing to do.".into(),
                ..Words::default()
            },
        ),
    };
    Words { greeting: format!("Hello {},", letter.name), ..words }.email(subject)
}
