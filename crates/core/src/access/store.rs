//! The database functions that take a proof. They bind the business from it.

use super::action::Action;
use super::count_scope::CountScope;
use super::machine::Machine;
use super::proof::{May, Proof, Scope};
use super::sql::{BusinessSql, GlobalSql, VisibleSql};
use crate::db::{CodeKey, Db, Error, FromRow, Kind, Tx, Value, Values, Work};
use crate::time::Timestamp;

impl Db {
    /// The rows of a business. `$1` is the business; the values given begin at `$2`.
    #[expect(clippy::disallowed_methods, reason = "the business is bound from the proof here")]
    pub(crate) async fn read<T: FromRow + Send>(
        &self,
        proof: &(impl Proof + ?Sized),
        sql: &BusinessSql,
        values: Values<'_>,
    ) -> Result<Vec<T>, Error> {
        let scope = proof.scope();
        self.raw_all(sql.text(), &with_business(&scope, values)).await
    }

    /// The rows of a business with these ids, for a statement with [`ID_PLACES`] places from `$2` on.
    pub(crate) async fn read_by_ids<T: FromRow + Send>(
        &self,
        proof: &(impl Proof + ?Sized),
        sql: &BusinessSql,
        ids: &[impl Value],
    ) -> Result<Vec<T>, Error> {
        let mut all = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ID_PLACES) {
            all.extend(self.read(proof, sql, &places(ids, ID_PLACES)).await?);
        }
        Ok(all)
    }

    /// The rows of the numbers that the viewpoint sees. `$1` is the business, `$2` the member; the values given
    /// begin at `$3`. Where nothing is granted the database is not asked, so that not even the time of the answer depends
    /// on anything else.
    #[expect(clippy::disallowed_methods, reason = "the business and the number access are bound from the proof here")]
    pub(crate) async fn read_visible<T: FromRow + Send>(
        &self,
        proof: &(impl Proof + ?Sized),
        sql: &VisibleSql,
        values: Values<'_>,
    ) -> Result<Vec<T>, Error> {
        let scope = proof.scope();
        if scope.nothing {
            return Ok(Vec::new());
        }
        self.raw_all(sql.text(self.kind(), scope.all), &with_member(&scope, values)).await
    }

    /// A count over the numbers that a teammate sees: the statement's one column. Values begin at `$3`.
    #[expect(clippy::disallowed_methods, reason = "the business and the number access are bound from the scope here")]
    pub(crate) async fn count(&self, scope: &CountScope, sql: &VisibleSql, values: Values<'_>) -> Result<i64, Error> {
        let scope = scope.scope;
        let counted = self.raw_all::<(i64,)>(sql.text(self.kind(), scope.all), &with_member(&scope, values)).await?;
        Ok(counted.into_iter().next().map_or(0, |(count,)| count))
    }

    /// The rows of a statement that is not bound to a business.
    #[expect(clippy::disallowed_methods, reason = "the statement is of the short list of global ones")]
    pub(crate) async fn read_global<T: FromRow + Send>(
        &self,
        sql: &GlobalSql,
        values: Values<'_>,
    ) -> Result<Vec<T>, Error> {
        self.raw_all(sql.text(), values).await
    }

    /// A transaction that is not bound to a business: sign-in, the first business, jobs.
    #[expect(clippy::disallowed_methods, reason = "its statements are of the short list of global ones")]
    pub(crate) async fn global_change<T, E>(
        &self,
        work: impl for<'t, 's> FnOnce(&'t mut Global<'s>) -> Work<'t, Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (now, kind) = (self.now(), self.kind());
        self.raw_write(move |tx| Box::pin(async move { work(&mut Global { tx, now, kind }).await })).await
    }

    /// A transaction over a business's rows that leaves no entry in the audit log: a carrier's reports, a job's
    /// results. Changes by people go through `change`, which demands the events.
    #[expect(clippy::disallowed_methods, reason = "no person changes anything by a machine's proof")]
    pub(crate) async fn change_unaudited<T, E>(
        &self,
        proof: &impl Machine,
        work: impl for<'t, 's> FnOnce(&'t mut Scoped<'s>) -> Work<'t, Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_scoped(proof, work).await
    }

    /// A transaction over rows that are kept for one reader and that nobody else sees: it changes nothing that the audit log tells
    /// of, so a proof that only reads is enough.
    #[expect(
        clippy::disallowed_methods,
        reason = "the business is bound from the proof, and a lint forbids this elsewhere"
    )]
    pub(crate) async fn keep_for_reader<A: Action, T, E>(
        &self,
        may: &May<A>,
        work: impl for<'t, 's> FnOnce(&'t mut Scoped<'s>) -> Work<'t, Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_scoped(may, work).await
    }

    /// A transaction over a business's rows, for [`change_unaudited`](Self::change_unaudited) and the audit log's
    /// `change`; a lint forbids it elsewhere.
    #[expect(clippy::disallowed_methods, reason = "the business is bound from the proof here")]
    pub(crate) async fn write_scoped<T, E>(
        &self,
        proof: &impl Proof,
        work: impl for<'t, 's> FnOnce(&'t mut Scoped<'s>) -> Work<'t, Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (scope, now, kind) = (proof.scope(), self.now(), self.kind());
        self.raw_write(move |tx| Box::pin(async move { work(&mut Scoped { tx, scope, now, kind }).await })).await
    }
}

