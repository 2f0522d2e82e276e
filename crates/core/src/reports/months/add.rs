//! Adds sums to the rows of months.

use super::key::{Hours, MonthKey, Months, days};
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::calls::tally::{Grain, PackedSums};
use crate::db::{Error, Value};
use crate::ids::NumberId;

static LOCK: BusinessSql = business_sql!("lock.sql");
static PUT: BusinessSql = business_sql!("put.sql");
static DROP: BusinessSql = business_sql!("drop.sql");
static LOCK_BUSINESS: BusinessSql = business_sql!("lock_business.sql");
static PUT_BUSINESS: BusinessSql = business_sql!("put_business.sql");
static DROP_BUSINESS: BusinessSql = business_sql!("drop_business.sql");

/// The statements over the rows of a number, or of all numbers together.
struct Statements {
    lock: &'static BusinessSql,
    put: &'static BusinessSql,
    drop: &'static BusinessSql,
}

static OF_NUMBER: Statements = Statements { lock: &LOCK, put: &PUT, drop: &DROP };
static OF_BUSINESS: Statements = Statements { lock: &LOCK_BUSINESS, put: &PUT_BUSINESS, drop: &DROP_BUSINESS };

/// Adds sums to the months of a number.
///
/// # Errors
/// When the database fails.
pub(in crate::reports) async fn add_to_number(
    tx: &mut Scoped<'_>,
    build: i64,
    number: NumberId,
    changes: &Months,
) -> Result<(), Error> {
    for (key, hours) in &changes.0 {
        add(tx, &OF_NUMBER, &[&build, &number], key, hours).await?;
    }
    Ok(())
}

/// Adds sums to the months of all numbers together. It comes last in a transaction: one that holds these rows waits for no other.
///
/// # Errors
/// When the database fails.
pub(in crate::reports) async fn add_to_business(
    tx: &mut Scoped<'_>,
    build: i64,
    changes: &Months,
) -> Result<(), Error> {
    for (key, hours) in &changes.0 {
        add(tx, &OF_BUSINESS, &[&build], key, hours).await?;
    }
    Ok(())
}

async fn add(
    tx: &mut Scoped<'_>,
    statements: &Statements,
    owner: &[&(dyn Value + '_)],
    key: &MonthKey,
    changes: &Hours,
) -> Result<(), Error> {
    let empty = PackedSums::default();
    // The row is made if there is none, so that another transaction waits for it.
    let place = values(owner, &Grain::Hour, key, Some(&empty));
    let (stored,) = tx.one::<(PackedSums,)>(statements.lock, &place).await?;
    let mut hours = stored.unpack()?;
    for (hour, sums) in changes {
        *hours.entry(*hour).or_default() += *sums;
    }
    for grain in Grain::ALL {
        let packed = match grain {
            Grain::Day => PackedSums::pack(&days(&hours))?,
            Grain::Hour => PackedSums::pack(&hours)?,
        };
        match packed.is_empty() {
            true => tx.run(statements.drop, &values(owner, grain, key, None)).await?,
            false => tx.run(statements.put, &values(owner, grain, key, Some(&packed))).await?,
        };
    }
    Ok(())
}

/// The key of a row, and its sums.
fn values<'v>(
    owner: &[&'v (dyn Value + 'v)],
    grain: &'v Grain,
    MonthKey { month, source, kind }: &'v MonthKey,
    sums: Option<&'v PackedSums>,
) -> Vec<&'v (dyn Value + 'v)> {
    let mut values = owner.to_vec();
    values.extend([grain as &dyn Value, month, source, kind]);
    values.extend(sums.map(|sums| sums as &dyn Value));
    values
}
