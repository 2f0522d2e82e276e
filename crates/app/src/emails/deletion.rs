//! The e-mails to the Owners about the deletion of a business.

use crewline_core::Error;
use crewline_core::deletion::{DeletionLetter, DeletionOccasion};
use crewline_core::mail::OutgoingEmail;

use super::{Words, moment_words};
use crate::state::App;

/// To each Owner of a business that was deleted, taken back, or removed for good.
///
/// # Errors
/// When the template can't be rendered.
pub(crate) fn deletion(app: &App, letter: &DeletionLetter) -> Result<OutgoingEmail, Error> {
    let DeletionLetter { occasion, business, slug, name, time_zone } = letter;
    let greeting = format!("Hello {name},");
    match occasion {
        DeletionOccasion::Deleted { by, removal_at } => {
            let until = moment_words(*removal_at, time_zone);
            let words = Words {
                greeting,
                lead: format!("{by} deleted {business} on Crewline. Nobody can open it any more, and its numbers take no calls."),
                paragraphs: vec![
                    format!("You can take it back until {until}. Everything is then as it was."),
                    "After that all of it is removed for good: members, numbers, calls, texts, recordings, and the audit log.".into(),
                    "Your numbers stay yours at the carrier. Point them elsewhere or give them back there before that day: afterwards callers hear the carrier's error.".into(),
                ],
                button: format!("Take {business} back"),
                href: app.link(&format!("/b/{slug}/deletion")),
                footer: "You get this e-mail as an Owner of the business. If it is to be gone, there is nothing to do.".into(),
                ..Words::default()
            };
            let email = words.email(&format!("{business} was deleted, and can be taken back for seven days"))?;
            Ok(OutgoingEmail { expires_at_millis: Some(removal_at.millis()), ..email })
        }
        DeletionOccasion::TakenBack { by } => {
            let words = Words {
                greeting,
                lead: format!("{by} took {business} back. Everything in it is as it was before it was deleted."),
                paragraphs: vec![
                    "Log in as ended with the deletion, and calls of the time between were not put through.".into(),
                ],
                button: format!("Open {business}"),
                href: app.link(&format!("/b/{slug}")),
                footer: "You get this e-mail as an Owner of the business.".into(),
                ..Words::default()
            };
            words.email(&format!("{business} was taken back"))
        }
        DeletionOccasion::Removed => {
            let words = Words {
                greeting,
                lead: format!("{business} was deleted seven days ago and is now removed for good: everything in it, the recordings too."),
                paragraphs: vec![
                    "Your account stays. Copies that the operator of this Crewline made as backups are kept as long as they keep backups.".into(),
                    "If numbers at your carrier still point to this Crewline, point them elsewhere: their callers now hear the carrier's error.".into(),
                ],
                button: "Open Crewline".into(),
                href: app.link("/"),
                footer: "You get this e-mail as an Owner that the business had.".into(),
                ..Words::default()
            };
            words.email(&format!("{business} is removed for good"))
        }
    }
}
