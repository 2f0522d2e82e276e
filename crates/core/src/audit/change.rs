//! The only way to change a business's rows on a person's behalf.

use super::append::Doer;
use super::{Event, append};
use crate::Error;
use crate::access::{Operator, Proof, Scoped};
use crate::db::{self, Db, Work};

impl Db {
    /// Runs a change and its audit entry as one transaction. The work answers its value and the event that tells of
    /// it; the entry names the person at the keyboard, and under Log in as both people.
    ///
    /// # Errors
    /// The work's own, or the database's; then nothing has changed.
    pub(crate) async fn change<T>(
        &self,
        proof: &impl Proof,
        work: impl for<'t, 's> FnOnce(&'t mut Scoped<'s>) -> Work<'t, Result<(T, Event), Error>> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
    {
        let doer = who(proof)?;
        self.record(proof, move |tx| {
            Box::pin(async move {
                let (value, event) = work(tx).await?;
                append(tx, &doer, &event).await?;
                Ok(value)
            })
        })
        .await
    }

    /// The same for changes that stand or fall together, each with an entry of its own.
    ///
    /// # Errors
    /// The work's own, or the database's; then nothing has changed.
    pub(crate) async fn change_many<T>(
        &self,
        proof: &impl Proof,
        work: impl for<'t, 's> FnOnce(&'t mut Scoped<'s>) -> Work<'t, Result<(T, Vec<Event>), Error>> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
    {
        let doer = who(proof)?;
        self.record(proof, move |tx| {
            Box::pin(async move {
                let (value, events) = work(tx).await?;
                for event in &events {
                    append(tx, &doer, event).await?;
                }
                Ok(value)
            })
        })
        .await
    }

    /// The same for the operator at the command line.
    ///
    /// # Errors
    /// The work's own, or the database's; then nothing has changed.
    pub(crate) async fn change_by_operator<T>(
        &self,
        operator: &Operator,
        work: impl for<'t, 's> FnOnce(&'t mut Scoped<'s>) -> Work<'t, Result<(T, Event), Error>> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
    {
        self.record(operator, move |tx| {
            Box::pin(async move {
                let (value, event) = work(tx).await?;
                append(tx, &Doer::named("the command line"), &event).await?;
                Ok(value)
            })
        })
        .await
    }
}

/// The person that a proof was made for.
fn who(proof: &impl Proof) -> Result<Doer, db::Error> {
    proof.viewpoint().map(Doer::person).ok_or_else(|| db::Error::Fault("a change by nobody".into()))
}
