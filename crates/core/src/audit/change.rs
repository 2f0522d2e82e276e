//! The only ways to change a business's rows on a person's or the operator's behalf.

use super::{Event, append};
use crate::Error;
use crate::access::{Accountable, AuditActor, InvitationLink, Scoped};
use crate::db::{Db, Work};

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

    /// The same for a person who uses an invitation's link and is not a member yet. The work also returns the actor,
    /// since their account may be new.
    ///
    /// # Errors
    /// Returns the work's error or the database's; then nothing has changed.
    #[expect(clippy::disallowed_methods, reason = "the work returns the event and its actor")]
    pub(crate) async fn change_by_link<T>(
        &self,
        link: &InvitationLink,
        work: impl for<'t, 's> FnOnce(&'t mut Scoped<'s>) -> Work<'t, Result<(T, AuditActor, Event), Error>>
        + Send
        + 'static,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
    {
        self.write_scoped(link, move |tx| {
            Box::pin(async move {
                let (value, actor, event) = work(tx).await?;
                append(tx, &actor, &event).await?;
                Ok(value)
            })
        })
        .await
    }
}
