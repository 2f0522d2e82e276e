//! Invites a whole list: every row is checked before any is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use secrecy::SecretString;

use super::draft::Checked;
use super::invite::{Outcome, PreparedInvitation, Terms, check_grant, not_listed_any_more};
use super::letter::InvitationLetter;
use super::{Draft, scope};
use crate::access::{May, Viewpoint, actions};
use crate::db::Db;
use crate::ids::{InvitationId, MemberId};
use crate::mail::EmailComposer;
use crate::members::{NumberAccess, recheck_in_transaction};
use crate::seats::LockedSeats;
use crate::{Error, Fields};

/// The most rows that are invited at once.
pub const MAX_ROWS: usize = 500;

/// What came of a row.
#[derive(Clone, Debug)]
pub enum RowOutcome {
    /// They had an account, and are a member now.
    Added(MemberId),
    /// They have an invitation.
    Invited {
        /// The invitation.
        invitation: InvitationId,
        /// The token for the link, to be handed over; only where no letter is sent, and only this once.
        link: Option<SecretString>,
    },
    /// They are a member already, and stay what they are.
    AlreadyMember(MemberId),
    /// They are invited already; that invitation stays as it is.
    AlreadyInvited(InvitationId),
    /// They were sent too many links; when the next one can be sent.
    TooOften(String),
    /// What to change, by field. Nothing of the list was sent.
    Invalid(Fields),
    /// Nothing is wrong with it, but nothing of the list was sent, because of other rows.
    NotSent,
}

/// Whether a list of so many rows can be invited at once: to be asked before anything is made of its rows.
///
/// # Errors
/// A list that is too long (`rows`).
pub fn check_row_count(rows: usize) -> Result<(), Error> {
    if rows <= MAX_ROWS {
        return Ok(());
    }
    Err(Error::Fields(Fields(vec![("rows", format!("Invite {MAX_ROWS} people at once at most."))])))
}

/// What to change in a list before it can be sent: for each row, what is wrong with it.
///
/// # Errors
/// A list that is too long (`rows`), or that the database failed.
pub async fn check_many(
    db: &Db,
    may: &May<actions::Invite>,
    drafts: &[Draft],
) -> Result<Vec<Result<(), Fields>>, Error> {
    Ok(check(db, may, drafts).await?.into_iter().map(|row| row.map(drop)).collect())
}

/// Invites a list in one transaction. Where a row has a mistake, nothing is sent and each row is answered; where there
/// are not enough seats for all of them, nothing is sent either.
///
/// # Errors
/// A list that is too long (`rows`); [`Error::SeatLimit`]; or that the database failed.
pub async fn invite_many(
    db: &Db,
    may: &May<actions::Invite>,
    terms: &Terms,
    composer: &EmailComposer<InvitationLetter>,
    drafts: &[Draft],
) -> Result<Vec<RowOutcome>, Error> {
    let rows = check(db, may, drafts).await?;
    if rows.iter().any(Result::is_err) {
        return Ok(rows.into_iter().map(|row| row.map_or_else(RowOutcome::Invalid, |_| RowOutcome::NotSent)).collect());
    }
    let viewpoint = may.viewpoint();
    let mut prepared = Vec::with_capacity(rows.len());
    for checked in rows.into_iter().flatten() {
        prepared.push(PreparedInvitation::new(db, viewpoint, terms, composer, checked).await?);
    }
    let (plans, viewpoint) = (terms.plans.clone(), viewpoint.clone());
    let invited = db.change(may, move |tx| {
        Box::pin(async move {
            let role = recheck_in_transaction(tx, &viewpoint, actions::Invite).await?;
            let (team, inviter) = (LockedSeats::load(tx, &plans).await?, viewpoint.actor());
            let accesses: BTreeSet<_> = prepared.iter().map(|each| each.checked.access.clone()).collect();
            for access in accesses {
                scope::check(tx, &access).await?;
            }
            let (mut answers, mut events) = (Vec::with_capacity(prepared.len()), Vec::new());
            for each in prepared {
                check_grant(role, each.checked.role)?;
                let (outcome, event) = match each.send(tx, &team, inviter).await {
                    Ok(sent) => sent,
                    Err(error) => {
                        answers.push(row_outcome(error)?);
                        continue;
                    }
                };
                events.push(event);
                answers.push(match outcome {
                    Outcome::Added(member) => RowOutcome::Added(member.id),
                    Outcome::Invited { invitation, link } => RowOutcome::Invited { invitation: invitation.id, link },
                });
            }
            Ok((answers, events))
        })
    });
    invited.await.map_err(not_listed_any_more)
}

/// What is about one person is the answer to their row; all else is about the list.
fn row_outcome(error: Error) -> Result<RowOutcome, Error> {
    match error {
        Error::AlreadyMember(id) => Ok(RowOutcome::AlreadyMember(id)),
        Error::AlreadyInvited(id) => Ok(RowOutcome::AlreadyInvited(id)),
        Error::TooOften { sentence, .. } => Ok(RowOutcome::TooOften(sentence)),
        other => Err(other),
    }
}

async fn check(db: &Db, may: &May<actions::Invite>, drafts: &[Draft]) -> Result<Vec<Result<Checked, Fields>>, Error> {
    check_row_count(drafts.len())?;
    let (mut first, mut accesses) = (BTreeMap::new(), AccessChecks::default());
    let mut rows = Vec::with_capacity(drafts.len());
    for (place, draft) in drafts.iter().enumerate() {
        let mut row = draft.check().and_then(|checked| grantable_by(may.viewpoint(), checked));
        if let Ok(checked) = &mut row {
            let there = accesses.check(db, may, &mut checked.access).await?;
            let before = *first.entry(checked.email.canonical().to_owned()).or_insert(place);
            if before < place {
                let sentence = format!("This address is in row {} already.", before + 1);
                row = Err(Fields(vec![("email", sentence)]));
            } else if let Err(fields) = there {
                row = Err(fields);
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The different number accesses of a list: each is kept and checked once, however many rows share it.
#[derive(Default)]
struct AccessChecks(BTreeMap<Arc<NumberAccess>, Result<(), Fields>>);

impl AccessChecks {
    async fn check(
        &mut self,
        db: &Db,
        may: &May<actions::Invite>,
        access: &mut Arc<NumberAccess>,
    ) -> Result<Result<(), Fields>, Error> {
        if let Some((same, checked)) = self.0.get_key_value(access) {
            *access = same.clone();
            return Ok(checked.clone());
        }
        let checked = match scope::check_before(db, may, access).await {
            Ok(()) => Ok(()),
            Err(error) => Err(into_fields(error)?),
        };
        self.0.insert(access.clone(), checked.clone());
        Ok(checked)
    }
}

fn grantable_by(viewpoint: &Viewpoint, checked: Checked) -> Result<Checked, Fields> {
    match check_grant(viewpoint.role(), checked.role) {
        Ok(()) => Ok(checked),
        Err(rule) => Err(Fields(vec![("role", rule.to_string())])),
    }
}

fn into_fields(error: Error) -> Result<Fields, Error> {
    match error {
        Error::Fields(fields) => Ok(fields),
        other => Err(other),
    }
}
