//! Reads the calls and messages that have changed for the live feed of a business, in the form that streams send.

use crewline_core::access::LiveFeed;
use crewline_core::calls::Call;
use crewline_core::db::{Db, Error};
use crewline_core::live::{Change, Fed, ReadChanges};
use crewline_core::messages::Message;
use serde::Serialize;

use super::message::MessageRow;
use crate::calls::api_call::CallRow;

/// Reads calls and messages, as the streams write them.
pub(super) struct Reader;

impl ReadChanges for Reader {
    async fn read(&self, db: &Db, feed: &LiveFeed, changes: &[Change]) -> Result<Vec<Fed>, Error> {
        let (mut calls, mut messages) = (Vec::new(), Vec::new());
        for change in changes {
            match change {
                Change::Call(id) => calls.push(*id),
                Change::Message(id) => messages.push(*id),
                _ => {}
            }
        }
        let mut all = Vec::with_capacity(changes.len());
        for call in Call::changed(db, feed, &calls).await? {
            let (change, number) = (Change::Call(call.id), call.number_id);
            all.push(Fed { change, number, text: text(&CallRow::from(call))? });
        }
        for message in Message::changed(db, feed, &messages).await? {
            let (change, number) = (Change::Message(message.id), message.number_id);
            all.push(Fed { change, number, text: text(&MessageRow::from(message))? });
        }
        Ok(all)
    }
}

/// A call or message as JSON.
///
/// # Errors
/// When it can't be written, which its type rules out.
pub(super) fn text(row: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(row).map_err(|error| Error::Internal(error.to_string()))
}
