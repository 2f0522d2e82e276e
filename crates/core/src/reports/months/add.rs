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

/// Adds sums to the months of all numbers together. It comes last in a transaction: whoever holds these rows waits for no other.
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
    MonthKey { month, source, kind }: &MonthKey,
    changes: &Hours,
) -> Result<(), Error> {
    let grain = [Grain::Day, Grain::Hour];
    let place = |grain: &'_ Grain| -> Vec<&(dyn Value + '_)> {
        owner.iter().copied().chain([grain as &dyn Value, month, source, kind]).collect()
    };
    let mut values = place(&grain[1]);
    let empty = PackedSums::default();
    values.push(&empty);
    // The row is made if there is none, so that another transaction waits for it.
    let (stored,) = tx.one::<(PackedSums,)>(statements.lock, &values).await?;
    let mut hours = stored.unpack()?;
    for (hour, sums) in changes {
        *hours.entry(*hour).or_default() += *sums;
    }
    for (grain, sums) in grain.iter().zip([days(&hours), hours]) {
        let packed = PackedSums::pack(&sums)?;
        let mut values = place(grain);
        if packed.is_empty() {
            tx.run(statements.drop, &values).await?;
        } else {
            values.push(&packed);
            tx.run(statements.put, &values).await?;
        }
    }
    Ok(())
}
