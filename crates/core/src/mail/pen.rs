//! Writes the letter that tells of a change, inside the transaction of the change.

use std::sync::Arc;

use super::outbox::{Letter, post, sealed};
use crate::Error;
use crate::access::Global;
use crate::secret::Seal;

type Write<T> = Arc<dyn Fn(&T) -> Letter + Send + Sync>;

/// What turns a change into a letter: the program's words, and the instance's key.
pub struct Pen<T>(Option<(Seal, Write<T>)>);

impl<T> Pen<T> {
    /// One that writes.
    pub fn new(seal: &Seal, write: impl Fn(&T) -> Letter + Send + Sync + 'static) -> Self {
        Self(Some((seal.clone(), Arc::new(write))))
    }

    /// Where no mail is sent: it writes nothing.
    pub const fn dry() -> Self {
        Self(None)
    }

    /// Whether it writes nothing.
    pub const fn is_dry(&self) -> bool {
        self.0.is_none()
    }

    /// The letter, sealed, for [`post`]: what is known before the transaction is written before it.
    pub(crate) fn written(&self, about: &T) -> Result<Option<Vec<u8>>, Error> {
        let Some((seal, write)) = &self.0 else { return Ok(None) };
        Ok(Some(sealed(seal, &write(about))?))
    }

    /// Puts the letter of a change into the outbox.
    pub(crate) async fn post(&self, tx: &mut Global<'_>, kind: &str, to: &str, about: &T) -> Result<(), Error> {
        let Some((seal, write)) = &self.0 else { return Ok(()) };
        let sealed = sealed(seal, &write(about))?;
        Ok(post(tx, kind, to, &sealed).await?)
    }
}

impl<T> Clone for Pen<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> std::fmt::Debug for Pen<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Pen(…)" } else { "Pen(dry)" })
    }
}