/// How many ids a statement of [`Db::read_by_ids`] takes at a time.
pub(crate) const ID_PLACES: usize = 32;

/// Values for a count of places. The first one fills those that are left.
pub(crate) fn places<T: Value>(values: &[T], count: usize) -> Vec<&dyn Value> {
    let fill = values.first().into_iter().cycle();
    values.iter().chain(fill).take(count).map(|value| value as &dyn Value).collect()
}

fn with_business<'v>(scope: &'v Scope, values: Values<'v>) -> Vec<&'v (dyn Value + 'v)> {
    let mut all: Vec<&'v (dyn Value + 'v)> = Vec::with_capacity(values.len() + 1);
    all.push(&scope.business);
    all.extend_from_slice(values);
    all
}

fn with_member<'v>(scope: &'v Scope, values: Values<'v>) -> Vec<&'v (dyn Value + 'v)> {
    let mut all: Vec<&'v (dyn Value + 'v)> = Vec::with_capacity(values.len() + 2);
    all.push(&scope.business);
    all.push(&scope.member);
    all.extend_from_slice(values);
    all
}

/// A transaction over one business's rows.
pub struct Scoped<'t> {
    tx: &'t mut Tx,
    scope: Scope,
    now: Timestamp,
    kind: Kind,
}

impl Scoped<'_> {
    /// The time at which the transaction was requested.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The business and access that statements are bound by.
    pub(crate) fn scope(&self) -> Scope {
        self.scope
    }

    /// The key for authentication codes.
    pub(crate) fn code_key(&self) -> Result<CodeKey, Error> {
        self.tx.code_key()
    }

    /// The rows of a business; values begin at `$2`.
    pub(crate) async fn all<T: FromRow + Send>(
        &mut self,
        sql: &BusinessSql,
        values: Values<'_>,
    ) -> Result<Vec<T>, Error> {
        let scope = self.scope;
        self.tx.all(sql.text(), &with_business(&scope, values)).await
    }

    /// The first row, if any; values begin at `$2`.
    pub(crate) async fn optional<T: FromRow + Send>(
        &mut self,
        sql: &BusinessSql,
        values: Values<'_>,
    ) -> Result<Option<T>, Error> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    /// The row of a statement that always returns one; values begin at `$2`.
    pub(crate) async fn one<T: FromRow + Send>(&mut self, sql: &BusinessSql, values: Values<'_>) -> Result<T, Error> {
        let scope = self.scope;
        self.tx.one(sql.text(), &with_business(&scope, values)).await
    }

    /// Runs a statement for its changes; returns how many rows it affected. Values begin at `$2`.
    pub(crate) async fn run(&mut self, sql: &BusinessSql, values: Values<'_>) -> Result<u64, Error> {
        let scope = self.scope;
        self.tx.execute(sql.text(), &with_business(&scope, values)).await
    }

    /// The rows of the numbers that the viewpoint sees; values begin at `$3`.
    pub(crate) async fn read_visible<T: FromRow + Send>(
        &mut self,
        sql: &VisibleSql,
        values: Values<'_>,
    ) -> Result<Vec<T>, Error> {
        let scope = self.scope;
        self.tx.all(sql.text(self.kind, scope.all), &with_member(&scope, values)).await
    }

    /// The same transaction for statements that are not bound to a business, such as the outbox's.
    pub(crate) fn global(&mut self) -> Global<'_> {
        Global { tx: self.tx, now: self.now, kind: self.kind }
    }
}

/// A transaction that is not bound to a business.
pub(crate) struct Global<'t> {
    pub(super) tx: &'t mut Tx,
    now: Timestamp,
    kind: Kind,
}

impl Global<'_> {
    /// The same transaction for the rows of a business that one of its own statements has just returned: a business
    /// that it has created, or one in which it has changed a row.
    pub(crate) fn of_answered_business(&mut self, business: crate::ids::BusinessId) -> Scoped<'_> {
        self.scoped_to(Scope::of_business(business))
    }

    /// The same transaction for the rows of a viewpoint's own business.
    pub(super) fn scoped_to(&mut self, scope: Scope) -> Scoped<'_> {
        Scoped { tx: self.tx, scope, now: self.now, kind: self.kind }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) async fn all<T: FromRow + Send>(
        &mut self,
        sql: &GlobalSql,
        values: Values<'_>,
    ) -> Result<Vec<T>, Error> {
        self.tx.all(sql.text(), values).await
    }

    pub(crate) async fn optional<T: FromRow + Send>(
        &mut self,
        sql: &GlobalSql,
        values: Values<'_>,
    ) -> Result<Option<T>, Error> {
        self.tx.optional(sql.text(), values).await
    }

    pub(crate) async fn run(&mut self, sql: &GlobalSql, values: Values<'_>) -> Result<u64, Error> {
        self.tx.execute(sql.text(), values).await
    }
}
