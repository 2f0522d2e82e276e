//! The only ways to change a business's rows on a person's or the operator's behalf.

use super::{Event, append};
use crate::Error;
use crate::access::{Accountable, AuditActor, ByLink, Scoped};
use crate::db::{self, Db, Work};

/// The end of a change.
pub(crate) enum Decision<Events> {
    /// It is saved, with these events.
    Save(Events),
    /// It is rolled back.
    RollBack,
}

/// Why a transaction was rolled back.
enum Unsaved<T> {
    /// It was decided so.
    RolledBack(T),
    /// Something failed.
    Failed(Error),
}

impl<T> From<db::Error> for Unsaved<T> {
    fn from(error: db::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Db {
    /// Runs a change and its audit entries as one transaction. The work returns its value and its events: one, several,
    /// or none when it has changed nothing. The entries name the person of the proof, under Log in as both people.
    ///
    /// # Errors
    /// Returns the work's error or the database's; then nothing has changed.
    #[expect(clippy::disallowed_methods, reason = "the work returns the events")]
    pub(crate) async fn change<T, Events>(
        &self,
        proof: &impl Accountable,
        work: impl for<'t, 's> FnOnce(&'t mut Scoped<'s>) -> Work<'t, Result<(T, Events), Error>> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
        Events: IntoIterator<Item = Event, IntoIter: Send> + Send + 'static,
    {
        let actor = proof.audit_actor();
        self.write_scoped(proof, move |tx| {
            Box::pin(async move {
                let (value, events) = work(tx).await?;
                for event in events {
                    append(tx, &actor, &event).await?;
                }
                Ok(value)
            })
        })
        .await
    }

    /// The same for a change that is looked at before it is saved: at its end the work decides whether it is saved or
    /// rolled back. Its value is returned either way.
    ///
    /// # Errors
    /// Returns the work's error or the database's; then nothing has changed.
    #[expect(clippy::disallowed_methods, reason = "a decision to save has the events")]
    pub(crate) async fn change_if_decided<T, Events>(
        &self,
        proof: &impl Accountable,
        work: impl for<'t, 's> FnOnce(&'t mut Scoped<'s>) -> Work<'t, Result<(T, Decision<Events>), Error>> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
        Events: IntoIterator<Item = Event, IntoIter: Send> + Send + 'static,
    {
        let actor = proof.audit_actor();
        let outcome = self.write_scoped(proof, move |tx| {
            Box::pin(async move {
                let (value, decision) = work(tx).await.map_err(Unsaved::Failed)?;
                let Decision::Save(events) = decision else { return Err(Unsaved::RolledBack(value)) };
                for event in events {
                    append(tx, &actor, &event).await?;
                }
                Ok(value)
            })
        });
        match outcome.await {
            Ok(value) | Err(Unsaved::RolledBack(value)) => Ok(value),
            Err(Unsaved::Failed(error)) => Err(error),
        }
    }

    /// The same for a person who uses the link in a letter without being signed in. The work also returns the actor, since the
    /// account of an invited person may be new.
    ///
    /// # Errors
    /// Returns the work's error or the database's; then nothing has changed.
    #[expect(clippy::disallowed_methods, reason = "the work returns the events and their actor")]
    pub(crate) async fn change_by_link<T, Events>(
        &self,
        link: &impl ByLink,
        work: impl for<'t, 's> FnOnce(&'t mut Scoped<'s>) -> Work<'t, Result<(T, AuditActor, Events), Error>>
        + Send
        + 'static,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
        Events: IntoIterator<Item = Event, IntoIter: Send> + Send + 'static,
    {
        self.write_scoped(link, move |tx| {
            Box::pin(async move {
                let (value, actor, events) = work(tx).await?;
                for event in events {
                    append(tx, &actor, &event).await?;
                }
                Ok(value)
            })
        })
        .await
    }
}
