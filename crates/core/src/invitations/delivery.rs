//! The delivery of an invitation's letter. The job of the letter is the only record of it.

use crate::access::{BusinessSql, Scoped, business_sql};
use crate::db::{self, words};
use crate::ids::InvitationId;
use crate::mail::{SealedLetter, withdraw_invitation};

static MARK_WITHDRAWN: BusinessSql = business_sql!("mark_withdrawn.sql");

words! {
    /// How far the letter with the link has come.
    pub enum DeliveryStatus {
        /// It waits to be sent, for the first time or again.
        Waiting = "waiting",
        /// The mail server has taken it.
        Sent = "sent",
        /// It was given up.
        Failed = "failed",
        /// There is no letter: the link is handed over by the inviter.
        ByHand = "by_hand",
    }
}

/// The delivery of an invitation's letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// How far it has come.
    pub status: DeliveryStatus,
    /// Why the last attempt failed, in words that follow "Could not be delivered:".
    pub problem: Option<String>,
}

impl Delivery {
    /// The delivery of an invitation that was made just now.
    pub(super) const fn begin(has_letter: bool) -> Self {
        Self { status: if has_letter { DeliveryStatus::Waiting } else { DeliveryStatus::ByHand }, problem: None }
    }
}

/// The values of `invitations.letter` and `letter_key` for an invitation that is sent now.
pub(super) fn letter_columns(letter: Option<&SealedLetter>) -> (&'static str, Option<String>) {
    letter.map_or(("by_hand", None), |letter| ("mail", Some(letter.key())))
}

/// Withdraws the letter of an invitation that has ended, if it was not sent.
pub(super) async fn withdraw_letter(tx: &mut Scoped<'_>, id: InvitationId) -> Result<(), db::Error> {
    if withdraw_invitation(tx, id).await? {
        tx.run(&MARK_WITHDRAWN, &[&id]).await?;
    }
    Ok(())
}
