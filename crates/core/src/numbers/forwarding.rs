//! Forwarding in a circle: a number that forwards to itself, perhaps by way of others, would call itself for ever.
//!
//! A circle may pass through numbers of several businesses, so all active numbers of the instance are looked at. The answer
//! is yes or no, and tells nothing of the numbers on the way.

use std::collections::HashSet;

use super::PhoneNumber;
use crate::access::{GlobalSql, Scoped, global_sql};
use crate::db::{Db, Error};

static FORWARDS: GlobalSql = global_sql!("forwards.sql");

/// The error at the field, whosever the numbers on the way are.
const COMES_BACK: &str = "Calls that are forwarded there would come back to this number. Choose another number.";

/// The numbers that calls to a target are forwarded to, one after the other. Nearly always the target is no number of the
/// instance, so there is one look-up.
struct Way<'n> {
    number: &'n PhoneNumber,
    waiting: Vec<PhoneNumber>,
    seen: HashSet<PhoneNumber>,
}

impl<'n> Way<'n> {
    fn from(target: &PhoneNumber, number: &'n PhoneNumber) -> Self {
        Self { number, waiting: vec![target.clone()], seen: HashSet::new() }
    }

    /// The next number whose targets are to be looked up.
    fn next(&mut self) -> Option<PhoneNumber> {
        loop {
            let next = self.waiting.pop()?;
            if self.seen.insert(next.clone()) {
                return Some(next);
            }
        }
    }

    /// Adds targets. `true` means that one of them is the number itself.
    fn add(&mut self, targets: Vec<(PhoneNumber,)>) -> bool {
        self.waiting.extend(targets.into_iter().map(|(target,)| target));
        self.waiting.contains(self.number)
    }
}

/// Whether a call that is forwarded to `target` would come back to `number`.
///
/// # Errors
/// When the database fails.
pub(crate) async fn comes_back(db: &Db, target: &PhoneNumber, number: &PhoneNumber) -> Result<bool, Error> {
    let mut way = Way::from(target, number);
    let mut is_back = target == number;
    while !is_back && let Some(next) = way.next() {
        is_back = way.add(db.read_global(&FORWARDS, &[&next]).await?);
    }
    Ok(is_back)
}

/// Refuses a target from which calls would come back to the number.
pub(super) async fn refuse_circle(
    tx: &mut Scoped<'_>,
    target: Option<&PhoneNumber>,
    number: &PhoneNumber,
) -> Result<(), crate::Error> {
    let Some(target) = target else { return Ok(()) };
    let mut way = Way::from(target, number);
    let mut is_back = target == number;
    while !is_back && let Some(next) = way.next() {
        is_back = way.add(tx.global().all(&FORWARDS, &[&next]).await?);
    }
    if is_back {
        return Err(crate::Error::Fields(crate::Fields(vec![("forward_to", COMES_BACK.to_owned())])));
    }
    Ok(())
}
