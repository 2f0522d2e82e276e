//! Composes the letter about a change.

use std::sync::Arc;

use super::outbox::{OutgoingEmail, SealedLetter, queue_email, queue_email_for_no_business};
use crate::Error;
use crate::access::Scoped;
use crate::secret::Seal;

type WriteEmail<T> = Arc<dyn Fn(&T) -> Result<OutgoingEmail, Error> + Send + Sync>;

/// Turns a change into a letter, by the program's words and the instance's key.
pub struct EmailComposer<T>(Option<(Seal, WriteEmail<T>)>);

impl<T> EmailComposer<T> {
    /// A composer with the function that writes the words.
    pub fn new(seal: &Seal, write: impl Fn(&T) -> Result<OutgoingEmail, Error> + Send + Sync + 'static) -> Self {
        Self(Some((seal.clone(), Arc::new(write))))
    }

    /// A composer of nothing, for an instance that sends no mail.
    pub const fn disabled() -> Self {
        Self(None)
    }

    /// Whether it composes nothing.
    pub const fn is_disabled(&self) -> bool {
        self.0.is_none()
    }

    /// Composes the letter, for [`super::Deliver`]; `None` where no mail is sent.
    pub(crate) fn write(&self, about: &T) -> Result<Option<OutgoingEmail>, Error> {
        self.0.as_ref().map(|(_, write)| write(about)).transpose()
    }

    /// Composes and seals the letter for [`queue_email`]: before the transaction, if the facts are known then.
    pub(crate) fn compose(&self, kind: &str, to: &str, about: &T) -> Result<Option<SealedLetter>, Error> {
        let Some((seal, write)) = &self.0 else { return Ok(None) };
        Ok(Some(SealedLetter::new(seal, kind, to, write(about)?)?))
    }

    /// Composes the letter about a change, and queues it in the change's transaction.
    pub(crate) async fn queue(&self, tx: &mut Scoped<'_>, kind: &str, to: &str, about: &T) -> Result<(), Error> {
        match self.compose(kind, to, about)? {
            Some(letter) => Ok(queue_email(tx, &letter).await?),
            None => Ok(()),
        }
    }

    /// The same for a letter that is sent whatever becomes of the change's business.
    pub(crate) async fn queue_for_no_business(
        &self,
        tx: &mut Scoped<'_>,
        kind: &str,
        to: &str,
        about: &T,
    ) -> Result<(), Error> {
        match self.compose(kind, to, about)? {
            Some(letter) => Ok(queue_email_for_no_business(&mut tx.global(), &letter).await?),
            None => Ok(()),
        }
    }
}

impl<T> Clone for EmailComposer<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> std::fmt::Debug for EmailComposer<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_disabled() { "EmailComposer(disabled)" } else { "EmailComposer(…)" })
    }
}
