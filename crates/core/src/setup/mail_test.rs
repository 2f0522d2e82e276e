//! A letter to oneself, to see that mail works.

use super::record::{MAIL, records, save};
use crate::Error;
use crate::access::{BusinessSql, May, Proof, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db, from_row};
use crate::ids::BusinessId;
use crate::mail::{EmailComposer, LETTERS, queue_email_with_key};

static TEST_LETTER: BusinessSql = business_sql!("test_letter.sql");

/// How long to wait between two test letters, in seconds.
const MIN_INTERVAL_SECONDS: i64 = 20;

/// The facts of a test letter.
#[derive(Clone, Debug)]
pub struct TestLetter {
    /// The business's name.
    pub business: String,
    /// The business's name in addresses.
    pub slug: String,
    /// The name of the person who asked for it.
    pub name: String,
}

/// A test letter that is not sent yet.
pub(super) struct Unsent {
    pub(super) attempts: i64,
    pub(super) failure: Option<String>,
    /// Whether it is not tried again.
    pub(super) has_failed: bool,
}

from_row!(Unsent { attempts, failure, has_failed });

fn letter_key(business: BusinessId) -> String {
    format!("setup {business}")
}

/// The test letter that waits or has failed; `None` when it was sent, or never queued.
pub(super) async fn unsent(db: &Db, proof: &impl Proof) -> Result<Option<Unsent>, db::Error> {
    let key = letter_key(proof.scope().business());
    Ok(db.read(proof, &TEST_LETTER, &[&LETTERS.name, &key]).await?.into_iter().next())
}

/// Queues a letter to the person who asks, in place of one that still waits or has failed.
///
/// # Errors
/// Returns the conflict `no_mail` where no mail server is set, [`Error::TooOften`], or a database error.
pub async fn send_test_letter(
    db: &Db,
    may: &May<actions::EditBusiness>,
    composer: &EmailComposer<TestLetter>,
) -> Result<(), Error> {
    let viewpoint = may.viewpoint();
    let letter = TestLetter {
        business: viewpoint.business_name().to_owned(),
        slug: viewpoint.slug().to_owned(),
        name: viewpoint.name().to_owned(),
    };
    let Some(sealed) = composer.compose("setup_test", viewpoint.email(), &letter)? else {
        let sentence = "No mail server is set. Set CREWLINE_SMTP_URL, and start Crewline again.".to_owned();
        return Err(Error::Conflict { code: "no_mail", sentence });
    };
    let last = records(db, may).await?.into_iter().find(|record| record.tried == MAIL);
    if let Some(last) = last.filter(|last| last.at.plus_seconds(MIN_INTERVAL_SECONDS) > db.now()) {
        let wait_seconds = (last.at.plus_seconds(MIN_INTERVAL_SECONDS).millis() - db.now().millis()) / 1_000 + 1;
        let sentence = "A test letter was sent just now. Wait a few seconds, then try again.".to_owned();
        return Err(Error::TooOften { sentence, wait_seconds });
    }
    let (business, name) = (viewpoint.business(), viewpoint.business_name().to_owned());
    db.change(may, move |tx| {
        Box::pin(async move {
            queue_email_with_key(tx, &letter_key(business), &sealed).await?;
            save(tx, MAIL, None).await?;
            Ok(((), Event::of("setup.mail_tested", "business", business, name)))
        })
    })
    .await
}
