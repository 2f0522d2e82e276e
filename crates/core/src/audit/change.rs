//! The only ways to change a business's rows on a person's or the operator's behalf.

use super::{Event, append};
use crate::Error;
use crate::access::{Accountable, AuditActor, InvitationLink, Scoped};
use crate::db::{Db, Work};

impl Db {
    /// Runs a change and its audit entries as one transaction. The work answers its value and the events that tell of it:
    /// one, several, or none where it has changed nothing. The entries name who the proof is of, under Log in as both
    /// people.
    ///
    /// # Errors
    /// The work's own, or the database's; then nothing has changed.
    #[expect(clippy::disallowed_methods, reason = "the work answers the events")]
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

    /// The same for a person who comes by an invitation's link and is not a member yet: the work also answers who they
    /// are, since their account may be new.
    ///
    /// # Errors
    /// The work's own, or the database's; then nothing has changed.
    #[expect(clippy::disallowed_methods, reason = "the work answers the event and its actor")]
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
