//! Blocks the caller of a call.

use super::Call;
use crate::Error;
use crate::access::{Held, actions};
use crate::blocked_callers::{self, BlockedCaller};
use crate::db::Db;

/// Blocks the caller of a call: the next calls are rejected.
///
/// # Errors
/// Returns the errors of [`blocked_callers::add`].
pub async fn block_caller(db: &Db, call: &Held<Call, actions::BlockCallers>) -> Result<BlockedCaller, Error> {
    blocked_callers::add_caller(db, call.may(), call.caller.as_deref()).await
}
