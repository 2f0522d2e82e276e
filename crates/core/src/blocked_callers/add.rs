//! Blocks a caller.

use super::BlockedCaller;
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::audit::Event;
use crate::carrier::caller::Caller;
use crate::db::Db;
use crate::ids::BlockedCallerId;
use crate::numbers::parse_phone_number;
use crate::{Error, Fields};

static ADD: BusinessSql = business_sql!("add.sql");

/// The longest address of a caller that is not a telephone number.
const MAX_ADDRESS: usize = 200;

/// Blocks a caller as typed: a phone number, in the form of the business's country or with `+`; or an address that begins with
/// `sip:` or `client:`.
///
/// # Errors
/// Returns the invalid field `caller`, a conflict when the caller is blocked already, or a database error.
pub async fn add(db: &Db, may: &May<actions::BlockCallers>, typed: &str) -> Result<BlockedCaller, Error> {
    let caller = read(typed, may.viewpoint().country()).map_err(|sentence| invalid(&sentence))?;
    insert(db, may, caller).await
}

/// Blocks the caller of a call, as the call has it. `None` is one who hides the number.
///
/// # Errors
/// Returns the errors of [`add`].
pub async fn add_caller(
    db: &Db,
    may: &May<actions::BlockCallers>,
    caller: Option<&str>,
) -> Result<BlockedCaller, Error> {
    let caller = caller.ok_or_else(|| invalid("This caller hides the number, so there is nothing to block."))?;
    insert(db, may, caller.to_owned()).await
}

fn invalid(sentence: &str) -> Error {
    Error::Fields(Fields(vec![("caller", sentence.to_owned())]))
}

/// A typed caller as calls have it.
fn read(typed: &str, country: &str) -> Result<String, String> {
    let text = typed.trim();
    let is_address = ["sip:", "sips:", "client:"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    if !is_address {
        return parse_phone_number(text, country).map(|number| number.to_string()).map_err(|error| error.to_string());
    }
    if text.len() > MAX_ADDRESS || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(format!("Use {MAX_ADDRESS} characters at most, without spaces."));
    }
    Caller::read(text).address().ok_or_else(|| "This caller hides the number, so there is nothing to block.".to_owned())
}

async fn insert(db: &Db, may: &May<actions::BlockCallers>, caller: String) -> Result<BlockedCaller, Error> {
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            let now = tx.now();
            let row = tx.optional::<(BlockedCallerId,)>(&ADD, &[&caller, &viewpoint.member(), &now]).await?;
            let (id,) = row.ok_or_else(|| Error::Conflict {
                code: "conflict",
                sentence: "This caller is blocked already.".to_owned(),
            })?;
            let event = Event::of("caller.blocked", "caller", id, &caller);
            let blocked = BlockedCaller { id, caller, blocked_by: viewpoint.name().to_owned(), blocked_at: now };
            Ok((blocked, event))
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_typed_caller_is_read_as_calls_have_it() {
        for (typed, caller) in [
            ("+1 415 555 0123", "+14155550123"),
            (" (415) 555-0123 ", "+14155550123"),
            ("sip:desk@pbx.example", "sip:desk@pbx.example"),
            ("SIP:+14155550123@pbx.example", "+14155550123"),
            ("client:joan", "client:joan"),
        ] {
            assert_eq!(read(typed, "US").as_deref(), Ok(caller), "{typed}");
        }
        for typed in
            ["", "joan", "12", "sip:anonymous@anonymous.invalid", "sip:a b@c", &format!("sip:{}", "x".repeat(300))]
        {
            assert!(read(typed, "US").is_err(), "{typed}");
        }
    }
}
